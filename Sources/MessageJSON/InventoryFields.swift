public import JSON
public import Telemetry

/// What a host is as JSON: on the link and in the journal.
extension Inventory {
    public init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            product: try fields.string("product"), version: try fields.string("version"),
            processors: try fields.countIfPresent("processors"),
            memory: try fields.countIfPresent("memory").map { UInt64(clamping: $0) },
            storages: try fields.objectsIfPresent("storages", StoragePool.init) ?? [],
            gaps: try fields.needed(fields.objectsIfPresent("gaps", Gap.init), "gaps", "list"))
    }
    public func write(to out: FieldWriter) {
        out.put("product", product)
        out.put("version", version)
        out.put("processors", processors)
        out.put("memory", memory.map { Int(clamping: $0) })
        if !storages.isEmpty { out.objects("storages", storages) { $0.write(to: $1) } }
        out.objects("gaps", gaps) { $0.write(to: $1) }
    }
}

extension Inventory.Gap {
    public init(_ fields: Fields) throws(UnreadableMessage) {
        // A newer engine may say it by what is not known here: then its words.
        let figure = try fields.messageIfPresent("figure_message").flatMap { Wording.knows($0) ? $0 : nil }
        let words = try fields.string("figure")
        self.init(figure: figure ?? .raw(words), reason: try fields.message("message"))
    }
    public func write(to out: FieldWriter) {
        // The text is what older fronts and engines know of it.
        out.put("figure", figure.text)
        out.put("figure_message", figure)
        out.put("message", reason)
        if out.isForPeople { out.put("reason", reason.text) }
    }
}

extension StoragePool {
    public init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            name: try fields.string("name"), state: try fields.word("state"), isAutostarted: try fields.flagIfPresent("autostarted"))
    }
    public func write(to out: FieldWriter) {
        out.put("name", name)
        out.put("state", state)
        if let isAutostarted { out.put("autostarted", isAutostarted) }
    }
}

extension UnlistedSessions {
    public init(_ fields: Fields) throws(UnreadableMessage) { self.init(try fields.count("count"), try fields.word("kind")) }
    public func write(to out: FieldWriter) {
        out.put("kind", kind)
        out.put("count", count)
    }
}
