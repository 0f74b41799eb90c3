/// Numbers of a place for guests' disks, `Entity.storage`: the Host screen knows these by name, whoever tells them.
public enum StorageMetric {
    public static let used = Metric("storage.used", label: "used", unit: .percent)
    public static let size = Metric("storage.size", label: "size", unit: .bytes)
    /// What guests were promised and has been taken; thin disks may yet take more.
    public static let allocated = Metric("storage.allocated", label: "allocated", unit: .bytes)

    /// Whether a number is one of these, and has its place beside the others of its storage.
    public static func has(_ metric: Metric, of entity: Entity) -> Bool {
        entity.isStorage && [used.id, size.id, allocated.id].contains(metric.id)
    }
}

extension Entity {
    /// `storage/<name>`.
    public static func storage(_ name: String) -> Entity { Entity(kind: "storage", id: name) }
    public var isStorage: Bool { kind == "storage" }
}
