import Alarms
import Telemetry
import TestSupport
import Testing

@Suite struct InterruptionTests {
    private var desk = Desk()

    @Test mutating func badNewsWaitsForWhatComesWithItAndNoLonger() {
        desk.become(.critical, "timeouts", "vpn-1")
        desk.pass(3)
        #expect(desk.told == ["3: new timeouts vpn-1"], "one alone goes after the lull")
        for number in 1...6 {
            desk.become(.warning, ["cpu", "memory", "sessions"][number % 3], "hv-\(number)")
            desk.pass(2)
        }
        desk.pass(10)
        #expect(desk.calls.map(\.second) == [3, 11, 16], "8 s after the first, and 3 s after the last of the rest: \(desk.told)")
        #expect(desk.calls[1].call.summary.symptoms.map(\.count) == [2, 1, 1], "\(desk.told)")
    }

    @Test mutating func aCriticalOneNeverWaitsBehindLesserOnes() {
        for number in 1...40 {
            desk.become(.warning, "cpu", "hv-\(number)")
            desk.pass(1)
        }
        #expect(desk.calls.count == 1, "the rest of the wave waits")
        desk.become(.critical, "cpu", "hv-99")
        desk.pass(3)
        #expect(desk.calls.count == 2)
        #expect(desk.calls.last?.call.items.last?.alarm.severity == .critical)
        #expect(desk.calls.last?.call.items.count == 33, "what waited comes along")
    }

    @Test mutating func aWaveIsToldOnceAndAgainAfterFiveMinutes() {
        for number in 0..<600 {
            desk.become(.critical, "no_data", "host-\(number)")
            desk.pass(1)
        }
        #expect(desk.calls.map(\.second) == [8, 308], "\(desk.calls.map(\.second))")
        desk.pass(400)
        #expect(Set(desk.calls.flatMap { $0.call.items.map(\.alarm.key.host) }).count == 600, "nobody is forgotten")
    }

    /// A report that waited for its turn is a little older than the tick before it: that is no clock set back.
    @Test(arguments: [Duration.milliseconds(3), .seconds(2)]) mutating func anOlderReportForgetsNoWave(_ late: Duration) {
        for number in 0..<600 {
            desk.become(.critical, "no_data", "host-\(number)")
            desk.pass(1)
            desk.policy.take([], at: desk.now - late)
        }
        #expect(desk.calls.map(\.second) == [8, 308], "\(desk.calls.map(\.second))")
    }

    /// What is told late of four that are known, or is said again of them, says nothing of seven others.
    @Test mutating func othersThatAreLostDoNotWaitBehindWhatWasToldLateOfTheFirst() {
        func lose(_ numbers: Range<Int>, _ severity: Severity, _ desk: inout Desk) {
            for number in numbers { desk.become(severity, "no_data", "host-\(number)") }
        }
        lose(0..<4, .warning, &desk)
        desk.pass(30)
        lose(0..<4, .critical, &desk)
        desk.pass(426)
        lose(4..<11, .critical, &desk)
        desk.pass(3)
        #expect(desk.calls.map(\.second) == [3, 330, 459], "\(desk.told)")
        #expect(desk.calls.last?.call.items.count == 7)
        // Nobody has looked at them: they are said again.
        desk.pass(3600)
        lose(0..<11, .critical, &desk)
        desk.pass(200)
        lose(11..<12, .critical, &desk)
        desk.pass(3)
        #expect(desk.calls.last?.second == 4262, "\(desk.told)")
        #expect(desk.calls.last?.call.items.count { $0.news == .still } == 11)
        lose(12..<15, .critical, &desk)
        desk.pass(3)
        #expect(desk.calls.last?.second == 4265 && desk.calls.last?.call.items.count == 3, "\(desk.told)")
    }

    @Test mutating func aChatteringAlarmIsToldWhenItBeginsAndWhenItIsQuiet() {
        for _ in 0..<20 {
            desk.become(.critical)
            desk.pass(12)
            desk.become(nil)
            desk.pass(13)
        }
        desk.pass(2000)
        // The third of its kind came at 50 s, the last went at 487 s.
        #expect(desk.told == ["3: new cpu hv-1", "350: chattering cpu hv-1", "1387: quiet cpu hv-1"], "\(desk.told)")
    }

    @Test mutating func whatChatteredAndStandsIsSaidAgain() {
        for _ in 0..<4 {
            desk.become(.warning)
            desk.pass(10)
            desk.become(nil)
            desk.pass(10)
        }
        desk.become(.warning)
        desk.pass(2000)
        #expect(desk.told == ["3: new cpu hv-1", "340: chattering cpu hv-1", "980: still cpu hv-1"], "\(desk.told)")
    }

    @Test mutating func whileItChattersOnlyWhatIsWorseIsNews() {
        for round in 0..<20 {
            desk.become(round < 10 ? .warning : .critical)
            desk.pass(12)
            desk.become(nil)
            desk.pass(13)
        }
        #expect(desk.told.filter { $0.contains("worse") } == ["253: worse cpu hv-1"], "\(desk.told)")
    }

    @Test mutating func theEndOfAWarningComesWithTheNextCall() {
        desk.become(.warning)
        desk.pass(60)
        desk.become(nil)
        desk.pass(3600)
        #expect(desk.calls.count == 1)
        desk.become(.warning, "memory")
        desk.pass(10)
        #expect(desk.told == ["3: new cpu hv-1", "3663: over cpu hv-1", "3663: new memory hv-1"])
        #expect(desk.calls.last?.call.summary.over == 1)
        #expect(desk.calls.last?.call.cause?.alarm.key.rule == "memory")
    }

    @Test mutating func theEndOfACriticalOneThatNobodyLookedAtIsToldAlone() throws {
        desk.become(.critical)
        desk.pass(60)
        desk.become(nil)
        desk.pass(600)
        #expect(desk.told == ["3: new cpu hv-1", "363: over cpu hv-1"])
        desk.become(.critical)
        desk.pass(10)
        try desk.acknowledge()
        desk.become(nil)
        desk.pass(3600)
        #expect(desk.calls.count == 3, "somebody had it: \(desk.told)")
    }

    @Test mutating func whatComesBackSoonIsNoNewsAndWhatComesBackLaterIs() {
        desk.become(.critical)
        desk.pass(60)
        desk.become(nil)
        desk.pass(200)
        desk.become(.critical)
        desk.pass(200)
        #expect(desk.calls.count == 1, "nobody was told that it was over")
        desk.become(nil)
        desk.pass(400)
        desk.become(.critical)
        desk.pass(10)
        #expect(desk.told.map { $0.split(separator: " ")[1] } == ["new", "over", "new"])
    }

    @Test mutating func whatWasAcknowledgedAndComesBackIsNew() throws {
        desk.become(.critical)
        desk.pass(10)
        try desk.acknowledge()
        desk.become(nil)
        desk.pass(20)
        desk.become(.critical)
        desk.pass(10)
        #expect(desk.told == ["3: new cpu hv-1", "33: new cpu hv-1"])
    }

    @Test mutating func whatIsOverOrKnownBeforeTheCallIsToldToNobody() throws {
        desk.become(.critical, "cpu")
        desk.become(.critical, "memory")
        desk.become(.critical, "sessions")
        desk.become(.critical, "timeouts")
        desk.pass(1)
        desk.become(nil, "cpu")
        try desk.acknowledge("memory")
        desk.act("sessions") { $0.suppress(by: "no data", at: $1) }
        try desk.act("timeouts") { try $0.shelve(Shelf(author: "km", at: $1, reason: "known", until: $1 + .seconds(3600))) }
        desk.pass(600)
        #expect(desk.calls.isEmpty, "\(desk.told)")
        desk.act("sessions") { $0.suppress(by: nil, at: $1) }
        desk.act("timeouts") { $0.unshelve(at: $1) }
        desk.pass(10)
        #expect(desk.told == ["604: new sessions hv-1", "604: new timeouts hv-1"], "what nobody was told is new when it comes to light")
    }

    @Test mutating func worseIsNewsUnlessItIsWorseByLastingOnly() {
        desk.become(.warning)
        desk.become(.warning, "no_data", "vpn-1")
        desk.pass(60)
        desk.become(.critical)
        desk.become(.critical, "no_data", "vpn-1")
        desk.pass(5)
        #expect(desk.calls.map(\.second) == [3, 63])
        #expect(desk.calls[1].call.items.map(\.news) == [.worse, .worse], "it comes along")
        desk.become(.warning)
        desk.pass(20)
        desk.become(.critical)
        desk.pass(20)
        #expect(desk.calls.count == 2, "it was told as critical")
        desk.become(.warning)
        desk.pass(400)
        desk.become(.critical)
        desk.pass(5)
        #expect(desk.calls.map(\.second) == [3, 63, 508], "and was a warning for long: \(desk.told)")
    }

    @Test mutating func remindersWaitForCompany() {
        desk.become(.critical)
        desk.pass(100)
        for key in desk.states.keys {
            if let alarm = desk.states[key]?.alarm {
                desk.policy.take([Transition(alarm: alarm, what: .reannounced, at: desk.now)], at: desk.now)
            }
        }
        desk.pass(299)
        #expect(desk.calls.count == 1)
        desk.pass(1)
        #expect(desk.told.last == "400: still cpu hv-1")
    }

    @Test mutating func aRestartTellsNothingAgain() {
        desk.become(.critical, "cpu")
        desk.become(.warning, "memory")
        for _ in 0..<4 {
            desk.become(.warning, "sessions")
            desk.pass(10)
            desk.become(nil, "sessions")
            desk.pass(10)
        }
        let before = desk.calls.count
        var after = Desk()
        after.second = desk.second
        after.policy.restore(
            desk.states.values.compactMap { state in state.alarm.map { AlarmRecord(alarm: $0, activations: [noon, noon, noon]) } },
            at: desk.now)
        after.states = desk.states
        after.pass(100)
        after.become(.warning, "sessions")
        after.pass(100)
        #expect(before > 0 && after.calls.isEmpty, "\(after.told)")
        after.become(.critical, "memory")
        after.pass(10)
        #expect(after.told == ["283: worse memory hv-1"])
    }

    @Test mutating func aClockThatIsSetBackHoldsNothingUp() {
        desk.become(.critical)
        desk.pass(1)
        desk.second -= 86_400
        desk.pass(4)
        #expect(desk.calls.count == 1)
    }

    @Test mutating func theLastWordsAreWhatWaits() {
        desk.become(.critical)
        #expect(desk.policy.last(at: desk.now)?.items.count == 1)
        #expect(desk.policy.last(at: desk.now) == nil)
    }

    @Test mutating func aHostThatIsWatchedNoLongerIsForgotten() {
        desk.become(.critical, "cpu", "gone")
        desk.policy.forget { $0 == "gone" }
        desk.pass(600)
        #expect(desk.calls.isEmpty)
    }

    /// Whatever comes: what stands is told in the end, as severe as it is; a critical one that is the first of its rule within 10 s; and calls
    /// have three seconds between them.
    @Test(arguments: 0..<60) func whateverComes(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var desk = Desk()
        var since: [AlarmKey: (level: Severity, second: Int64)] = [:]
        var firstCritical: [String: (key: AlarmKey, second: Int64)] = [:]
        var seen: Set<String> = []
        let rules = ["cpu", "memory", "timeouts", "no_data"]
        let pace = Int.random(in: 1...60, using: &random)
        for _ in 0..<2000 {
            if Int.random(in: 0..<pace, using: &random) == 0, let rule = rules.randomElement(using: &random) {
                let host = "hv-\(Int.random(in: 1...6, using: &random))"
                let level: Severity? = [nil, nil, .warning, .critical].randomElement(using: &random) ?? nil
                desk.become(level, rule, host)
                let key = Desk.key(rule, host)
                if level != nil, seen.insert(rule).inserted, level == .critical { firstCritical[rule] = (key, desk.second) }
                if let level { if since[key]?.level != level { since[key] = (level, desk.second) } } else { since[key] = nil }
            }
            desk.pass(1)
            for (rule, first) in firstCritical where desk.second == first.second + 9 && since[first.key]?.second == first.second {
                #expect(
                    desk.calls.contains { $0.call.items.contains { $0.alarm.key == first.key && $0.alarm.severity == .critical } },
                    "\(rule)")
            }
        }
        desk.pass(1300)
        var latest: [AlarmKey: Interruption.Item] = [:]
        for item in desk.calls.flatMap(\.call.items) { latest[item.alarm.key] = item }
        for (key, standing) in since {
            #expect(
                latest[key]?.news.isBad ?? false,
                "\(key) stands since \(standing.second) and was last told as \(String(describing: latest[key]))")
            #expect((latest[key]?.alarm.severity ?? .warning) >= standing.level)
        }
        for (one, next) in zip(desk.calls, desk.calls.dropFirst()) { #expect(next.second - one.second >= 3) }
    }
}
