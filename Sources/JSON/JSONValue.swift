/// One JSON value (RFC 8259) as it goes to a program or to another service.
public indirect enum JSONValue: Sendable {
    case null
    case flag(Bool)
    case number(Int64)
    /// Fractions occur only in what others send.
    case fraction(Double)
    case text(String)
    case list([JSONValue])
    /// In the order in which it is written.
    case object([(key: String, value: JSONValue)])

    /// The first field of that name; nil where there is none or this is no object.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.key == key }?.value
    }
    public var string: String? { if case .text(let text) = self { text } else { nil } }
    public var items: [JSONValue]? { if case .list(let items) = self { items } else { nil } }

    /// An object of texts, as labels are; nil where a value is anything else.
    public var texts: [String: String]? {
        guard case .object(let fields) = self else { return nil }
        var out: [String: String] = [:]
        for (key, value) in fields {
            guard let text = value.string else { return nil }
            out[key] = text
        }
        return out
    }

    public init(_ texts: [String: String]) {
        self = .object(texts.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
    }

    /// UTF-8 without spaces.
    public var bytes: [UInt8] {
        let out = JSONText()
        write(to: out)
        return out.bytes
    }

    private func write(to out: JSONText) {
        switch self {
        case .null: out.null()
        case .flag(let flag): out.flag(flag)
        case .number(let number): out.integer(number)
        case .fraction(let number): out.number(number)
        case .text(let text): out.string(text)
        case .list(let items): out.list(items) { $0.write(to: out) }
        case .object(let fields):
            out.object { _ in
                for (key, value) in fields {
                    out.key(key)
                    value.write(to: out)
                }
            }
        }
    }
}
