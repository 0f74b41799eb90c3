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
    var kind: Message {
        switch value {
        case .table: .foundTable()
        case .list: .foundList()
        case .text: .foundText()
        case .whole: .foundWhole()
        case .fraction: .foundFraction()
        case .flag: .foundFlag()
        case .moment: .foundMoment()
        case .localTime: .foundLocalTime()
        }
    }
}

/// A key with its value.
struct NodeEntry {
    let key: String
    let place: SourcePlace
    let node: Node
}
