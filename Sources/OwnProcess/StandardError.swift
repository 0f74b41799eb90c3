import Glibc
public import Telemetry

/// Writes a line to standard error, harmless to a terminal; a line end that is missing is added.
public func complain(_ text: String) {
    var line = (text.hasSuffix("\n") ? text : text + "\n").harmless(keeping: ["\n"])
    line.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
}

/// The same of this program: `warte: no engine runs`.
public func complain(_ message: Message) { complain(programName + ": " + message.text) }

/// As it was started: without its folders.
private var programName: String { CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "warte" }
