/// Cuts bytes that come in any portions into lines. A line ends in LF or CR LF; the end is not part of it.
public struct LineBuffer: Sendable {
    /// A line that grew beyond the bound: whoever sends it does not speak a protocol of lines.
    public struct TooLong: Error, Hashable, Sendable {
        public let limit: Int
        /// How it begins, at most 80 bytes.
        public let start: String
    }

    private var bytes: [UInt8] = []
    private var start = 0
    /// Up to here there is no LF: a long line that comes byte by byte is not searched again and again.
    private var searched = 0
    private let limit: Int

    /// - Parameter limit: the longest line, in bytes without its end.
    public init(limit: Int) { self.limit = limit }

    public mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// The next whole line, nil where more bytes are needed. What is not UTF-8 is read as Latin-1: two names must stay two.
    public mutating func next() throws(TooLong) -> String? {
        guard let end = bytes[searched...].firstIndex(of: 10) else {
            searched = bytes.count
            if bytes.count - start > limit + 1 { throw tooLong() }
            return nil
        }
        let last = end > start && bytes[end - 1] == 13 ? end - 1 : end
        if last - start > limit { throw tooLong() }
        let line = Self.text(of: bytes[start..<last])
        start = end + 1
        searched = start
        compact()
        return line
    }

    /// What is there of a line without an end, such as a prompt.
    public var tail: ArraySlice<UInt8> { bytes[start...] }

    public mutating func dropTail() {
        bytes.removeAll(keepingCapacity: true)
        start = 0
        searched = 0
    }

    private static func text(of bytes: ArraySlice<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var out = String.UnicodeScalarView()
        var parser = UTF8.ForwardParser()
        var (rest, done) = (bytes.makeIterator(), bytes.startIndex)
        while true {
            switch parser.parseScalar(from: &rest) {
            case .valid(let encoded):
                out.append(UTF8.decode(encoded))
                done += encoded.count
            case .error(let length):
                for byte in bytes[done..<(done + length)] { out.append(Unicode.Scalar(byte)) }
                done += length
            case .emptyInput: return String(out)
            }
        }
    }

    private mutating func compact() {
        if start == bytes.count {
            dropTail()
        } else if start > 65_536, start > bytes.count / 2 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
    }
    private func tooLong() -> TooLong { TooLong(limit: limit, start: String(decoding: bytes[start...].prefix(80), as: UTF8.self)) }
}
