/// How a figure is made of what an agent has: `100 * sum(used) / (sum(used) + sum(free))`.
///
/// Names are those that the profile gives to its values and columns. What one of them lacks the whole expression lacks: nothing is taken
/// for 0.
indirect enum ProfileExpression: Hashable, Sendable {
    enum Operator: Character, Hashable, Sendable {
        case plus = "+"
        case minus = "-"
        case times = "*"
        case by = "/"
    }
    /// Of all rows of columns, and of values, as far as they are there; nil where none is.
    enum Reduction: String, Hashable, Sendable, CaseIterable { case sum, mean, max, min, count, first }

    case number(Double)
    case value(String)
    /// One number of a value that is a list with commas.
    case part(String, Int)
    case reduction(Reduction, [String], [Condition])
    case operation(Operator, ProfileExpression, ProfileExpression)

    /// What the row must say in another column, or in the same.
    struct Condition: Hashable, Sendable {
        enum Comparison: String, Hashable, Sendable, CaseIterable {
            case equal = "="
            case unequal = "!="
            case atMost = "<="
            case atLeast = ">="
            case below = "<"
            case above = ">"
            case contains
        }
        enum Operand: Hashable, Sendable {
            case number(Double)
            case text(String)
        }
        let column: String
        let comparison: Comparison
        let operand: Operand
    }

    /// Every name in it.
    var names: Set<String> {
        switch self {
        case .number: []
        case .value(let name), .part(let name, _): [name]
        case .reduction(_, let names, let conditions): Set(names + conditions.map(\.column))
        case .operation(_, let left, let right): left.names.union(right.names)
        }
    }
}

/// What was read of an agent, by the profile's names.
struct ProfileValues: Hashable, Sendable {
    var values: [String: SNMPValue] = [:]
    /// By the index of their rows.
    var columns: [String: [OID: SNMPValue]] = [:]
}

extension ProfileExpression {
    /// Nil where something is missing; never infinite.
    func result(of found: ProfileValues) -> Double? {
        switch self {
        case .number(let number): return number
        case .value(let name): return found.values[name]?.number
        case .part(let name, let place): return found.values[name]?.part(place)
        case .reduction(let reduction, let names, let conditions):
            let rows = names.flatMap { found.rows(of: $0, where: conditions) }
            return reduction.result(of: rows, isThere: names.contains { found.values[$0] != nil || found.columns[$0]?.isEmpty == false })
        case .operation(let sign, let left, let right):
            guard let left = left.result(of: found), let right = right.result(of: found) else { return nil }
            let result: Double
            switch sign {
            case .plus: result = left + right
            case .minus: result = left - right
            case .times: result = left * right
            case .by: result = left / right
            }
            return result.isFinite ? result : nil
        }
    }
}

extension ProfileExpression.Reduction {
    /// - Parameter isThere: Whether the agent has the columns at all: then no row that counts is 0 of them.
    fileprivate func result(of rows: [SNMPValue], isThere: Bool) -> Double? {
        if self == .count { return isThere ? Double(rows.count) : nil }
        let numbers = rows.compactMap(\.number)
        if numbers.isEmpty { return self == .sum && isThere && rows.isEmpty ? 0 : nil }
        switch self {
        case .sum: return numbers.reduce(0, +)
        case .mean: return numbers.reduce(0, +) / Double(numbers.count)
        case .max: return numbers.max()
        case .min: return numbers.min()
        case .first: return numbers.first
        case .count: return nil
        }
    }
}

extension ProfileValues {
    /// In the order of their indices.
    fileprivate func rows(of name: String, where conditions: [ProfileExpression.Condition]) -> [SNMPValue] {
        if let value = values[name] { return [value] }
        guard let column = columns[name] else { return [] }
        var rows: [(key: OID, value: SNMPValue)] = []
        for row in column where conditions.allSatisfy({ columns[$0.column]?[row.key].map($0.holds) ?? false }) { rows.append(row) }
        return rows.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension ProfileExpression.Condition {
    func holds(_ value: SNMPValue) -> Bool {
        switch operand {
        case .text(let text):
            guard let found = value.text else { return false }
            switch comparison {
            case .equal: return found == text
            case .unequal: return found != text
            case .contains: return text.isEmpty || !found.ranges(of: text).isEmpty
            case .atMost, .atLeast, .below, .above: return false
            }
        case .number(let number):
            guard let found = value.number else { return false }
            switch comparison {
            case .equal: return found == number
            case .unequal: return found != number
            case .atMost: return found <= number
            case .atLeast: return found >= number
            case .below: return found < number
            case .above: return found > number
            case .contains: return false
            }
        }
    }
}
