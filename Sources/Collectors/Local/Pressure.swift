import Telemetry

/// Pressure stall information: the share of the last ten seconds in which some or all tasks waited, in percent
/// (kernel documentation, accounting/psi). `full` is missing for the CPU before Linux 5.13.
struct Pressure: Hashable, Sendable {
    var some: Double
    var full: Double?
}

/// Reads a file of `/proc/pressure`; `path` is for the error.
func parsePressure(_ text: String, path: String) throws(CollectFailure) -> Pressure {
    var averages: [Substring: Double] = [:]
    for (index, line) in pieces(of: text, by: "\n").enumerated() {
        let fields = pieces(of: line, by: " ")
        guard let name = fields.first, let field = fields.first(where: { $0.hasPrefix("avg10=") }), let value = Double(field.dropFirst(6)),
            value >= 0, value <= 100
        else { throw .unreadable(asked: path, place: .answerLine(index + 1), got: .raw(String(line))) }
        averages[name] = value
    }
    guard let some = averages["some"] else { throw .unreadable(asked: path, place: .answerKey("some"), got: .noSuchLine()) }
    return Pressure(some: some, full: averages["full"])
}
