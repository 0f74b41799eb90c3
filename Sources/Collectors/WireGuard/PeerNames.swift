import Glibc
import Platform
import Synchronization
import Telemetry

/// Whose peer it is, from a file of the administrator's. Read anew when it has changed.
final class PeerNames: Sendable {
    static let longest = 1 << 20
    static let longestName = 64

    private struct State {
        var stamp: FileStamp?
        var names: [PublicKey: String] = [:]
    }
    typealias Known = (names: [PublicKey: String], gap: Inventory.Gap?)
    private let path: String
    private let state = Mutex(State())
    /// Whether it can be read, by a thread of its own: the disk may not answer.
    private let reads: Mutex<ThreadedRead<Inventory.Gap?>?> = Mutex(nil)

    init(path: String) { self.path = path }

    /// What is known; with a gap where the file cannot be read, or not in time, and then what was known before.
    func known(within patience: Duration) async -> Known {
        let reads = self.reads.withLock { reads in
            let now = reads ?? ThreadedRead(fresh: .zero) { [weak self] in self?.read().gap }
            reads = now
            return now
        }
        let reason: Message
        switch await reads.value(within: patience) {
        case .read(let gap): return (names, gap)
        case .late: reason = CollectFailure.timedOut(asked: path, after: patience).message
        case .noThread: reason = .ofNamesFile(path, .noThreadToRead())
        }
        return (names, Inventory.Gap(figure: .namesOfPeers(), reason: reason))
    }

    private var names: [PublicKey: String] { state.withLock(\.names) }

    func read() -> Known {
        let stamp = FileStamp(path)
        if let stamp, state.withLock({ $0.stamp == stamp }) { return (names, nil) }
        // Not under the lock, which those wait for who do without the file.
        do throws(FileFault) {
            let found = Self.names(in: String(decoding: try readFile(path, longest: Self.longest), as: UTF8.self))
            state.withLock { $0 = State(stamp: stamp, names: found) }
            return (found, nil)
        } catch {
            state.withLock { $0.stamp = nil }
            return (names, Inventory.Gap(figure: .namesOfPeers(), reason: .ofNamesFile(path, Self.reason(error))))
        }
    }

    private static func reason(_ fault: FileFault) -> Message {
        switch fault {
        case .unreadable(let words): .raw(words)
        case .folder, .irregular: .noRegularFile()
        case .longer(let most): .longerThan(most * 1024)
        }
    }

    /// `KEY NAME` on each line, or as PiVPN lists its clients `NAME KEY …`. Where the file has sections in brackets it is a configuration:
    /// a comment at a peer is its name, and of keys the public ones alone are looked at.
    static func names(in text: String) -> [PublicKey: String] {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmed }
        if lines.contains(where: { $0.hasPrefix("[") && $0.hasSuffix("]") }) { return names(inConfiguration: lines) }
        var out: [PublicKey: String] = [:]
        for line in lines where !line.hasPrefix("#") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let place = words.firstIndex(where: { PublicKey(base64: $0) != nil }), let key = PublicKey(base64: words[place]) else {
                continue
            }
            if let name = name(of: (place == 0 ? words[1...] : words[..<place]).joined(separator: " ")) { out[key] = name }
        }
        return out
    }

    private static func names(inConfiguration lines: [Substring]) -> [PublicKey: String] {
        var out: [PublicKey: String] = [:]
        /// Of the section that is read, and what a comment said since the last line that was none.
        var (isPeer, name, key, remark): (Bool, String?, PublicKey?, String?) = (false, nil, nil, nil)
        func keep() { if let name, let key { out[key] = name } }
        for line in lines where !line.isEmpty {
            if line.hasPrefix("[") {
                keep()
                (isPeer, name, key, remark) = (line.lowercased().contains("peer"), remark, nil, nil)
            } else if line.hasPrefix("#") {
                guard let said = Self.name(inComment: line) else { continue }
                // Before its key it is this peer's; behind it the next one's, unless it says what it is.
                if isPeer, said.isLabelled || key == nil {
                    name = said.isLabelled ? said.name : name ?? said.name
                } else {
                    remark = said.name
                }
            } else {
                remark = nil
                guard line.prefix(9).lowercased() == "publickey", let mark = line.firstIndex(of: "=") else { continue }
                key = PublicKey(base64: line[mark...].dropFirst().trimmed)
            }
        }
        keep()
        return out
    }

    /// `# alice`, `### Client alice`, `# friendly_name = alice`, `# BEGIN_PEER alice`, `### begin alice ###`.
    private static func name(inComment line: Substring) -> (name: String, isLabelled: Bool)? {
        var words = line.split { $0.isWhitespace || $0 == "#" || $0 == "=" || $0 == ":" }
        let first = words.first?.lowercased() ?? ""
        if first.hasPrefix("end") || first == "friendly_json" { return nil }
        let isLabel = ["friendly_name", "name"].contains(first)
        if isLabel || ["client", "peer", "user", "begin_peer", "begin"].contains(first), words.count > 1 { words.removeFirst() }
        // An option that was commented out is no name.
        if line.contains("="), !isLabel { return nil }
        return name(of: words.joined(separator: " ")).map { ($0, isLabel) }
    }

    private static func name(of text: String) -> String? {
        let name = String(text.prefix(longestName))
        return name.isEmpty || name.unicodeScalars.contains(where: \.isSteering) || PublicKey(base64: name) != nil ? nil : name
    }
}
