import Synchronization

extension Wording {
    /// The language of this program: English until somebody says otherwise (`speak`). A front and a command speak their user's. An engine
    /// speaks English, since what it writes and sends is read by who knows where; only whom it notifies it tells in the language of its
    /// configuration.
    public static var spoken: Wording {
        guard isAnyOther.load(ordering: .acquiring) else { return english }
        return borrowed ?? chosen.withLock { $0 }
    }

    /// Whether a text can be taken as it is written in the code.
    static var isEnglishSpoken: Bool { !isAnyOther.load(ordering: .acquiring) || spoken.isPlain }

    /// From now on, all over this process.
    public static func speak(_ wording: Wording) {
        chosen.withLock { $0 = wording }
        isAnyOther.store(true, ordering: .releasing)
    }

    /// While `body` runs, for this thread or task alone.
    public static func speaking<Result>(_ wording: Wording, _ body: () throws -> Result) rethrows -> Result {
        isAnyOther.store(true, ordering: .releasing)
        return try $borrowed.withValue(wording, operation: body)
    }

    @TaskLocal private static var borrowed: Wording?
    private static let chosen = Mutex(english)
    /// Whoever speaks English pays for no other language.
    private static let isAnyOther = Atomic(false)
}
