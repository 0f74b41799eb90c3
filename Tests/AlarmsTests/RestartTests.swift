import Alarms
import Telemetry
import Testing

/// What a restart must not change.
@Suite struct RestartTests {
    /// The engine that a front brings along is restarted many times a day: nobody is told the same again each time.
    @Test func whatWasAnnouncedIsNotAnnouncedAgainBeforeItsTime() throws {
        var drive = Drive()
        drive.see(.bad(.critical))
        drive.see(.bad(.critical), after: 3599)
        for _ in 0..<3 {
            guard let alarm = drive.state.alarm else { return }
            drive.state = AlarmState(restoring: AlarmRecord(alarm: alarm))
        }
        #expect(drive.see(.bad(.critical), after: 1) == [.reannounced], "an hour after it was said, not after the restart")
        #expect(drive.state.alarm?.announcedAt == drive.now)
        drive.see(.bad(.critical), after: 1800)
        _ = try drive.state.comment("seen", by: "km", at: drive.now)
        guard let alarm = drive.state.alarm else { return }
        drive.state = AlarmState(restoring: AlarmRecord(alarm: alarm))
        #expect(drive.see(.bad(.critical), after: 1799) == [])
        #expect(drive.see(.bad(.critical), after: 1) == [.reannounced])
    }
}
