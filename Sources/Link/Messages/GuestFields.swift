import JSON
import Telemetry

extension Guest: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            id: try fields.string("id"), name: try fields.string("name"), state: try fields.word("state"),
            vCPUs: try fields.count("vcpus"), memoryMaximum: try fields.numberIfPresent("memory_maximum") ?? 0,
            memoryView: try fields.word("memory_view"), console: try fields.stringIfPresent("console"),
            facts: try fields.itemIfPresent("facts") ?? GuestFacts())
    }
    func write(to out: FieldWriter) {
        out.put("id", id)
        out.put("name", name)
        out.put("state", state)
        out.put("vcpus", vCPUs)
        out.put("memory_maximum", memoryMaximum)
        out.put("memory_view", memoryView)
        out.put("console", console)
        if facts != GuestFacts() { out.put("facts", facts) }
    }
}

extension GuestFacts: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            title: try fields.stringIfPresent("title") ?? "", notes: try fields.stringIfPresent("notes") ?? "",
            isAutostarted: try fields.flagIfPresent("autostarted"), isPersistent: try fields.flagIfPresent("persistent"),
            job: try fields.itemIfPresent("job"), system: try fields.itemIfPresent("system"),
            fileSystems: try fields.listIfPresent("file_systems") ?? [], availability: try fields.stringIfPresent("availability") ?? "")
    }
    func write(to out: FieldWriter) {
        if !title.isEmpty { out.put("title", title) }
        if !notes.isEmpty { out.put("notes", notes) }
        if let isAutostarted { out.put("autostarted", isAutostarted) }
        if let isPersistent { out.put("persistent", isPersistent) }
        out.put("job", job)
        out.put("system", system)
        if !fileSystems.isEmpty { out.put("file_systems", fileSystems) }
        if !availability.isEmpty { out.put("availability", availability) }
    }
}

extension GuestJob: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            operation: try fields.word("operation"), done: try fields.numberIfPresent("done"),
            dirtyRate: try fields.numberIfPresent("dirty_rate"), timeLeft: try fields.durationIfPresent("time_left_ms"),
            elapsed: try fields.durationIfPresent("elapsed_ms"))
    }
    func write(to out: FieldWriter) {
        out.put("operation", operation)
        if let done { out.put("done", done) }
        if let dirtyRate { out.put("dirty_rate", dirtyRate) }
        if let timeLeft { out.put("time_left_ms", timeLeft) }
        if let elapsed { out.put("elapsed_ms", elapsed) }
    }
}

extension GuestSystem: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(name: try fields.string("name"), version: try fields.string("version"), kernel: try fields.string("kernel"))
    }
    func write(to out: FieldWriter) {
        out.put("name", name)
        out.put("version", version)
        out.put("kernel", kernel)
    }
}

extension GuestFileSystem: FieldCoded {
    /// Beyond the engine's door nobody knows any more what was marked.
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            mountPoint: [.known(try fields.string("mount_point"))], type: try fields.string("type"),
            size: try fields.numberIfPresent("size"), used: try fields.numberIfPresent("used"))
    }
    func write(to out: FieldWriter) {
        out.put("mount_point", mountPoint.text)
        out.put("type", type)
        if let size { out.put("size", size) }
        if let used { out.put("used", used) }
    }
}

extension StoragePool: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            name: try fields.string("name"), state: try fields.word("state"), isAutostarted: try fields.flagIfPresent("autostarted"))
    }
    func write(to out: FieldWriter) {
        out.put("name", name)
        out.put("state", state)
        if let isAutostarted { out.put("autostarted", isAutostarted) }
    }
}
