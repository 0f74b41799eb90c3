import Alarms
import Telemetry

/// A list of alarms as it is shown, made when it changed: where each alarm stands is looked up, not searched for, and a picture costs what
/// is on it.
struct AlarmRows: Sendable {
    /// All of them, whatever row they are in.
    private(set) var alarms: [Alarm] = []
    private(set) var rows: [AlarmRow] = []
    /// The row of each alarm.
    private var places: [Int64: Int] = [:]
    /// When the first and the last of the rows began.
    private var began: ClosedRange<Moment>?

    init() {}
    /// Each alarm in a row of its own.
    init(_ alarms: [Alarm]) { self.init(alarms, rows: alarms.map { .alarm($0) }) }
    init(_ alarms: [Alarm], rows: [AlarmRow]) {
        self.alarms = alarms
        self.rows = rows
        places.reserveCapacity(alarms.count)
        for (place, row) in rows.enumerated() {
            switch row {
            case .alarm(let alarm): add(alarm.id, at: place)
            case .fold(let fold): for alarm in fold.alarms { add(alarm.id, at: place) }
            }
            let at = row.first.raisedAt
            began = began.map { min($0.lowerBound, at)...max($0.upperBound, at) } ?? at...at
        }
    }
    private mutating func add(_ id: Int64, at place: Int) {
        if places[id] == nil { places[id] = place }
    }

    var isEmpty: Bool { rows.isEmpty }
    var count: Int { rows.count }
    /// What can be marked of each row: a fold counts for all of its alarms.
    var marks: [[Mark]] {
        rows.map { row in
            switch row {
            case .alarm(let alarm): [.alarm(alarm.id)]
            case .fold(let fold): fold.alarms.map { .alarm($0.id) }
            }
        }
    }
    func place(of id: Int64?) -> Int? { id.flatMap { places[$0] } }
    func alarm(_ id: Int64?) -> Alarm? {
        guard let place = place(of: id) else { return nil }
        return switch rows[place] {
        case .alarm(let alarm): alarm
        case .fold(let fold): fold.alarms.first { $0.id == id }
        }
    }
    /// Whether some began on another day: then times need their date.
    func isOlder(thanToday clock: Clock) -> Bool {
        began.map { !clock.isToday($0.lowerBound) || !clock.isToday($0.upperBound) } ?? false
    }
}
