/// One JSON value (RFC 8259) as it goes to a program or to another service.
indirect enum JSON: Sendable {
    case null
    case flag(Bool)
    case number(Int64)
    /// Fractions occur only in what others send.
    case fraction(Double)
    case text(String)
    case list([JSON])
    /// In the order in which it is written.
    case object([(key: String, value: JSON)])

    /// The first field of that name; nil where there is none or this is no object.
    subscript(key: String) -> JSON? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.key == key }?.value
    }
    var string: String? { if case .text(let text) = self { text } else { nil } }
    var items: [JSON]? { if case .list(let items) = self { items } else { nil } }

    /// An object of texts, as labels are; nil where a value is anything else.
    var texts: [String: String]? {
        guard case .object(let fields) = self else { return nil }
        var out: [String: String] = [:]
        for (key, value) in fields {
            guard let text = value.string else { return nil }
            out[key] = text
        }
        return out
    }

    init(_ texts: [String: String]) {
        self = .object(texts.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
    }

    /// UTF-8 without spaces.
    var bytes: [UInt8] {
        var out: [UInt8] = []
        write(to: &out)
        return out
    }

    private func write(to out: inout [UInt8]) {
        switch self {
        case .null: out += Array("null".utf8)
        case .flag(let flag): out += Array((flag ? "true" : "false").utf8)
        case .number(let number): out += Array(String(number).utf8)
        case .fraction(let number): out += Array((number.isFinite ? "\(number)" : "null").utf8)
        case .text(let text): Self.write(text, to: &out)
        case .list(let items):
            out.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                item.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let fields):
            out.append(UInt8(ascii: "{"))
            for (index, field) in fields.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                Self.write(field.key, to: &out)
                out.append(UInt8(ascii: ":"))
                field.value.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, 0x7F:
                let hex = String(byte, radix: 16)
                out += Array((hex.count == 1 ? "\\u000" : "\\u00").utf8) + Array(hex.utf8)
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
