import Telemetry

/// Reads `100 * sum(used where kind = 2) / sum(size where kind = 2)`.
///
///     expression = term { ( "+" | "-" ) term }
///     term       = factor { ( "*" | "/" ) factor }
///     factor     = number | name | "(" expression ")" | "part" "(" name "," number ")"
///                | ( "sum" | "mean" | "max" | "min" | "count" | "first" ) "(" name { "," name } [ where ] ")"
///     where      = "where" condition { "and" condition }
///     condition  = name ( "=" | "!=" | "<" | "<=" | ">" | ">=" | "contains" ) ( number | "'" text "'" )
struct ProfileExpressionReader {
    /// What is wrong, and where: letters from the beginning.
    struct Fault: Error {
        let at: Int
        let message: Message
    }
    private enum Token: Hashable {
        case number(Double)
        case word(String)
        case text(String)
        case sign(String)
    }
    private static let deepest = 16
    private var tokens: [(token: Token, at: Int)] = []
    private var next = 0
    private let end: Int

    static func read(_ text: String) throws(Fault) -> ProfileExpression {
        var reader = try ProfileExpressionReader(text)
        let expression = try reader.expression(depth: 0)
        if reader.next < reader.tokens.count { throw reader.fault(.snmpExpressionGoesOn(reader.written)) }
        return expression
    }

    private init(_ text: String) throws(Fault) {
        let letters = Array(text)
        end = letters.count
        var at = 0
        while at < letters.count {
            let start = at
            let letter = letters[at]
            func run(_ belongs: (Character) -> Bool) -> String {
                while at < letters.count, belongs(letters[at]) { at += 1 }
                return String(letters[start..<at])
            }
            if letter == " " {
                at += 1
                continue
            }
            if Self.isDigit(letter) {
                let digits = run { Self.isDigit($0) || $0 == "." }
                guard let number = Double(digits), number.isFinite else { throw Fault(at: start, message: .snmpNoNumber(digits)) }
                tokens.append((.number(number), start))
            } else if Self.isLetter(letter) {
                tokens.append((.word(run { Self.isLetter($0) || Self.isDigit($0) }), start))
            } else if letter == "'" {
                at += 1
                while at < letters.count, letters[at] != "'" { at += 1 }
                guard at < letters.count else { throw Fault(at: start, message: .snmpTextNotClosed()) }
                at += 1
                tokens.append((.text(String(letters[(start + 1)..<(at - 1)])), start))
            } else {
                let pair = String(letters[at..<min(at + 2, letters.count)])
                let sign = ["<=", ">=", "!="].contains(pair) ? pair : String(letter)
                guard "+-*/(),=<>".contains(letter) || sign.count == 2 else {
                    throw Fault(at: start, message: .snmpStrangeLetter(String(letter)))
                }
                at += sign.count
                tokens.append((.sign(sign), start))
            }
        }
    }

    private static func isDigit(_ letter: Character) -> Bool { ("0"..."9").contains(letter) }
    private static func isLetter(_ letter: Character) -> Bool {
        ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) || letter == "_"
    }

    private func fault(_ message: Message) -> Fault { Fault(at: next < tokens.count ? tokens[next].at : end, message: message) }
    private var token: Token? { next < tokens.count ? tokens[next].token : nil }
    /// What stands at the fault, as it is shown.
    private var written: String {
        switch token {
        case .number(let number): number.plain
        case .word(let word): word
        case .text(let text): "'\(text)'"
        case .sign(let sign): sign
        case nil: ""
        }
    }

    private mutating func takes(_ sign: String) -> Bool {
        guard token == .sign(sign) else { return false }
        next += 1
        return true
    }
    private mutating func takes(word: String) -> Bool {
        guard token == .word(word) else { return false }
        next += 1
        return true
    }
    private mutating func need(_ sign: String) throws(Fault) {
        guard takes(sign) else { throw fault(.snmpExpressionWants(sign)) }
    }
    private mutating func name() throws(Fault) -> String {
        guard case .word(let name)? = token else { throw fault(.snmpExpressionWantsName()) }
        next += 1
        return name
    }

    private mutating func expression(depth: Int) throws(Fault) -> ProfileExpression {
        guard depth <= Self.deepest else { throw fault(.snmpExpressionTooDeep()) }
        var left = try term(depth: depth)
        var count = 0
        while case .sign(let sign)? = token, sign == "+" || sign == "-",
            let operation = ProfileExpression.Operator(rawValue: Character(sign))
        {
            next += 1
            count += 1
            guard count <= 64 else { throw fault(.snmpExpressionTooDeep()) }
            left = .operation(operation, left, try term(depth: depth))
        }
        return left
    }

    private mutating func term(depth: Int) throws(Fault) -> ProfileExpression {
        var left = try factor(depth: depth)
        var count = 0
        while case .sign(let sign)? = token, sign == "*" || sign == "/",
            let operation = ProfileExpression.Operator(rawValue: Character(sign))
        {
            next += 1
            count += 1
            guard count <= 64 else { throw fault(.snmpExpressionTooDeep()) }
            left = .operation(operation, left, try factor(depth: depth))
        }
        return left
    }

    private mutating func factor(depth: Int) throws(Fault) -> ProfileExpression {
        if takes("(") {
            let inner = try expression(depth: depth + 1)
            try need(")")
            return inner
        }
        switch token {
        case .number(let number):
            next += 1
            return .number(number)
        case .word(let word):
            guard next + 1 < tokens.count, tokens[next + 1].token == .sign("(") else {
                next += 1
                return .value(word)
            }
            return try call(word)
        default: throw fault(.snmpExpressionWantsValue())
        }
    }

    private mutating func call(_ word: String) throws(Fault) -> ProfileExpression {
        let isPart = word == "part"
        let reduction = ProfileExpression.Reduction(rawValue: word)
        guard isPart || reduction != nil else {
            throw fault(
                .snmpUnknownFunction(word, (ProfileExpression.Reduction.allCases.map(\.rawValue) + ["part"]).joined(separator: ", ")))
        }
        next += 2
        var names = [try name()]
        if isPart {
            try need(",")
            guard case .number(let number)? = token, let place = Int(exactly: number), (1...100).contains(place) else {
                throw fault(.snmpExpressionWantsPlace())
            }
            next += 1
            try need(")")
            return .part(names[0], place)
        }
        while takes(",") { names.append(try name()) }
        var conditions: [ProfileExpression.Condition] = []
        if takes(word: "where") {
            repeat { conditions.append(try condition()) } while takes(word: "and")
        }
        try need(")")
        return reduction.map { .reduction($0, names, conditions) } ?? .number(0)
    }

    private mutating func condition() throws(Fault) -> ProfileExpression.Condition {
        let column = try name()
        let sign: String
        switch token {
        case .sign(let text): sign = text
        case .word("contains"): sign = "contains"
        default: sign = ""
        }
        guard let comparison = ProfileExpression.Condition.Comparison(rawValue: sign) else { throw fault(.snmpExpressionWantsComparison()) }
        next += 1
        switch token {
        case .number(let number):
            next += 1
            return .init(column: column, comparison: comparison, operand: .number(number))
        case .text(let text):
            next += 1
            return .init(column: column, comparison: comparison, operand: .text(text))
        default: throw fault(.snmpExpressionWantsOperand())
        }
    }
}
