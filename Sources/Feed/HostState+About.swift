import Telemetry

extension HostState {
    /// One line: product, version, size, how many guests run, and what cannot be read.
    public var about: String {
        var parts = [[inventory.product, inventory.version].filter { !$0.isEmpty }.joined(separator: " ")].filter { !$0.isEmpty }
        if let processors = inventory.processors { parts.append("\(processors) \(processors == 1 ? "CPU" : "CPUs")") }
        if let memory = inventory.memory { parts.append("\(gibibytes(memory)) GiB") }
        if !guests.isEmpty { parts.append("\(guests.count { $0.state.isRunning }) of \(guests.count) guests run") }
        let hung = guests.filter { $0.state == .hung }.map(\.name).sorted()
        if !hung.isEmpty { parts.append("no answer from \(hung.joined(separator: ", "))") }
        return (parts + inventory.gaps.map { "no \($0.figure): \($0.reason)" }).joined(separator: " · ")
    }
}

/// Rounded to whole GiB; below ten with one decimal.
private func gibibytes(_ bytes: UInt64) -> String {
    let tenths = Int((Double(bytes) / 1_073_741_824 * 10).rounded())
    return tenths < 100 && tenths % 10 != 0 ? "\(tenths / 10).\(tenths % 10)" : "\((tenths + 5) / 10)"
}
