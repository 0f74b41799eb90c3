import Telemetry

/// The labels of a sample or an exemplar, and what is asked of them.
extension ExpositionScanner {
    mutating func readLabels(from first: Int = 0) throws(ExpositionFault) {
        at += 1
        while true {
            if format == .text { skipBlanks() }
            if bytes[at] == UInt8(ascii: "}"), format == .text || labelCount == first { break }
            guard labelCount < Self.mostLabels else { throw fault(.moreThanLabels(Self.mostLabels)) }
            try readLabel(from: first)
            if format == .text { skipBlanks() }
            if bytes[at] == UInt8(ascii: ",") {
                at += 1
            } else if bytes[at] == UInt8(ascii: "}") {
                break
            } else {
                throw fault(.noCommaBetweenLabels("}"))
            }
        }
        at += 1
    }

    private mutating func readLabel(from first: Int) throws(ExpositionFault) {
        let start = at
        var hash = ByteHash()
        while Self.isLabelLetter(bytes[at]) {
            hash.add(bytes[at])
            at += 1
        }
        let name = ByteSpan(start: start, end: at)
        guard !name.isEmpty, !ExpositionNumber.isDigit(bytes[start]) else { throw fault(.noLabelName()) }
        for other in room[first..<labelCount] where other.nameHash == hash.value { throw fault(.labelTwice()) }
        if format == .text { skipBlanks() }
        try expect(UInt8(ascii: "="), .noEqualsSign())
        if format == .text { skipBlanks() }
        try expect(UInt8(ascii: "\""), .labelWithoutQuotes())
        let (value, valueHash, isEscaped) = try quoted()
        room[labelCount] = LabelSpan(name: name, value: value, nameHash: hash.value, valueHash: valueHash, isEscaped: isEscaped)
        labelCount += 1
    }

    /// Up to the closing quote.
    private mutating func quoted() throws(ExpositionFault) -> (ByteSpan, UInt64, Bool) {
        let start = at
        var hash = ByteHash()
        var isEscaped = false
        while true {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") { break }
            if byte == 10 { throw fault(.labelNotClosed()) }
            hash.add(byte)
            at += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            isEscaped = true
            let next = bytes[at]
            guard
                next == UInt8(ascii: "\\") || next == UInt8(ascii: "\"") || next == UInt8(ascii: "n")
                    || format == .openMetrics && next != 10
            else { throw fault(.strayBackslash()) }
            hash.add(next)
            at += 1
        }
        let span = ByteSpan(start: start, end: at)
        at += 1
        return (span, hash.value, isEscaped)
    }

    /// A number that is the same in whatever order the labels stand.
    var labelsHash: UInt64 {
        var sum: UInt64 = 0
        for at in 0..<labelCount { sum &+= ByteHash.mix(room[at].nameHash, room[at].valueHash) }
        return sum
    }

    /// Of the sample, as they came.
    var labels: Slice<UnsafeMutableBufferPointer<LabelSpan>> { room[0..<labelCount] }

    func label(_ name: UInt64) -> LabelSpan? {
        for at in 0..<labelCount where room[at].nameHash == name { return room[at] }
        return nil
    }

    /// The value that is meant. OpenMetrics leaves a backslash as it is where it stands for nothing.
    func unescaped(_ label: LabelSpan) -> [UInt8] {
        var out: [UInt8] = []
        var rest = slice(label.value)
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                out.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "n"): out.append(10)
            case UInt8(ascii: "\\"), UInt8(ascii: "\""): out.append(next)
            default: out += [byte, next]
            }
        }
        return out
    }
}
