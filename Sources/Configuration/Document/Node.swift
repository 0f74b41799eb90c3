import Telemetry

/// Where something stands in the file, from 1.
struct SourcePlace: Hashable, Comparable {
    var line: Int
    var column: Int
    static func < (a: SourcePlace, b: SourcePlace) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// A value of a TOML file with its place; of a table, the place of its header.
struct Node {
    enum Value {
        case table([NodeEntry])
        case list([Node])
        case text(String)
        case whole(Int64)
        case fraction(Double)
        case flag(Bool)
        case moment(Moment)
        /// A date, a time or both without an offset from UTC.
        case localTime
    }
    let place: SourcePlace
    let value: Value

    /// What was found, for messages.
    var kind: String {
        switch value {
        case .table: "a table"
        case .list: "a list"
        case .text: "a text"
        case .whole: "a whole number"
        case .fraction: "a number with a fraction"
        case .flag: "true or false"
        case .moment: "a date with a time"
        case .localTime: "a date or a time"
        }
    }
}

/// A key with its value.
struct NodeEntry {
    let key: String
    let place: SourcePlace
    let node: Node
}
