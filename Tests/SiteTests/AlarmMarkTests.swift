import Alarms
import Telemetry
import TestSupport
import Testing

@testable import warte

/// The shapes of `warte alarms` and `warte status`.
@Suite struct AlarmMarkTests {
    private func mark(
        _ phase: Phase, shelf: Shelf? = nil, suppressedBy: Message? = nil, isInMaintenance: Bool = false
    ) -> String {
        AlarmsCommand.mark(
            Alarm(
                id: 1, key: AlarmKey(rule: "cpu", host: "hv-1"), severity: .critical, phase: phase, raisedAt: Moment(seconds: 1),
                changedAt: Moment(seconds: 1), message: "CPU 99 %", shelf: shelf, suppressedBy: suppressedBy,
                isInMaintenance: isInMaintenance))
    }

    /// The README calls `~` acknowledged: what was put aside is marked as on the screen, whoever has it besides.
    @Test func theyAreThoseOfTheScreen() {
        let shelf = Shelf(author: "km", at: Moment(seconds: 2), reason: "new RAM", until: Moment(seconds: 3))
        #expect([Phase.unacknowledged, .acknowledged, .returned, .normal].map { mark($0) } == ["!!", "~", "<", ""])
        #expect(mark(.acknowledged, shelf: shelf) == "s" && mark(.unacknowledged, shelf: shelf) == "s")
        #expect(mark(.unacknowledged, suppressedBy: "hv-1 is down") == "x")
        #expect(mark(.unacknowledged, shelf: shelf, isInMaintenance: true) == "o")
        #expect(mark(.normal, shelf: shelf) == "s", "its shelf stands although it is over")
    }
}
