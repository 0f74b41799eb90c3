import Telemetry

extension HostState {
    /// One line: product, version, size, how many guests run, and what cannot be read.
    public var about: String { ([ownWords].filter { !$0.isEmpty } + gaps).joined(separator: " · ") }

    /// What cannot be read although it answers, one entry each: `no guests: no permission …`.
    public var gaps: [String] { missing.map(\.text) }
    private var missing: [Message] { failure == nil ? inventory.gaps.map { .figureMissing($0.figure, $0.reason) } : [] }

    /// Where not all can be read: how much that is, and the gaps. Nil where nothing is missing, or it does not answer at all.
    public var gapsInWords: String? {
        let missing = missing
        return missing.isEmpty ? nil : (isBlind ? Message.showsNothing(missing) : .showsInPart(missing)).text
    }

    /// What it says of itself: product, version, size, and how many guests run, or ran when it last answered.
    public var ownWords: String {
        var parts = [[inventory.product, inventory.version].filter { !$0.isEmpty }.joined(separator: " ")].filter { !$0.isEmpty }
        if let processors = inventory.processors { parts.append(Message.processors(processors).text) }
        if let memory = inventory.memory { parts.append("\(gibibytes(memory)) GiB") }
        if !guests.isEmpty {
            let running = guests.count { $0.state.isRunning }
            parts.append((failure == nil ? Message.guestsRun(running, guests.count) : .guestsRan(running, guests.count)).text)
        }
        let hung = guests.filter { $0.state == .hung }.map(\.name).sorted()
        if !hung.isEmpty { parts.append(Message.guestsHang(hung.joined(separator: ", ")).text) }
        return parts.joined(separator: " · ")
    }
}

/// Rounded to whole GiB; below ten with one decimal.
private func gibibytes(_ bytes: UInt64) -> String {
    let size = Double(bytes) / 1_073_741_824
    return (size < 9.95 ? size : size.rounded()).short
}
