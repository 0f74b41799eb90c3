import Alarms
import Scenarios
import Telemetry
import Testing

/// Side by side with Alertmanager 0.25 and its defaults (one group; group_wait 30 s, group_interval 5 min, repeat_interval 4 h).
@Suite struct InterruptionScenarioTests {
    /// How often it called its webhook on the same transitions: recorded by `make bench ARGS=interruptions`, which plays them to a real one
    /// with every duration a sixtieth.
    static let alertmanager = [
        "the bad quarter of an hour": 4, "a flood of 1,000": 4, "two causes at once": 3, "a flapping gateway": 5,
        "a quiet night with one warning": 2,
    ]

    @Test(arguments: Scenario.all.indices) func neverMoreThanAlertmanagerAndWithinTenSeconds(index: Int) throws {
        let scenario = Scenario.all[index]
        let calls = scenario.interruptions()
        let words = calls.map { "\(($0.at - Scenario.start).milliseconds / 1000) s: \($0.summary)" }.joined(separator: "\n")
        #expect(calls.count <= Self.alertmanager[scenario.name] ?? 0, "\(words)")
        for (key, second) in scenario.news {
            let told = calls.first { $0.items.contains { $0.alarm.key == key && $0.news == .new } }
            let late = try #require(told, "\(key) was never told").at - (Scenario.start + .seconds(second))
            #expect(late <= .seconds(9), "\(key) was told \(late) late")
        }
        // Whoever heard all of it knows in the end that all is over.
        var wrong: Set<AlarmKey> = []
        for item in calls.flatMap(\.items) {
            if item.news.isBad { wrong.insert(item.alarm.key) } else { wrong.remove(item.alarm.key) }
        }
        let mayWait = Set(scenario.troubles.filter { $0.severity == .warning }.map(\.key))
        #expect(wrong.subtracting(mayWait).isEmpty, "what was critical and over was not told")
    }

    /// Of a thousand that come within a minute the first is told at once, and every other with the waves that follow.
    @Test func noneOfTheFloodIsForgotten() throws {
        let scenario = Scenario.flood
        let calls = scenario.interruptions()
        var late: [AlarmKey: Duration] = [:]
        for call in calls {
            for item in call.items where item.news.isBad && late[item.alarm.key] == nil {
                let began = scenario.troubles.filter { $0.key == item.alarm.key }.map(\.from).min() ?? 0
                late[item.alarm.key] = call.at - (Scenario.start + .seconds(began))
            }
        }
        #expect(Set(late.keys) == Set(scenario.troubles.map(\.key)))
        // What is more of the same waits as long as Alertmanager's group_interval at most.
        #expect(late.values.allSatisfy { $0 <= .seconds(300) })
        #expect(late.values.count { $0 <= .seconds(9) } > 250)
    }

    @Test func theCriticalOneOfTheBadQuarterIsToldAloneAtOnce() throws {
        let calls = Scenario.badQuarter.interruptions()
        let call = try #require(calls.first { $0.items.contains { $0.alarm.key.rule == "memory" } })
        #expect(call.at - Scenario.start == .seconds(483))
        #expect(call.cause?.alarm.key.rule == "memory" && call.summary.critical == 1)
        #expect(call.summary.over == 8, "and says that the eight hosts are back")
    }
}
