import Alarms
import Telemetry
import TestSupport

@testable import Journal

let noon = Moment(seconds: 1_795_521_600)
func after(_ seconds: Int64) -> Moment { noon + .seconds(seconds) }

/// Alarms that come and go as a rule would have it, with all that people do to them.
struct Occurrences {
    var states: [AlarmState] = []
    var nextID: Int64 = 1
    var now = noon
    var random: SeededGenerator

    init(alarms: Int = 12, seed: UInt64 = 1, nextID: Int64 = 1) {
        random = SeededGenerator(seed: seed)
        self.nextID = nextID
        states = (0..<alarms).map {
            AlarmState(key: AlarmKey(rule: "cpu", host: "hv-\($0)", entity: $0 % 3 == 0 ? .guest("g-\($0)") : .host))
        }
    }

    /// Goes on from what a journal remembers.
    mutating func restore(_ remembered: JournalSnapshot) {
        for record in remembered.records {
            if let index = states.firstIndex(where: { $0.key == record.alarm.key }) { states[index] = AlarmState(restoring: record) }
        }
        nextID = max(nextID, remembered.nextID)
    }

    /// As the last transition of each told it. Chattering is counted anew after a restart.
    private(set) var alarms: [AlarmKey: Alarm] = [:]

    private mutating func next() -> [Transition] {
        let index = Int.random(in: 0..<states.count, using: &random)
        now = now + .milliseconds(Int64.random(in: 1...60_000, using: &random))
        let until = now + .seconds(Int64.random(in: 1...600, using: &random))
        let wakes: [Shelf.UnshelveCondition] = [.hostBack, .severityUp, .value(12.5)]
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: return step(index, .bad(.warning))
        case 3: return step(index, .bad(.critical))
        case 4...5: return step(index, .good)
        case 6: return (try? states[index].acknowledge(by: "km", comment: "known", at: now, for: .seconds(300))) ?? []
        case 7 where states[index].alarm != nil: return (try? states[index].comment("seen \(now.milliseconds)", by: "eva", at: now)) ?? []
        case 8:
            let shelf = Shelf(author: "eva", at: now, reason: "backup", until: until, wakes: wakes)
            return (try? states[index].shelve(shelf)) ?? []
        default: return states[index].suppress(by: states[index].alarm?.suppressedBy == nil ? "no data" : nil, at: now)
        }
    }

    /// Transitions, at least one.
    mutating func some() -> [Transition] {
        while true {
            let made = next()
            for transition in made {
                var alarm = transition.alarm
                alarm.isChattering = false
                alarms[alarm.key] = alarm
            }
            if !made.isEmpty { return made }
        }
    }

    private mutating func step(_ index: Int, _ verdict: Verdict) -> [Transition] {
        states[index].step(verdict, at: now, policy: Policy(), nextID: &nextID) {
            .init(
                "CPU 91 %, limit 90", evidence: ["one", .guestNotRunning("g")],
                context: ["11 of 14 within 60 s of CPU wait above 10 % on hv-1"])
        }
    }
}

func end(_ user: String, on host: Host.ID = "vpn-1", at moment: Moment = noon, evidence: String = "[u] Inactivity timeout") -> SessionEnd {
    SessionEnd(
        at: moment, host: host, kind: .vpn, session: "s-\(user)", user: user, cause: .clientLost, confidence: .exact, evidence: evidence)
}

/// What stands in the journal, by alarm.
func standing(_ journal: Journal, at now: Moment = noon) -> [AlarmKey: Alarm] {
    Dictionary(uniqueKeysWithValues: journal.restore(at: now).records.map { ($0.alarm.key, $0.alarm) })
}

extension Journal {
    /// Ends by hour (the hour's start), host and cause; what remains of them after 24 h.
    func endCounts(since: Moment) -> [(hour: Moment, host: Host.ID, cause: Cause, count: Int)] {
        var out: [(hour: Moment, host: Host.ID, cause: Cause, count: Int)] = []
        _ = reading { database throws(SQLiteFailure) in
            try database.rows(
                "SELECT hour, host, cause, count FROM end_count WHERE hour >= ? ORDER BY hour, host, cause", [.int(since.milliseconds)]
            ) { row in
                let cause = Cause(rawValue: row.text(2)) ?? .unknown
                out.append((row.moment(0), row.text(1), cause, row.count(3)))
                return true
            }
        }
        return out
    }
}

extension JournalWriter {
    /// Nil once all of it is on disk, else why it is not.
    func commit(
        _ transitions: [Transition] = [], reveals: [Reveal] = [], audits: [Audit] = [], at now: Moment, within patience: Duration = patience
    ) async -> JournalRefusal? {
        await begin(transitions, reveals: reveals, audits: audits, at: now, within: patience).refusal
    }
}
