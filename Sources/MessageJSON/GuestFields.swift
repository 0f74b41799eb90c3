public import JSON
public import Telemetry

/// A guest as JSON: on the link and in the journal.
extension Guest {
    public init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            id: try fields.string("id"), name: try fields.string("name"), state: try fields.word("state"),
            vCPUs: try fields.count("vcpus"), memoryMaximum: try fields.numberIfPresent("memory_maximum") ?? 0,
            memoryView: try fields.word("memory_view"), console: try fields.stringIfPresent("console"),
            facts: try fields.itemIfPresent("facts", GuestFacts.init) ?? GuestFacts())
    }
    public func write(to out: FieldWriter) {
        out.put("id", id)
        out.put("name", name)
        out.put("state", state)
        out.put("vcpus", vCPUs)
        out.put("memory_maximum", memoryMaximum)
        out.put("memory_view", memoryView)
        out.put("console", console)
        if facts != GuestFacts() { out.object("facts", facts.write) }
    }
}

extension GuestFacts {
    public init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            title: try fields.stringIfPresent("title") ?? "", notes: try fields.stringIfPresent("notes") ?? "",
            isAutostarted: try fields.flagIfPresent("autostarted"), isPersistent: try fields.flagIfPresent("persistent"),
            job: try fields.itemIfPresent("job", GuestJob.init), system: try fields.itemIfPresent("system", GuestSystem.init),
            fileSystems: try fields.objectsIfPresent("file_systems", GuestFileSystem.init) ?? [],
            availability: try fields.stringIfPresent("availability") ?? "")
    }
    public func write(to out: FieldWriter) {
        if !title.isEmpty { out.put("title", title) }
        if !notes.isEmpty { out.put("notes", notes) }
        if let isAutostarted { out.put("autostarted", isAutostarted) }
        if let isPersistent { out.put("persistent", isPersistent) }
        if let job { out.object("job", job.write) }
        if let system { out.object("system", system.write) }
        if !fileSystems.isEmpty { out.objects("file_systems", fileSystems) { $0.write(to: $1) } }
        if !availability.isEmpty { out.put("availability", availability) }
    }
}

extension GuestJob {
    public init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            operation: try fields.word("operation"), done: try fields.numberIfPresent("done"),
            dirtyRate: try fields.numberIfPresent("dirty_rate"), timeLeft: try fields.timeIfPresent("time_left_ms"),
            elapsed: try fields.timeIfPresent("elapsed_ms"))
    }
    public func write(to out: FieldWriter) {
        out.put("operation", operation)
        if let done { out.put("done", done) }
        if let dirtyRate { out.put("dirty_rate", dirtyRate) }
        if let timeLeft { out.put("time_left_ms", TimeRange.clamped(timeLeft)) }
        if let elapsed { out.put("elapsed_ms", TimeRange.clamped(elapsed)) }
    }
}

extension GuestSystem {
    public init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(name: try fields.string("name"), version: try fields.string("version"), kernel: try fields.string("kernel"))
    }
    public func write(to out: FieldWriter) {
        out.put("name", name)
        out.put("version", version)
        out.put("kernel", kernel)
    }
}

extension GuestFileSystem {
    /// Behind the engine's redactor nobody knows any more what was marked.
    public init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            mountPoint: [.known(try fields.string("mount_point"))], type: try fields.string("type"),
            size: try fields.numberIfPresent("size"), used: try fields.numberIfPresent("used"))
    }
    public func write(to out: FieldWriter) {
        out.put("mount_point", mountPoint.text)
        out.put("type", type)
        if let size { out.put("size", size) }
        if let used { out.put("used", used) }
    }
}

extension Fields {
    func itemIfPresent<Item>(
        _ key: StaticString, _ make: (Fields) throws(UnreadableMessage) -> Item
    ) throws(UnreadableMessage) -> Item? {
        guard let fields = try objectIfPresent(key) else { return nil }
        do { return try make(fields) } catch { throw error.inside(key) }
    }
    fileprivate func timeIfPresent(_ key: StaticString) throws(UnreadableMessage) -> Duration? {
        guard try integerIfPresent(key) != nil else { return nil }
        return .milliseconds(try integer(key, in: TimeRange.durations))
    }
}
