import Alarms
import JSON
import Telemetry
import Testing

@testable import Link

/// Fronts and scripts of before know a maintenance by another word, which still stands beside the field's.
@Suite struct MaintenanceFieldsTests {
    private func written(_ write: (FieldWriter) -> Void) -> String {
        String(decoding: FieldWriter.message(write).dropLast(), as: UTF8.self)
    }

    @Test func anAlarmsFlagHasBothNames() throws {
        var alarm = ScriptedService.alarm
        // What is not so costs a flood no byte.
        let quiet = written { alarm.write(to: $0) }
        #expect(quiet.contains(#""out_of_service":false"#) && !quiet.contains("in_maintenance"))
        alarm.isInMaintenance = true
        let text = written { alarm.write(to: $0) }
        #expect(text.contains(#""out_of_service":true,"in_maintenance":true,"#))
        for other in [
            text, text.replacing(#""in_maintenance":true,"#, with: ""), text.replacing(#""out_of_service":true,"#, with: ""),
        ] { #expect(try read(other) { (fields) throws(UnreadableMessage) in try Alarm(fields) }.isInMaintenance, "\(other)") }
    }

    @Test func statisticsHaveBothNames() throws {
        let statistics = AlarmStatistics(inMaintenance: 7)
        let text = written { statistics.write(to: $0) }
        #expect(text.contains(#""out_of_service":7,"in_maintenance":7,"#))
        for other in [text, text.replacing(#""in_maintenance":7,"#, with: ""), text.replacing(#""out_of_service":7,"#, with: "")] {
            #expect(try read(other) { (fields) throws(UnreadableMessage) in try AlarmStatistics(fields) }.inMaintenance == 7, "\(other)")
        }
    }
}
