/// What a table can be sorted by, in the order of its columns.
protocol SortColumn: CaseIterable, Hashable, Sendable where AllCases == [Self] {
    /// Numbers and times begin with the most and the newest, names with A.
    var isNumber: Bool { get }
}

/// By which column a table is sorted, and which way round.
struct Sorting<Column: SortColumn>: Hashable, Sendable {
    private(set) var column: Column
    private(set) var isInverted = false
    private let start: Column

    /// - Parameter start: as it is at first.
    init(_ start: Column) { (column, self.start) = (start, start) }

    var isDescending: Bool { column.isNumber != isInverted }

    /// True where the action was about the order.
    mutating func handle(_ action: Action, among columns: [Column] = Column.allCases) -> Bool {
        switch action {
        case .sortLeft, .sortRight: column = cycled(column, by: action == .sortRight ? 1 : -1, in: columns) ?? start
        case .sortInvert: isInverted.toggle()
        default: return false
        }
        return true
    }

    /// By this one; by the one by which it is sorted, the other way round.
    mutating func choose(_ chosen: Column?) {
        guard let chosen else { return }
        isInverted = chosen == column ? !isInverted : false
        column = chosen
    }

    /// Words for what is not as it is at first.
    func remember(in words: inout [String: String], as name: String = "sort") {
        if column != start { words[name] = "\(column)" }
        if isInverted { words[name + "-order"] = "inverted" }
    }
    mutating func recall(_ words: [String: String], as name: String = "sort") {
        column = .named(words[name]) ?? start
        isInverted = words[name + "-order"] != nil
    }
}

/// One of the values of a column: where rows have none they stand last in either direction, and where they have the same one the next decides.
enum SortKey: Hashable, Sendable, Comparable {
    case number(Double)
    case text(String)
    case unknown
}

extension Array {
    /// Steady: by the column, then by names that are no other's.
    func sorted(descending: Bool, by key: (Element) -> SortKey, then names: (Element) -> [String]) -> [Element] {
        // Once for each, not once for each comparison.
        let keyed = indices.map { (index: $0, key: key(self[$0]), names: names(self[$0])) }
        return keyed.sorted { a, b in
            if a.key == b.key {
                return a.names == b.names ? a.index < b.index : a.names.lexicographicallyPrecedes(b.names)
            }
            if a.key == .unknown || b.key == .unknown { return b.key == .unknown }
            return descending ? a.key > b.key : a.key < b.key
        }.map { self[$0.index] }
    }
}
