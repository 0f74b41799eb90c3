import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// The folder of a collector's cases.
func casesFolder(_ collector: String, file: String = #filePath) -> String {
    file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/") + "/cases/" + collector
}

func fileText(_ path: String) throws -> String {
    String(decoding: try #require(try SystemFile(root: "", path: path).read(), "no file \(path)"), as: UTF8.self)
}

/// Recorded snapshots in text: a line `=== after SECONDS at UNIX-TIME` each, then `processors`, `memory`, `cpus`, and guests as
/// `virsh domstats --raw` prints them. A guest's name stands for its UUID.
func parseSnapshots(_ text: String) throws -> [(elapsed: Duration, at: Moment, snapshot: Snapshot)] {
    var snapshots: [(elapsed: Duration, at: Moment, snapshot: Snapshot)] = []
    for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        if line.hasPrefix("===") {
            let seconds = try #require(Double(words[2]))
            snapshots.append((.milliseconds(Int64(seconds * 1000)), Moment(seconds: try #require(Int64(words[4]))), Snapshot()))
            continue
        }
        let index = snapshots.count - 1
        try #require(index >= 0)
        switch words.first {
        case "processors": snapshots[index].snapshot.processors = parameters(words.dropFirst())
        case "memory": snapshots[index].snapshot.memory = parameters(words.dropFirst())
        case "cpus": snapshots[index].snapshot.processorCount = try #require(Int(words[1]))
        case "Domain:":
            let name = String(words[1].dropFirst().dropLast())
            snapshots[index].snapshot.guests.append(GuestRecord(id: name, name: name, parameters: TypedParameters()))
        default:
            let guest = snapshots[index].snapshot.guests.count - 1
            try #require(guest >= 0)
            snapshots[index].snapshot.guests[guest].parameters.values.merge(parameters(words[...]).values) { $1 }
        }
    }
    return snapshots
}

private func parameters(_ words: ArraySlice<Substring>) -> TypedParameters {
    var values: [String: TypedParameters.Value] = [:]
    for word in words {
        let pair = word.split(separator: "=", maxSplits: 1)
        guard pair.count == 2 else { continue }
        values[String(pair[0])] = UInt64(pair[1]).map { .natural($0) } ?? .text(String(pair[1]))
    }
    return TypedParameters(values: values)
}

/// What a reading says, a line each: the form of `expected.txt`.
func describe(_ samples: [Sample], _ guests: [Guest]) -> String {
    let values = samples.map { sample in
        "\(sample.entity.name.isEmpty ? "host" : sample.entity.name) \(sample.metric.id) \((sample.value * 10).rounded() / 10)"
    }
    let machines = guests.map { guest in
        "\(guest.name): \(guest.state), \(guest.vCPUs) vCPUs, \(Int(guest.memoryMaximum)) bytes, seen by the \(guest.memoryView)"
    }
    return (values + machines).joined(separator: "\n") + "\n"
}
