import Telemetry

/// How somebody looks at one screen: a value that can be kept, and brought back later or elsewhere.
struct ScreenMemory: Hashable, Sendable {
    let screen: ScreenName
    var filter = ""
    var span: GraphSpan?
    var host: Host.ID?
    var guest: GuestIdentity?
    var alarm: Int64?
    /// What this screen alone has, such as `sort`: words for whatever is not as it is at first.
    var own: [String: String] = [:]

    init(_ screen: ScreenName) { self.screen = screen }

    /// Longer than that is nothing that was written here.
    private static let longest = 16_384

    /// One line: `sessions filter=vpn host=vpn-1 own.kind=vpn`.
    var encoded: String {
        var pairs: [(String, String)] = []
        if !filter.isEmpty { pairs.append(("filter", filter)) }
        if let span { pairs.append(("span", "\(span)")) }
        if let host { pairs.append(("host", host)) }
        if let guest { pairs.append(("guest", guest.words)) }
        if let alarm { pairs.append(("alarm", String(alarm))) }
        pairs += own.sorted { $0.key < $1.key }.map { ("own." + $0.key, $0.value) }
        return ([screen.rawValue] + pairs.map { $0.percentEncoded + "=" + $1.percentEncoded }).joined(separator: " ")
    }
    /// Nil where it names no screen. What is not understood is left out: another version may have written it.
    init?(encoded text: String) {
        guard text.utf8.count <= ScreenMemory.longest else { return nil }
        let parts = text.split(separator: " ")
        guard let screen = parts.first.flatMap({ ScreenName(rawValue: String($0)) }) else { return nil }
        self.init(screen)
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", omittingEmptySubsequences: false)
            guard pair.count == 2, let name = String(percentEncoded: pair[0]), let value = String(percentEncoded: pair[1]) else { continue }
            switch name {
            case "filter": filter = value
            case "span": span = .named(value)
            case "host": host = value
            case "guest": guest = GuestIdentity(words: value)
            case "alarm": alarm = Int64(value)
            case _ where name.hasPrefix("own."): own[String(name.dropFirst(4))] = value
            default: break
            }
        }
    }

    /// Several words in one, such as the parts of an identity.
    static func joined(_ words: [String]) -> String { words.map(\.percentEncoded).joined(separator: "/") }
    /// Nil where they are not so many.
    static func parts(_ word: String?, _ count: Int) -> [String]? {
        guard let parts = word?.split(separator: "/", omittingEmptySubsequences: false), parts.count == count else { return nil }
        let words = parts.compactMap { String(percentEncoded: $0) }
        return words.count == count ? words : nil
    }
}

extension CaseIterable {
    /// The case of this name.
    static func named(_ word: String?) -> Self? { allCases.first { "\($0)" == word } }
}

extension App {
    /// How one looks at this screen now.
    func memory(of name: ScreenName) -> ScreenMemory {
        var memory = ScreenMemory(name)
        memory.filter = filters[name] ?? ""
        (memory.span, memory.host, memory.guest, memory.alarm) = (focus.span, focus.host, focus.guest, focus.alarm)
        memory.own = screens[name.place].remembered
        return memory
    }

    /// Shows the screen as it was looked at then; what there is no more is looked at no more.
    @discardableResult mutating func recall(_ memory: ScreenMemory) -> [Effect] {
        filters[memory.screen] = memory.filter.isEmpty ? nil : memory.filter
        (focus.span, focus.alarm) = (memory.span, memory.alarm)
        (focus.host, focus.guest) = (memory.host ?? focus.host, memory.guest ?? focus.guest)
        screens[memory.screen.place].recall(memory)
        show(memory.screen, remembering: true)
        changed()
        return derive()
    }
}
