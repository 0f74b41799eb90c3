import Alarms
import Telemetry
import TestSupport
import Testing

/// Random lives of one alarm; after every event the invariants are looked at.
@Suite struct StatePropertyTests {
    /// 100,000 sequences of 4 to 12 events, in four parts so that they run side by side.
    @Test(arguments: 0..<4)
    func invariants(_ part: Int) {
        for sequence in 0..<25_000 {
            let seed = UInt64(part * 25_000 + sequence)
            var life = RandomLife(seed: seed)
            guard life.run() != nil else { continue }
            // Once more from the start, and this time it is written down.
            var again = RandomLife(seed: seed)
            again.isTold = true
            Issue.record("seed \(seed): \(again.run() ?? "")\n\(again.story.joined(separator: "\n"))")
            return
        }
    }
}

private struct RandomLife {
    var random: SeededGenerator
    var state = AlarmState(key: AlarmKey(rule: "cpu", host: "hv-1"))
    var nextID: Int64 = 1
    var now = noon
    var policy = Policy()
    var story: [String] = []
    var isTold = false
    /// Whom an acknowledgement belongs to: author to occurrence.
    var acknowledged: [String: Int64] = [:]
    var lastAt: Moment?
    /// Whether a person put a flag on since the last time that there was none.
    var isSetAside = false
    var isOut = false
    /// Occurrences that stood on the screen at some time.
    var shown: Set<Int64> = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        policy.isLatching = seed % 5 == 0
        policy.onDelay = seed % 3 == 0 ? .seconds(20) : .zero
        policy.offDelay = seed % 4 == 0 ? .seconds(20) : .zero
    }

    /// What is broken, or nil.
    mutating func run() -> String? {
        for _ in 0..<Int.random(in: 4...12, using: &random) {
            if let broken = one() { return broken }
        }
        return nil
    }

    private mutating func one() -> String? {
        let before = state
        let event = Int.random(in: 0..<16, using: &random)
        // Mostly forward, now and then far, now and then back.
        let step: Int64 = [1, 10, 10, 30, 600, 40_000, -5, -90_000][Int.random(in: 0..<8, using: &random)]
        now = now + .seconds(step)
        var made: [Transition] = []
        var isPersons = false
        switch event {
        case 0...3: made = state.step(.bad(.warning), at: now, policy: policy, nextID: &nextID)
        case 4: made = state.step(.bad(.critical), at: now, policy: policy, nextID: &nextID)
        case 5...7: made = state.step(.good, at: now, policy: policy, nextID: &nextID)
        case 8: made = state.step(.unknown, at: now, policy: policy, nextID: &nextID)
        case 9, 10:
            let author = "p\(acknowledged.count)"
            if let done = try? state.acknowledge(by: author, comment: "", at: now, for: .seconds(900)) {
                acknowledged[author] = state.alarm?.id
                made = done
                isPersons = true
            }
        case 11:
            if let done = try? state.shelve(Shelf(author: "s", at: now, reason: "r", until: now + .seconds(300))) {
                made = done
                isSetAside = true
            }
        case 12: made = state.unshelve(at: now, by: "s")
        case 13: made = state.suppress(by: before.alarm?.suppressedBy == nil ? "no data" : nil, at: now)
        case 14:
            isOut.toggle()
            made = state.setInMaintenance(isOut, at: now, by: "o", reason: "")
            if isOut { isSetAside = true }
        default:
            if let done = try? state.reset(by: "r", at: now) {
                made = done
                isPersons = true
            }
        }
        if isTold { story.append("\(event) \(step) -> \(state.phase) \(made.map(\.what))") }
        defer {
            if state.alarm?.flag == nil, !isOut { isSetAside = false }
            if let alarm = state.alarm, alarm.flag == nil { shown.insert(alarm.id) }
        }
        return broken(from: before, by: made, isPersons: isPersons, isUnknown: event == 8)
    }

    private mutating func broken(from before: AlarmState, by made: [Transition], isPersons: Bool, isUnknown: Bool) -> String? {
        for transition in made {
            if let lastAt, transition.at < lastAt { return "time runs backwards at \(transition.what)" }
            lastAt = transition.at
        }
        guard let alarm = state.alarm else { return before.alarm == nil ? nil : "the alarm is gone" }
        if let old = before.alarm, let one = made.first, made.count == 1, [.shelved, .suppressed, .inMaintenance].contains(one.what) {
            if old.phase != alarm.phase || old.acknowledgement != alarm.acknowledgement { return "a flag changed what lies under it" }
        }
        if alarm.changedAt < alarm.raisedAt { return "changed before it was raised" }
        if let returned = alarm.returnedAt, returned < alarm.raisedAt { return "returned before it was raised" }
        if let held = alarm.acknowledgement {
            if acknowledged[held.author] != alarm.id { return "an acknowledgement outlives its occurrence" }
            if held.at < alarm.raisedAt { return "acknowledged before it was raised" }
        }
        if alarm.phase == .acknowledged, alarm.acknowledgement == nil { return "acknowledged by nobody" }
        if alarm.phase == .unacknowledged, alarm.acknowledgement != nil { return "unacknowledged with an acknowledgement" }
        if alarm.isLive != (state.live != nil) { return "phase \(alarm.phase) and condition \(String(describing: state.live))" }
        // What latches keeps the worst that nobody has looked at.
        if let live = state.live, alarm.isLive, policy.isLatching ? alarm.severity < live : alarm.severity != live {
            return "wrong severity"
        }
        if let old = before.alarm {
            let isOpen = old.isUnseen && !isPersons && !isSetAside
            if isOpen, alarm.phase == .normal, shown.contains(old.id) { return "something unseen vanished" }
            if isOpen, alarm.id != old.id, alarm.unseen != old.unseen + 1 { return "the unseen one is not counted" }
            if alarm.id < old.id { return "an id was given twice" }
        }
        let raised = made.count { $0.what == .raised }
        if alarm.count != (before.alarm?.count ?? 0) + raised { return "the count is wrong" }
        if raised > 1 { return "raised twice at once" }
        let moving: Set<Transition.What> = [.raised, .returned, .cleared, .latched, .severityRaised, .severityLowered]
        if isUnknown, made.contains(where: { moving.contains($0.what) }) { return "moved without data" }
        return nil
    }
}
