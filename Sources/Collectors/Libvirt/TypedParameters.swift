import CLibvirt

/// Named values as libvirt gives them (`virTypedParameter`), with its types set aside: the same field is an int in one version and
/// an unsigned long long in another, and any field may be missing.
struct TypedParameters: Hashable, Sendable {
    enum Value: Hashable, Sendable {
        case integer(Int64)
        case natural(UInt64)
        case real(Double)
        case truth(Bool)
        case text(String)
    }
    var values: [String: Value] = [:]

    /// The number, where the field is one, not negative and in the range of an unsigned long long: sums and rates of such stay finite.
    func number(_ name: String) -> Double? {
        let number: Double
        switch values[name] {
        case .integer(let value): number = Double(value)
        case .natural(let value): number = Double(value)
        case .real(let value): number = value
        case .truth, .text, nil: return nil
        }
        return number >= 0 && number < 1.9e19 ? number : nil
    }
    /// A whole number that is small enough to count with.
    func count(_ name: String) -> Int? {
        guard let number = number(name), number <= 1e9 else { return nil }
        return Int(number)
    }
    /// Libvirt's yes or no.
    func truth(_ name: String) -> Bool? {
        if case .truth(let value) = values[name] { value } else { nil }
    }
    func text(_ name: String) -> String? {
        if case .text(let text) = values[name] { text } else { nil }
    }
    /// Fields such as `net.0.rx.bytes` by their number: `indexed("net", "rx.bytes")`. The numbers may have holes.
    func indexed(_ group: String, _ field: String) -> [Int: Double] {
        var found: [Int: Double] = [:]
        for name in values.keys where name.hasPrefix(group) && name.hasSuffix(field) {
            let middle = name.dropFirst(group.count).dropLast(field.count)
            guard middle.count >= 3, middle.first == ".", middle.last == ".", let index = Int(middle.dropFirst().dropLast()) else {
                continue
            }
            found[index] = number(name)
        }
        return found
    }
    /// All fields of a group's members by their number: of `members(of: "block")` number 0 has `rd.reqs`, `name` and so on.
    /// None has as many as `mostMembers`; what is beyond counts for nothing.
    func members(of group: String) -> [Int: TypedParameters] {
        var found: [Int: TypedParameters] = [:]
        for (name, value) in values {
            guard name.utf8.starts(with: group.utf8) else { continue }
            let parts = name.dropFirst(group.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: true)
            guard name.dropFirst(group.count).first == ".", parts.count == 2, let index = Int(parts[0]),
                (0..<Self.mostMembers).contains(index)
            else { continue }
            found[index, default: TypedParameters()].values[String(parts[1])] = value
        }
        return found
    }
    private static let mostMembers = 4096
}

extension TypedParameters {
    /// Copies a list of libvirt's, and of that only fields whose last part or parts (UTF-8) are among `fields` where that is given: a KVM
    /// guest has some seventy per vCPU, and names are too long to be made without memory being allocated.
    init(_ list: UnsafePointer<virTypedParameter>?, count: Int, fields: [[UInt8]]? = nil) {
        guard let list, count > 0 else { return }
        for index in 0..<count {
            let parameter = list + index
            let name = withUnsafeBytes(of: parameter.pointee.field) { field -> String? in
                let name = field.prefix { $0 != 0 }
                if let fields {
                    let isWanted = fields.contains { field in
                        let rest = name.count - field.count
                        guard rest == 0 || rest > 0 && name[name.startIndex + rest - 1] == UInt8(ascii: ".") else { return false }
                        return name.suffix(field.count).elementsEqual(field)
                    }
                    if !isWanted { return nil }
                }
                return String(decoding: name, as: UTF8.self)
            }
            if let name { values[name] = Self.value(parameter.pointee) }
        }
    }

    private static func value(_ parameter: virTypedParameter) -> Value? {
        guard let type = UInt32(exactly: parameter.type) else { return nil }
        switch virTypedParameterType(type) {
        case VIR_TYPED_PARAM_INT: return .integer(Int64(parameter.value.i))
        case VIR_TYPED_PARAM_UINT: return .natural(UInt64(parameter.value.ui))
        case VIR_TYPED_PARAM_LLONG: return .integer(parameter.value.l)
        case VIR_TYPED_PARAM_ULLONG: return .natural(parameter.value.ul)
        case VIR_TYPED_PARAM_DOUBLE: return .real(parameter.value.d)
        case VIR_TYPED_PARAM_BOOLEAN: return .truth(parameter.value.b != 0)
        case VIR_TYPED_PARAM_STRING: return parameter.value.s.map { .text(String(cString: $0)) }
        default: return nil
        }
    }
}
