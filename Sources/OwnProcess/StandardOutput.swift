import Glibc
import Platform

/// A command's exit status where its answer could not be written: to monitoring it is "unknown".
public let lostOutput: Int32 = 3

/// Writes an answer to standard output, all of it, made harmless to a terminal (`harmless`).
///
/// False where that fails; the reason is said on standard error, but for a reader that went away (`| head`), which is no trouble.
public func say(_ text: String) -> Bool { deliver(Array(harmless(text).utf8)) }

/// The same for JSON: what could steer a terminal is written as `\u009b`, which reads back as it was.
public func say(json: String) -> Bool { deliver(Array(harmless(json: json).utf8)) }

/// The same for what is harmless already.
public func deliver(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
            let code = errno
            if code != EPIPE { complain("\(programName): cannot write: \(SystemError.text(code))") }
            return false
        }
        rest = rest.dropFirst(count)
    }
    return true
}

private var programName: String { CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "warte" }

/// Without what could steer a terminal: controls, and format characters such as those that turn the writing direction. Line ends stay
/// unless it has to be one line.
public func harmless(_ text: String, oneLine: Bool = false) -> String {
    func isHarmful(_ scalar: Unicode.Scalar) -> Bool { steers(scalar) || oneLine && scalar == "\n" }
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { out.append(isHarmful(scalar) ? "\u{FFFD}" : scalar) }
    return String(out)
}

/// JSON that says the same. Outside of its texts there is nothing that would have to be replaced.
func harmless(json: String) -> String {
    guard json.unicodeScalars.contains(where: steers) else { return json }
    var out = String.UnicodeScalarView()
    for scalar in json.unicodeScalars {
        guard steers(scalar) else {
            out.append(scalar)
            continue
        }
        for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            out.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
        }
    }
    return String(out)
}

private func steers(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 && scalar != "\n" || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
}

/// Where a shell closed one of the three standard files, the next file that is opened would take its number, and what is said would go
/// into the store or to the engine: so each gets one that answers with an error. Call it before anything is opened.
public func occupyStandardFiles() {
    for (number, flags) in [(0 as Int32, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] where fcntl(number, F_GETFD) < 0 {
        // The lowest free number is this one.
        _ = open("/dev/null", flags)
    }
}
