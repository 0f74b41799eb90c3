import Telemetry

/// Lines that begin with `#`.
extension ExpositionScanner {
    /// Of the older format: a comment, which is nothing, unless its first word says otherwise.
    mutating func remark() throws(ExpositionFault) -> ExpositionLine? {
        skipBlanks()
        let word = token()
        let isHelp = isEqual(word, "HELP")
        guard isHelp || isEqual(word, "TYPE") else {
            skipLine()
            return nil
        }
        skipBlanks()
        try readName(.metricNameMissing())
        guard isBlank(bytes[at]) || bytes[at] == 10 else { throw fault(.metricNameLetters()) }
        if isHelp {
            text = ByteSpan(start: at, end: lineEnd())
            at = text.end + 1
            return .help
        }
        skipBlanks()
        let type = token()
        skipBlanks()
        guard let type = FamilyType(slice(type), format), bytes[at] == 10 else { throw fault(.unknownType()) }
        at += 1
        return .type(type)
    }

    /// Of OpenMetrics: every word has its place, one space apart.
    mutating func metadata() throws(ExpositionFault) -> ExpositionLine? {
        try expect(UInt8(ascii: " "), .strangeRemark())
        let word = token()
        if isEqual(word, "EOF") {
            guard bytes[at] == 10 else { throw fault(.behindEOF()) }
            at += 1
            guard at == bytes.count else {
                line += 1
                throw fault(.afterEOF())
            }
            return .end
        }
        let kinds: [(StaticString, Int)] = [("TYPE", 0), ("HELP", 1), ("UNIT", 2)]
        guard let kind = kinds.first(where: { isEqual(word, $0.0) })?.1 else {
            throw fault(.strangeRemark())
        }
        try expect(UInt8(ascii: " "), .noNameBehindMetadata())
        try readName(.metricNameMissing())
        try expect(UInt8(ascii: " "), .noSpaceBehindName())
        let rest = ByteSpan(start: at, end: lineEnd())
        at = rest.end + 1
        switch kind {
        case 0:
            guard let type = FamilyType(slice(rest), format) else { throw fault(.unknownType()) }
            return .type(type)
        case 1: return .help
        default:
            guard slice(rest).allSatisfy({ Self.isNameLetter($0) }) else { throw fault(.unitLetters()) }
            unit = rest
            return .unit
        }
    }
}
