import Alarms
import JSON
import Telemetry

extension Interruption.Summary: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            at: try fields.moment("at_ms"), bad: try fields.count("bad"), critical: try fields.count("critical"),
            over: try fields.count("over"), symptoms: try fields.list("symptoms"))
    }
    func write(to out: FieldWriter) {
        out.put("at_ms", at)
        out.put("bad", bad)
        out.put("critical", critical)
        out.put("over", over)
        out.put("symptoms", symptoms)
    }
}
