import Alarms
import Telemetry
import Testing

@Suite struct DelayTests {
    @Test func theOnDelayWantsTheWholeTime() {
        var drive = Drive()
        drive.policy.onDelay = .seconds(10)
        drive.see(.bad(.warning))
        drive.see(.bad(.warning), after: 9)
        drive.see(.good)
        drive.see(.bad(.warning))
        #expect(drive.see(.bad(.warning), after: 9) == [])
        #expect(drive.see(.bad(.warning), after: 1) == [.raised])
    }

    @Test func timeWithoutDataIsNotCounted() {
        var drive = Drive()
        drive.policy.onDelay = .seconds(10)
        drive.see(.bad(.warning))
        drive.see(.bad(.warning), after: 5)
        drive.see(.unknown, after: 60)
        #expect(drive.see(.bad(.warning), after: 60) == [])
        #expect(drive.see(.bad(.warning), after: 4) == [])
        #expect(drive.see(.bad(.warning), after: 1) == [.raised])
    }

    @Test func aLongPauseCountsOnlyAsFarAsDataReach() {
        var drive = Drive()
        drive.policy.onDelay = .seconds(60)
        drive.policy.longestStep = .seconds(12)
        drive.see(.bad(.warning))
        #expect(drive.see(.bad(.warning), after: 7200) == [])
        #expect(drive.see(.bad(.warning), after: 12) == [])
    }

    @Test func worseWaitsForItsOwnDelay() {
        var drive = Drive()
        drive.policy.onDelay = .seconds(10)
        drive.see(.bad(.warning))
        drive.see(.bad(.critical), after: 5)
        #expect(drive.see(.bad(.critical), after: 5) == [.raised])
        #expect(drive.state.alarm?.severity == .warning)
        #expect(drive.see(.bad(.critical), after: 5) == [.severityRaised])
    }

    @Test func aClockThatStepsBackNeitherCountsNorShows() throws {
        var drive = Drive()
        drive.policy.onDelay = .seconds(10)
        drive.see(.bad(.warning))
        drive.see(.bad(.warning), after: 5)
        #expect(drive.see(.bad(.warning), after: -7200) == [])
        #expect(drive.see(.bad(.warning), after: 4) == [])
        #expect(drive.see(.bad(.warning), after: 1) == [.raised])
        drive.see(.good, after: -3600)
        try drive.acknowledge()
        let times = drive.log.map(\.at)
        #expect(times == times.sorted())
        #expect(drive.log.map(\.what) == [.raised, .returned, .acknowledged])
    }

    @Test func aClockThatWasAheadShelvesNothingForYears() throws {
        var drive = try Drive.into(.unacknowledged)
        drive.now = drive.now + .seconds(400 * 86_400)
        try drive.shelve()
        drive.see(.bad(.warning), after: -400 * 86_400)
        #expect(drive.see(.bad(.warning), after: 86_401) == [.unshelved])
    }

    @Test(
        arguments: [
            (79.9, nil, Verdict.good), (80, nil, .bad(.warning)), (89.9, nil, .bad(.warning)), (90, nil, .bad(.critical)),
            (79, .warning, .bad(.warning)), (75.1, .warning, .bad(.warning)), (75, .warning, .good), (86, .warning, .bad(.warning)),
            (86, .critical, .bad(.critical)), (85, .critical, .bad(.warning)), (75, .critical, .good), (.nan, .critical, .unknown),
            (.infinity, nil, .bad(.critical)),
        ] as [(Double, Severity?, Verdict)])
    func deadband(_ value: Double, _ standing: Severity?, _ expected: Verdict) {
        let limits = Thresholds(warning: 80, warningOff: 75, critical: 90, criticalOff: 85)
        #expect(limits.verdict(of: value, standing: standing) == expected)
    }

    @Test func aLimitWithoutDeadbandOrWithANonsenseOneEndsAtItself() {
        #expect(Thresholds(warning: 3).verdict(of: 2, standing: .warning) == .good)
        #expect(Thresholds(warning: 3, warningOff: 5).verdict(of: 4, standing: .warning) == .bad(.warning))
        #expect(Thresholds(warning: 3, warningOff: 5).verdict(of: 2.9, standing: .warning) == .good)
        #expect(Thresholds().verdict(of: 1e9, standing: .critical) == .good)
    }
}
