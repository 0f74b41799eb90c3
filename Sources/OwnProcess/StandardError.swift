import Glibc

/// Writes a line to standard error; a line end that is missing is added.
public func complain(_ text: String) {
    var line = text.hasSuffix("\n") ? text : text + "\n"
    line.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
}
