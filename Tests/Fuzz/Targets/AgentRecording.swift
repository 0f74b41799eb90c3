@testable import Collectors

/// What an agent said, as snmpsim (`OID|tag|value`) or net-snmp's snmpwalk with `-On` writes it.
enum AgentRecording {
    static func read(_ bytes: [UInt8]) -> [OID: SNMPValue] {
        var found: [OID: SNMPValue] = [:]
        for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
            guard let (oid, value) = snmprec(line) ?? walk(String(decoding: line, as: UTF8.self)) else { continue }
            found[oid] = value
        }
        return found
    }

    private static func snmprec(_ line: ArraySlice<UInt8>) -> (OID, SNMPValue)? {
        let parts = line.split(separator: UInt8(ascii: "|"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let oid = OID(String(decoding: parts[0], as: UTF8.self)) else { return nil }
        let tag = String(decoding: parts[1], as: UTF8.self)
        let bytes = tag.hasSuffix("x") ? hexadecimal(String(decoding: parts[2], as: UTF8.self)) : Array(parts[2])
        let text = String(decoding: parts[2], as: UTF8.self)
        switch tag.filter(\.isNumber) {
        case "2": return (oid, Int64(text).map { .integer($0) } ?? .text(bytes))
        case "4": return (oid, .text(bytes))
        case "6": return OID(text).map { (oid, .oid($0)) }
        case "64": return (oid, .address(tag == "64x" ? bytes : text.split(separator: ".").compactMap { UInt8($0) }))
        case "65": return (oid, .counter32(UInt32(truncatingIfNeeded: Int64(text) ?? 0)))
        case "66", "67": return (oid, .natural(UInt64(UInt32(truncatingIfNeeded: Int64(text) ?? 0))))
        case "70": return UInt64(text).map { (oid, .counter64($0)) }
        default: return nil
        }
    }

    private static func walk(_ line: String) -> (OID, SNMPValue)? {
        guard let equals = line.firstRange(of: " = ") else { return nil }
        guard let oid = OID(String(line[..<equals.lowerBound].filter { $0 != " " })) else { return nil }
        let rest = line[equals.upperBound...]
        guard let colon = rest.firstRange(of: ":") else { return (oid, Int64(rest).map { .integer($0) } ?? .text(Array(rest.utf8))) }
        let text = String(rest[colon.upperBound...].drop { $0 == " " || $0 == ":" })
        switch rest[..<colon.lowerBound] {
        case "INTEGER": return Int64(text.filter { $0.isNumber || $0 == "-" }).map { (oid, .integer($0)) }
        case "Gauge32": return UInt64(text.prefix { $0.isNumber }).map { (oid, .natural($0)) }
        case "Counter32": return UInt32(text).map { (oid, .counter32($0)) }
        case "Counter64": return UInt64(text).map { (oid, .counter64($0)) }
        case "Timeticks": return UInt64(text.drop { $0 == "(" }.prefix { $0.isNumber }).map { (oid, .natural($0)) }
        case "OID": return OID(text).map { (oid, .oid($0)) }
        case "IpAddress": return (oid, .address(text.split(separator: ".").compactMap { UInt8($0) }))
        case "Hex-STRING": return (oid, .text(hexadecimal(text.filter { $0 != " " })))
        default: return (oid, .text(Array(text.utf8)))
        }
    }

    private static func hexadecimal(_ text: String) -> [UInt8] {
        let digits = Array(text)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    }
}
