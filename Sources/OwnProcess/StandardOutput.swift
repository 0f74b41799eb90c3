import Glibc
import Platform
import Telemetry

/// A command's exit status where its answer could not be written: to monitoring it is "unknown".
public let lostOutput: Int32 = 3

/// Writes an answer to standard output, all of it, made harmless to a terminal (`String.harmless`).
///
/// False where that fails; the reason is said on standard error, but for a reader that went away (`| head`), which is no trouble.
public func say(_ text: String) -> Bool { deliver(Array(text.harmless(keeping: ["\n"]).utf8)) }

/// The same for JSON: what could steer a terminal is written as `\u009b`, which reads back as it was.
public func say(json: String) -> Bool { deliver(Array(json.harmlessJSON.utf8)) }

/// The same for what is harmless already.
public func deliver(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
            let code = errno
            if code != EPIPE { complain(.cannotWrite(RawLine(SystemError.text(code)))) }
            return false
        }
        rest = rest.dropFirst(count)
    }
    return true
}

/// Where a shell closed one of the three standard files, the next file that is opened would take its number, and what is said would go
/// into the store or to the engine: so each gets one that answers with an error. Call it before anything is opened.
public func occupyStandardFiles() {
    for (number, flags) in [(0 as Int32, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)] where fcntl(number, F_GETFD) < 0 {
        // The lowest free number is this one.
        _ = open("/dev/null", flags)
    }
}
