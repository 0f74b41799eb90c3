import JSON

/// An interface's description, taken apart: what its types, calls, answers and errors hold.
struct DescribedInterface {
    struct Field {
        /// `int`, `string`, `object` or a type of the description.
        let type: String
        let isOptional: Bool
        let isList: Bool
    }
    enum Member {
        case fields([String: Field])
        case words(Set<String>)
    }
    /// Types and errors by their names, of a method its parameters as `Name()` and its answer as `Name->`.
    let members: [String: Member]

    init(_ description: String) {
        let code = description.replacing(#/#.*/#, with: "")
        var members: [String: Member] = [:]
        for match in code.matches(of: #/(?:type|error) (\w+) \(([^)]*)\)/#) { members[String(match.1)] = Self.member(match.2) }
        for match in code.matches(of: #/method (\w+)\(([^)]*)\) -> \(([^)]*)\)/#) {
            members["\(match.1)()"] = Self.member(match.2, isFields: true)
            members["\(match.1)->"] = Self.member(match.3, isFields: true)
        }
        self.members = members
    }

    private static func member(_ text: Substring, isFields: Bool = false) -> Member {
        let parts = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
        guard isFields || parts.isEmpty || parts.contains(where: { $0.contains(":") }) else { return .words(Set(parts)) }
        var fields: [String: Field] = [:]
        for part in parts {
            let (name, type) = (part.prefix { $0 != ":" }, part.drop { $0 != ":" }.dropFirst())
            let plain = type.drop { $0 == "?" }
            fields[String(name)] = Field(
                type: plain.hasPrefix("[]") ? String(plain.dropFirst(2)) : String(plain), isOptional: type.hasPrefix("?"),
                isList: plain.hasPrefix("[]"))
        }
        return .fields(fields)
    }
}

/// What is written, beside what is described.
struct DescriptionCheck {
    let described: DescribedInterface
    /// What was wrong, each once: `Host.target is not described`.
    private(set) var faults: Set<String> = []
    private var seen: [String: Set<String>] = [:]

    init(_ described: DescribedInterface) { self.described = described }

    /// What is described and was in nothing that was taken.
    var unseen: [String] {
        described.members.flatMap { name, member in
            guard let found = seen[name] else { return [name] }
            let all =
                switch member {
                case .fields(let fields): Set(fields.keys)
                case .words(let words): words
                }
            return all.subtracting(found).map { "\(name).\($0)" }
        }.sorted()
    }

    /// - Parameter free: fields that need no description here.
    mutating func take(_ value: JSONValue, as name: String, free: Set<String> = []) {
        guard let member = described.members[name] else {
            faults.insert("\(name) is not described")
            return
        }
        switch (member, value) {
        case (.words(let words), .text(let word)):
            seen[name, default: []].insert(word)
            if !words.contains(word) { faults.insert("\(name).\(word) is not described") }
        case (.fields(let fields), .object(let found)):
            seen[name, default: []].formUnion(found.map(\.key))
            for (key, value) in found where !free.contains(key) {
                guard let field = fields[key] else {
                    faults.insert("\(name).\(key) is not described")
                    continue
                }
                take(value, of: field, at: "\(name).\(key)")
            }
            let keys = Set(found.map(\.key))
            for (key, field) in fields where !field.isOptional && !keys.contains(key) { faults.insert("\(name).\(key) may be absent") }
        default: faults.insert("\(name) is of another kind")
        }
    }

    private mutating func take(_ value: JSONValue, of field: DescribedInterface.Field, at place: String) {
        guard field.isList else { return takeOne(value, as: field.type, at: place) }
        guard let items = value.items else {
            faults.insert("\(place) is no list")
            return
        }
        for item in items { takeOne(item, as: field.type, at: place) }
    }
    private mutating func takeOne(_ value: JSONValue, as type: String, at place: String) {
        switch (type, value) {
        case ("int", .number), ("float", .number), ("float", .fraction), ("bool", .flag), ("string", .text), ("object", .object): break
        case ("int", _), ("float", _), ("bool", _), ("string", _), ("object", _): faults.insert("\(place) is no \(type)")
        default: take(value, as: type)
        }
    }
}
