/// JSON (RFC 8259) as it is written: UTF-8 without spaces.
final class JSONText {
    var bytes: [UInt8] = []
    /// See `FieldWriter.isForPeople`.
    var isForPeople = false

    func null() { bytes.append(contentsOf: "null".utf8) }
    func flag(_ flag: Bool) { bytes.append(contentsOf: (flag ? "true" : "false").utf8) }
    func integer(_ number: Int64) { bytes.append(contentsOf: String(number).utf8) }
    /// The shortest text that reads back as the same number; null where it is none.
    func number(_ number: Double) {
        guard number.isFinite else { return null() }
        bytes.append(contentsOf: number.description.utf8)
    }

    func string(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { text in
            var done = 0
            for (index, byte) in text.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x7F {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[done..<index]))
                escape(byte)
                done = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[done...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let hex = String(byte, radix: 16)
            bytes.append(contentsOf: (hex.utf8.count == 1 ? "u000" : "u00").utf8)
            bytes.append(contentsOf: hex.utf8)
        }
    }

    /// The name of the next field.
    func key(_ key: StaticString) {
        separate(from: UInt8(ascii: "{"))
        bytes.append(UInt8(ascii: "\""))
        // A literal of ours holds nothing that would have to be escaped.
        bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
        bytes.append(contentsOf: "\":".utf8)
    }
    func key(_ key: String) {
        separate(from: UInt8(ascii: "{"))
        string(key)
        bytes.append(UInt8(ascii: ":"))
    }

    func object(_ write: (FieldWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        write(FieldWriter(text: self))
        bytes.append(UInt8(ascii: "}"))
    }

    func list<T>(_ items: [T], _ write: (T) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for item in items {
            separate(from: UInt8(ascii: "["))
            write(item)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// A comma, except right behind the bracket that opened. No value ends in such a bracket.
    private func separate(from opening: UInt8) {
        if bytes.last != opening { bytes.append(UInt8(ascii: ",")) }
    }
}
