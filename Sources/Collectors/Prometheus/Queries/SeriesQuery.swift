/// What a profile asks of an exporter's samples: a small part of Prometheus' own query language, without time ranges and without joins.
///
/// ```
/// query    = term { ("+" | "-") term }
/// term     = factor { ("*" | "/") factor }
/// factor   = number | "(" query ")" | series | aggregation "(" series ")"
/// aggregation = "sum" | "max" | "min" | "avg" | "count"
/// series   = selector | "rate" "(" selector ")"
/// selector = metric [ "{" label ("=" | "!=" | "=~" | "!~") text { "," … } "}" ]
/// ```
indirect enum SeriesQuery: Hashable, Sendable {
    case number(Double)
    case series(SeriesUse)
    case arithmetic(Operation, SeriesQuery, SeriesQuery)

    enum Operation: UInt8, Hashable, Sendable {
        case plus = 0x2B
        case minus = 0x2D
        case times = 0x2A
        case over = 0x2F
    }

    /// Every use of series in it, from the left.
    var uses: [SeriesUse] {
        switch self {
        case .number: []
        case .series(let use): [use]
        case .arithmetic(_, let a, let b): a.uses + b.uses
        }
    }
    var hasRate: Bool { uses.contains(where: \.isRate) }
}

/// Series and what becomes of them.
struct SeriesUse: Hashable, Sendable {
    enum Aggregation: String, Hashable, Sendable, CaseIterable {
        case sum, max, min, avg, count
        /// There is one series, and it is meant.
        case one
    }
    let selector: SeriesSelector
    /// What it grows by in a second.
    let isRate: Bool
    let aggregation: Aggregation
}

/// Which series.
struct SeriesSelector: Hashable, Sendable {
    let metric: String
    let matchers: [LabelMatcher]
}

struct LabelMatcher: Hashable, Sendable {
    enum Test: Hashable, Sendable {
        case equal([UInt8])
        case notEqual([UInt8])
        case like(LabelPattern)
        case unlike(LabelPattern)
    }
    let label: String
    let labelHash: UInt64
    let test: Test
    /// Of a value that must be there or must not, as it stands without a backslash: two numbers are sooner compared.
    let valueHash: UInt64?
    private let isNegated: Bool

    init(_ label: String, _ test: Test) {
        self.label = label
        self.labelHash = ByteHash(label.utf8).value
        self.test = test
        switch test {
        case .equal(let value): (valueHash, isNegated) = (ByteHash(value).value, false)
        case .notEqual(let value): (valueHash, isNegated) = (ByteHash(value).value, true)
        case .like, .unlike: (valueHash, isNegated) = (nil, false)
        }
    }

    /// Nil where the value must be looked at.
    func accepts(hash: UInt64) -> Bool? { valueHash.map { ($0 == hash) != isNegated } }

    /// A label that is not there is an empty one.
    func accepts(_ value: [UInt8]) -> Bool {
        switch test {
        case .equal(let wanted): value == wanted
        case .notEqual(let wanted): value != wanted
        case .like(let pattern): pattern.accepts(value)
        case .unlike(let pattern): !pattern.accepts(value)
        }
    }
}
