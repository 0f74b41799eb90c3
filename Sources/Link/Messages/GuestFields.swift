import JSON
import Telemetry

extension Guest: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            id: try fields.string("id"), name: try fields.string("name"), state: try fields.word("state"),
            vCPUs: try fields.count("vcpus"), memoryMaximum: try fields.numberIfPresent("memory_maximum") ?? 0,
            memoryView: try fields.word("memory_view"), console: try fields.stringIfPresent("console"))
    }
    func write(to out: FieldWriter) {
        out.put("id", id)
        out.put("name", name)
        out.put("state", state)
        out.put("vcpus", vCPUs)
        out.put("memory_maximum", memoryMaximum)
        out.put("memory_view", memoryView)
        out.put("console", console)
    }
}
