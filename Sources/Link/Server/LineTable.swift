import Feed

/// What only adds, session ends or the journal's lines, as it was told last: every front gets what it has not got yet, at its own pace.
struct LineTable<Line: Sendable> {
    /// One message holds at most so many.
    static var piece: Int { 50 }

    private var lines: [Line] = []
    /// How many came before these.
    private var gone = 0
    /// Older ones are let go of; half as many again may be there.
    private let most: Int
    private let update: @Sendable ([Line]) -> Update
    /// The message made last: fronts that keep up are all at the same place.
    private var made: (range: Range<Int>, message: [UInt8])?

    init(most: Int, _ update: @escaping @Sendable ([Line]) -> Update) {
        self.most = most
        self.update = update
    }

    /// Where a front is that has heard all.
    var end: Int { gone + lines.count }

    mutating func take(_ more: [Line]) {
        lines += more
        if lines.count > most + most / 2 { letGo(of: lines.count - most) }
    }
    /// Nobody is there to hear them.
    mutating func forget() { letGo(of: lines.count) }
    private mutating func letGo(of count: Int) {
        lines.removeFirst(count)
        gone += count
    }

    /// Some that a front has not heard are gone.
    func hasMissed(_ place: Int) -> Bool { place < gone }

    /// The next piece of what is new to a front, and where it is then; nil where nothing is.
    mutating func next(after place: Int) -> (message: [UInt8], place: Int)? {
        let start = max(place, gone)
        let range = start..<min(start + Self.piece, end)
        guard !range.isEmpty else { return nil }
        if let made, made.range == range { return (made.message, range.upperBound) }
        let update = update(Array(lines[range.lowerBound - gone..<range.upperBound - gone]))
        let message = Reply.message(continues: true) { $0.put("update", update) }
        made = (range, message)
        return (message, range.upperBound)
    }
}
