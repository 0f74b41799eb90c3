import Alarms
import Journal
import Telemetry

/// What an act would do to alarms as they stand: this is written, before it is done.
struct ActPlan {
    let transitions: [Transition]
    /// Whose windows are written with it.
    let host: Host.ID?
    let maintenanceWindows: [MaintenanceWindow]
    /// What is known of no longer.
    let forgotten: [KnownHost]
    /// The alarms as they stood.
    let before: [Int64: Alarm]
    /// How names were to be kept.
    let names: NamePolicy

    init(
        _ act: Engine.Act, on book: AlarmBook, names: NamePolicy, windowsOf host: Host.ID?, forgetting known: KnownHost?
    ) throws(ActProblem) {
        self.names = names
        var tried = book
        transitions = try act(&tried) { _ in true }
        self.host = host
        forgotten = known.map { [$0] } ?? []
        maintenanceWindows = host.map { host in tried.maintenanceWindows.filter { $0.host == host } } ?? []
        before = book.standing(Set(transitions.map(\.alarm.id)))
    }

    var isEmpty: Bool { transitions.isEmpty && maintenanceWindows.isEmpty && forgotten.isEmpty }

    /// Windows that were written and are others now. One that did not begin after all is over as soon as it began.
    func windowsToCorrect(in book: AlarmBook) -> [MaintenanceWindow] {
        maintenanceWindows.filter { !book.maintenanceWindows.contains($0) }.map { window in
            book.maintenanceWindows.first { $0.host == window.host && $0.from == window.from }
                ?? MaintenanceWindow(
                    host: window.host, from: window.from, until: window.until, author: window.author, reason: window.reason,
                    endedAt: window.from)
        }
    }
}

extension Transition {
    /// Whether it can be done to an alarm that stands so by now. Who puts one aside shall have seen how bad it is, and what was to be
    /// acknowledged is not given free instead.
    func isOf(_ standing: Alarm) -> Bool {
        switch what {
        case .acknowledged: standing.severity <= alarm.severity && standing.phase != .latchedAcknowledged
        case .reset, .shelved: standing.severity <= alarm.severity
        default: true
        }
    }
}

extension ActProblem {
    static func worse(_ id: Int64) -> ActProblem { ActProblem(.hasBecomeWorse(Int(id))) }
    static func changed(_ id: Int64) -> ActProblem { ActProblem(.hasChangedMeanwhile(Int(id))) }
}

extension Alarm {
    /// Whether the journal has it so. Words and figures of the same state may differ.
    func isWritten(as other: Alarm) -> Bool {
        id == other.id && phase == other.phase && severity == other.severity && acknowledgement == other.acknowledgement
            && shelf == other.shelf && comments == other.comments && returnedAt == other.returnedAt
            && suppressedBy == other.suppressedBy && isInMaintenance == other.isInMaintenance
    }
}
