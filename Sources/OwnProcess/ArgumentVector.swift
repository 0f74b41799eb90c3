import CSystem
import Glibc
import Platform
public import Telemetry

/// A command line that cannot be meant.
public struct Misuse: Error {
    public let message: Message
    public init(_ message: Message) { self.message = message }
}

/// A command line split by `getopt_long` (getopt(3)): options may stand anywhere, `--` ends them, a beginning that is clear is enough.
public struct ArgumentVector {
    /// In the order in which they were given; one may be given several times. `-h` is `help`.
    public private(set) var options: [(name: String, value: String)] = []
    /// What is no option.
    public private(set) var rest: [String] = []

    /// - Parameters:
    ///   - words: the whole command line, the program's name first.
    ///   - known: the long options, and whether each takes a value.
    public init(_ words: [String], known: [(name: String, hasValue: Bool)]) throws(Misuse) {
        try withArgumentArray(known.map(\.name)) { names throws(Misuse) in
            try withArgumentArray(words) { argv throws(Misuse) in try read(&argv, of: words.count, known, names) }
        }
    }

    private mutating func read(
        _ argv: inout [UnsafeMutablePointer<CChar>?], of count: Int, _ known: [(name: String, hasValue: Bool)],
        _ names: [UnsafeMutablePointer<CChar>?]
    ) throws(Misuse) {
        var table = zip(known, names).enumerated().map { index, pair in
            option(
                name: UnsafePointer(pair.1), has_arg: pair.0.hasValue ? required_argument : no_argument, flag: nil, val: Int32(1000 + index)
            )
        }
        table.append(option())
        var argument: UnsafePointer<CChar>?
        // glibc begins anew at 0: what it kept of an earlier command line is gone (getopt(3), Notes).
        var next: Int32 = 0
        while true {
            let before = next
            let found = cs_getopt_long(Int32(count), &argv, table, &argument, &next)
            if found == -1 { break }
            switch found {
            case Int32(UInt8(ascii: "h")): options.append(("help", ""))
            case 1000...: options.append((known[Int(found) - 1000].name, argument.map { String(cString: $0) } ?? ""))
            default:
                // argv was permuted: the offender is the word before `next`, or the one that `next` still points at.
                let index = max(1, next > before ? Int(next) - 1 : Int(next))
                let word = argv.indices.contains(index) ? argv[index].map { String(cString: $0) } ?? "" : ""
                throw Misuse(found == Int32(UInt8(ascii: ":")) ? .needsValue(word) : .unknownOption(word))
            }
        }
        rest = argv[Int(next)...].compactMap { $0.map { String(cString: $0) } }
    }
}
