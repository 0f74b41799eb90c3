import Telemetry

/// Numbers of a place for guests' disks, `Entity(kind: "storage", id: name)`.
enum StorageMetric {
    static let used = Metric("storage.used", label: "used", unit: .percent)
    static let size = Metric("storage.size", label: "size", unit: .bytes)
    /// What guests were promised and has been taken; thin disks may yet take more.
    static let allocated = Metric("storage.allocated", label: "allocated", unit: .bytes)
}
