package import Telemetry

/// Where something stands in the file, from 1.
package struct SourcePlace: Hashable, Comparable {
    package var line: Int
    package var column: Int
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
    package static func < (a: SourcePlace, b: SourcePlace) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// A value of a TOML file with its place; of a table, the place of its header.
package struct TOMLNode {
    package enum Value {
        case table([TOMLEntry])
        case list([TOMLNode])
        case text(String)
        case whole(Int64)
        case fraction(Double)
        case flag(Bool)
        case moment(Moment)
        /// A date, a time or both without an offset from UTC.
        case localTime
    }
    package let place: SourcePlace
    package let value: Value

    /// What was found, for messages.
    package var kind: Message {
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
package struct TOMLEntry {
    package let key: String
    package let place: SourcePlace
    package let node: TOMLNode
}
