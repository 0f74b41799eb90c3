@testable import Collectors

/// A sample as it was read, with labels that are empty left out: those are none.
struct ReadSample {
    let name: String
    let labels: [String: String]
    let value: Double

    static func all(in body: [UInt8], _ format: ExpositionFormat) throws -> [ReadSample] {
        var found: [ReadSample] = []
        try Exposition.read(body, format) { scanner in
            let labels = scanner.labels.map { label in
                (String(decoding: scanner.slice(label.name), as: UTF8.self), String(decoding: scanner.unescaped(label), as: UTF8.self))
            }
            found.append(
                ReadSample(
                    name: String(decoding: scanner.slice(scanner.name), as: UTF8.self),
                    labels: Dictionary(uniqueKeysWithValues: labels).filter { !$0.value.isEmpty }, value: scanner.value))
        }
        return found
    }
}

/// What Telegraf made of an answer, in InfluxDB's line protocol: a name and its value with the labels. Its names lack `_total` and the like,
/// and a state is a name of its own.
struct TelegrafExpectation {
    let field: String
    let value: String
    let labels: [String: String]

    static func all(in text: String) -> [TelegrafExpectation] {
        text.split(separator: "\n").flatMap { line -> [TelegrafExpectation] in
            let parts = pieces(of: line, at: " ")
            guard parts.count >= 2 else { return [] }
            var labels: [String: String] = [:]
            for tag in pieces(of: parts[0], at: ",").dropFirst() {
                let pair = pieces(of: tag, at: "=").map(plain)
                if pair.count == 2, !["_type", "unit"].contains(pair[0]) { labels[pair[0]] = pair[1] }
            }
            return pieces(of: parts[1], at: ",").compactMap { field in
                let pair = pieces(of: field, at: "=").map(plain)
                return pair.count == 2 ? TelegrafExpectation(field: pair[0], value: pair[1], labels: labels) : nil
            }
        }
    }

    func isMet(by samples: [ReadSample]) -> Bool {
        if value == "true" || value == "false" {
            return samples.contains { sample in
                let state = sample.labels[sample.name] ?? ""
                return field == sample.name + "_" + state.replacing(" ", with: "_") && sample.value == (value == "true" ? 1 : 0)
                    && sample.labels.filter { $0.key != sample.name } == labels
            }
        }
        let number = Double(value.last == "u" || value.last == "i" ? String(value.dropLast()) : value)
        return samples.contains {
            ["", "_total", "_info"].map { field + $0 }.contains($0.name) && $0.value == number && $0.labels == labels
        }
    }

    private static func pieces(of text: Substring, at sign: Character) -> [Substring] {
        var (found, start, isEscaped) = ([Substring](), text.startIndex, false)
        for at in text.indices {
            if text[at] == sign, !isEscaped {
                found.append(text[start..<at])
                start = text.index(after: at)
            }
            isEscaped = text[at] == "\\" && !isEscaped
        }
        return found + [text[start...]]
    }
    private static func plain(_ text: Substring) -> String {
        String(text).replacing("\\ ", with: " ").replacing("\\,", with: ",").replacing("\\=", with: "=")
    }
}
