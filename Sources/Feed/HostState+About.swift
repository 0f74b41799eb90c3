import Telemetry

extension HostState {
    /// One line: product, version, size, how many guests run, and what cannot be read.
    public var about: String { ([ownWords].filter { !$0.isEmpty } + gaps).joined(separator: " · ") }

    /// What cannot be read although it answers, one entry each: `no guests: no permission …`.
    public var gaps: [String] { failure == nil ? inventory.gaps.map { Message.figureMissing($0.figure, $0.reason).text } : [] }

    /// Where not all can be read: how much that is, and the gaps. Nil where nothing is missing, or it does not answer at all.
    public var gapsInWords: String? {
        gaps.isEmpty ? nil : (isBlind ? "nothing is shown: " : "partly: ") + gaps.joined(separator: " · ")
    }

    /// What it says of itself: product, version, size, and how many guests run, or ran when it last answered.
    public var ownWords: String {
        var parts = [[inventory.product, inventory.version].filter { !$0.isEmpty }.joined(separator: " ")].filter { !$0.isEmpty }
        if let processors = inventory.processors { parts.append("\(processors) \(processors == 1 ? "CPU" : "CPUs")") }
        if let memory = inventory.memory { parts.append("\(gibibytes(memory)) GiB") }
        if !guests.isEmpty {
            let verb = failure == nil ? "run" : "ran when it last answered"
            parts.append("\(guests.count { $0.state.isRunning }) of \(guests.count) guests \(verb)")
        }
        let hung = guests.filter { $0.state == .hung }.map(\.name).sorted()
        if !hung.isEmpty { parts.append("no answer from \(hung.joined(separator: ", "))") }
        return parts.joined(separator: " · ")
    }
}

/// Rounded to whole GiB; below ten with one decimal.
private func gibibytes(_ bytes: UInt64) -> String {
    let size = Double(bytes) / 1_073_741_824
    return (size < 9.95 ? size : size.rounded()).short
}
