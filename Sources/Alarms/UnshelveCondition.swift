extension Shelf {
    /// A condition under which a shelved alarm comes back early.
    public enum UnshelveCondition: Hashable, Sendable {
        /// The rule's value is at or above this.
        case value(Double)
        /// The severity rises above what it was when it was shelved.
        case severityUp
        /// The host, silent when it was shelved, answers again.
        case hostBack

        var isOfValue: Bool { if case .value = self { true } else { false } }
    }
}

/// Its codes, each said here alone.
extension Shelf.UnshelveCondition {
    /// In the journal and on the link: `severityUp`, `hostBack`, and `value:95` with the number as Swift writes it.
    public var code: String {
        switch self {
        case .severityUp: "severityUp"
        case .hostBack: "hostBack"
        case .value(let value): "value:\(value)"
        }
    }

    public init?(code: some StringProtocol) {
        self.init(code, severityUp: "severityUp", hostBack: "hostBack", value: "value:")
    }

    /// As it is typed: `severity-up`, `host-back`, `value=95`.
    public init?(typed word: some StringProtocol) {
        self.init(word, severityUp: "severity-up", hostBack: "host-back", value: "value=")
    }

    private init?(_ word: some StringProtocol, severityUp: String, hostBack: String, value: String) {
        if word == severityUp {
            self = .severityUp
        } else if word == hostBack {
            self = .hostBack
        } else {
            guard word.hasPrefix(value), let number = Double(word.dropFirst(value.count)), number.isFinite else { return nil }
            self = .value(number)
        }
    }
}
