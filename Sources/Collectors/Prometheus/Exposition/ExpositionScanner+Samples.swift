import Telemetry

/// Letters in the labels of an exemplar.
private let mostExemplarLetters = 128

/// Samples: a name, labels, a value, and what may stand behind it.
extension ExpositionScanner {
    mutating func sample() throws(ExpositionFault) {
        try readName(.lineWithoutName())
        hasExemplar = false
        timestamp = nil
        labelCount = 0
        if format == .text { skipBlanks() }
        if bytes[at] == UInt8(ascii: "{") { try readLabels() }
        if format == .text {
            guard isBlank(bytes[at]) || at > name.end || bytes[at] == 10 else {
                throw fault(.metricNameLetters())
            }
            skipBlanks()
        } else {
            try expect(UInt8(ascii: " "), .noSpaceBeforeValue())
        }
        guard let value = ExpositionNumber.value(slice(token()), format) else { throw fault(.noValue()) }
        self.value = value
        if format == .text { try readMilliseconds() } else { try readSecondsAndExemplar() }
        at += 1
    }

    private mutating func readMilliseconds() throws(ExpositionFault) {
        skipBlanks()
        if bytes[at] != 10 {
            guard let time = ExpositionNumber.whole(slice(token())) else { throw fault(.noWholeTime()) }
            timestamp = Double(time) / 1000
            skipBlanks()
        }
        guard bytes[at] == 10 else { throw fault(.behindSample()) }
    }

    private mutating func readSecondsAndExemplar() throws(ExpositionFault) {
        if bytes[at] == UInt8(ascii: " "), bytes[at + 1] != UInt8(ascii: "#") {
            at += 1
            timestamp = try time()
        }
        if bytes[at] == UInt8(ascii: " ") {
            at += 1
            try expect(UInt8(ascii: "#"), .behindSample())
            try expect(UInt8(ascii: " "), .noSpaceBehindSign())
            try readExemplar()
        }
        guard bytes[at] == 10 else { throw fault(.behindSample()) }
    }

    private mutating func readExemplar() throws(ExpositionFault) {
        // Those of the sample stay where they are.
        let own = labelCount
        guard bytes[at] == UInt8(ascii: "{") else { throw fault(.exemplarWithoutLabels()) }
        try readLabels(from: own)
        // Letters, not bytes: those that continue one do not count.
        let letters = room[own..<labelCount].reduce(0) { sum, label in
            sum + label.name.end - label.name.start + slice(label.value).count { $0 & 0xC0 != 0x80 }
        }
        guard letters <= mostExemplarLetters else { throw fault(.exemplarBeyond()) }
        labelCount = own
        try expect(UInt8(ascii: " "), .noSpaceBeforeExemplar())
        guard ExpositionNumber.value(slice(token()), format) != nil else { throw fault(.exemplarWithoutNumber()) }
        if bytes[at] == UInt8(ascii: " ") {
            at += 1
            _ = try time()
        }
        hasExemplar = true
    }

    private mutating func time() throws(ExpositionFault) -> Double {
        guard let time = ExpositionNumber.real(slice(token())) else { throw fault(.noTime()) }
        return time
    }
}
