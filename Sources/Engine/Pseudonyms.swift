import CSodium
public import Telemetry

/// What names of people become when they come in: pseudonyms, stable for one day.
///
/// A keyed hash (BLAKE2b, libsodium's `crypto_generichash`) whose key is random, lives in memory alone and is new every day (UTC), so a
/// pseudonym can neither be turned back nor followed from one day to the next. Addresses lose their last part: /24 and /56.
public struct Pseudonyms: Sendable {
    private var key: [UInt8] = []
    private var day: Int64 = .min
    /// What this day's pseudonyms stand for, so that a name in a later line is found again. Only in memory.
    private var known: [String: String] = [:]
    private var taken: Set<String> = []
    /// The same by the core of each name, which is what is looked for in lines; and by its core as `NameWords.folded`, and turned, for
    /// people write a name in the letters that come to hand.
    private var cores: [String: String] = [:]
    private var folded: [String: String] = [:]
    /// The most words that a name of today has.
    private var longest = 1
    /// The day before's, for an hour: who was lost before midnight and is back after it is the same person.
    private var yesterday: [String: String] = [:]
    private var renamed: [String: String] = [:]
    /// Names that came when there were so many already, the newest of them; their pseudonyms are long.
    private var late: [String: String] = [:]
    private static let most = 100_000

    public init() {}

    /// `u-7f3a`: four hex digits, more where two of this day's names would meet. The empty name and OpenVPN's `UNDEF` stand for nobody and stay.
    public mutating func pseudonym(for name: String, at now: Moment) -> String {
        turn(to: now)
        if name.isEmpty || name == "UNDEF" { return name }
        if let known = known[name] { return known }
        let digest = Self.digest(of: name, key: key)
        guard known.count < Self.most else {
            // Too many names: short pseudonyms can no longer be told from taken ones, and none is needed.
            let pseudonym = "u-" + digest.prefix(16)
            if late.count >= Self.most { late = [:] }
            late[name] = pseudonym
            return pseudonym
        }
        let lengths = [4, 6, 8, 16, 32]
        let pseudonym = lengths.lazy.map { "u-" + digest.prefix($0) }.first { !taken.contains($0) } ?? "u-" + digest
        if let old = yesterday.removeValue(forKey: name) { renamed[old] = pseudonym }
        known[name] = pseudonym
        taken.insert(pseudonym)
        if let core = NameWords.core(of: name) {
            cores[core.text] = pseudonym
            let plain = NameWords.folded(core.text)
            folded[plain] = pseudonym
            for turned in NameWords.turned(plain) where folded[turned] == nil { folded[turned] = pseudonym }
            longest = max(longest, core.words, NameWords.parts(core.text))
        }
        return pseudonym
    }

    /// The same for what somebody wrote: words of it that stand elsewhere are no name there, it may change all the time, and nothing is
    /// kept of it.
    public mutating func pseudonym(forText text: String, at now: Moment) -> String {
        text.isEmpty ? text : "u-" + mark(for: text, at: now)
    }

    /// Whether a text can be a pseudonym, of whatever day.
    static func isPseudonym(_ text: String) -> Bool { text.isPseudonym }

    /// As the user of a session; empty where there is none, or none with a name.
    static func isHidden(_ user: String) -> Bool { user.isEmpty || user == "UNDEF" || isPseudonym(user) }

    /// The pseudonym of a name of today, by itself or with marks around it; nil for anything else.
    mutating func known(_ text: String, at now: Moment) -> String? {
        turn(to: now)
        if let found = known[text] ?? late[text] { return found }
        return NameWords.core(of: text).flatMap { found($0.text) }
    }
    /// By the core of a name.
    private func found(_ core: String) -> String? { cores[core] ?? folded[NameWords.folded(core)] ?? late[core] }

    /// The same for a text that is no name: it is neither looked for in lines nor ever told again.
    public mutating func mark(for text: String, at now: Moment) -> String {
        turn(to: now)
        return String(Self.digest(of: text, key: key).prefix(16))
    }

    /// `10.77.0.11:4711` → `10.77.0.0/24`, `[2001:db8:1:2::7]:1194` → `2001:db8:1::/56`; what is no address becomes a pseudonym.
    public mutating func network(of address: String, at now: Moment) -> String {
        if address.isEmpty { return "" }
        return IPNetwork(of: address)?.text ?? pseudonym(for: address, at: now)
    }

    /// A line that somebody wrote, with these names, all names known today, and every address in it replaced.
    public mutating func redact(_ line: String, names: [String], at now: Moment) -> String {
        turn(to: now)
        var own: [String: String] = [:]
        var longest = longest
        for name in names where !name.isEmpty && name != "UNDEF" {
            guard let core = NameWords.core(of: name) else { continue }
            let pseudonym = pseudonym(for: name, at: now)
            let plain = NameWords.folded(core.text)
            own[plain] = pseudonym
            for turned in NameWords.turned(plain) where own[turned] == nil { own[turned] = pseudonym }
            own[core.text] = pseudonym
            longest = max(longest, core.words, NameWords.parts(core.text))
        }
        return LineRedactor.applied(to: line, longestName: longest) { own[$0] ?? cores[$0] ?? own[NameWords.folded($0)] ?? found($0) }
    }

    /// The name behind a pseudonym of today; nil once the day is over or the engine was restarted.
    public func name(behind pseudonym: String) -> String? {
        known.first { $0.value == pseudonym }?.key ?? late.first { $0.value == pseudonym }?.key
    }

    /// Pseudonyms of the day before whose people were seen again since the last question, with those of today. Within the first hour of
    /// a day only, and never written down: who is who from one day to the next is nobody's business.
    mutating func takeRenamed() -> [String: String] {
        defer { renamed = [:] }
        return renamed
    }

    /// Another one whenever all names have other pseudonyms.
    private(set) var era = 0
    /// As at the first name of a day.
    mutating func turn(to now: Moment) {
        let today = now.seconds / 86_400
        // An answer of before midnight that is taken after it turns nothing back.
        if today == day &- 1, day &* 86_400 - now.seconds <= 60 { return }
        if !yesterday.isEmpty, now.seconds % 86_400 >= 3600 { yesterday = [:] }
        guard today != day || key.isEmpty else { return }
        yesterday = today == day &+ 1 && now.seconds % 86_400 < 3600 ? known : [:]
        day = today
        era += 1
        known = [:]
        taken = []
        cores = [:]
        folded = [:]
        longest = 1
        late = [:]
        key = [UInt8](repeating: 0, count: Int(crypto_generichash_KEYBYTES))
        key.withUnsafeMutableBytes { bytes in
            if let base = bytes.baseAddress { randombytes_buf(base, bytes.count) }
        }
    }

    private static func digest(of name: String, key: [UInt8]) -> String {
        let text = Array(name.utf8)
        var out = [UInt8](repeating: 0, count: 16)
        _ = crypto_generichash(&out, out.count, text, UInt64(text.count), key, key.count)
        return out.hexadecimal
    }
}
