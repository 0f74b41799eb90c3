import Collecting

/// An answer of HTTP/1 as its bytes come in, in whatever portions (RFC 9112). Pure, and bounded in all that it keeps.
struct HTTPAnswer {
    enum Fault: Error, Hashable, Sendable {
        case noHTTP, tooLong
        /// The connection ended before the answer did.
        case cutOff
    }
    private enum Part {
        case head
        case counted(Int)
        case chunkSize
        case chunk(Int)
        case chunkEnd, trailer, untilClose, done
    }
    static let mostHeadBytes = 1 << 18
    /// A chunk's length, with extensions that nobody needs.
    private static let longestLine = 4096
    /// So much room is made for a body whose length is announced; more where it comes.
    private static let mostRoom = 1 << 20

    private let mostBytes: Int
    private var part = Part.head
    /// The head, or a line of the body's coding, as far as it is there.
    private var pending: [UInt8] = []
    private var status = 0
    private var reason = ""
    private var headers: [HTTPResponse.Header] = []
    private var body: [UInt8] = []
    private var codingBytes = 0
    /// Whether the connection can be used again once it is done.
    private(set) var staysOpen = false
    private(set) var isBegun = false

    init(mostBytes: Int) { self.mostBytes = mostBytes }

    var isDone: Bool { if case .done = part { true } else { false } }
    var bodyBytes: Int { body.count }
    var response: HTTPResponse { HTTPResponse(status: status, reason: reason, headers: headers, body: body) }

    /// What comes behind the end is nobody's: then the connection does not stay open.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        isBegun = isBegun || !bytes.isEmpty
        var rest = bytes[...]
        while !rest.isEmpty {
            switch part {
            case .head: try takeHead(&rest)
            case .counted(let left):
                let portion = rest.prefix(left)
                try add(portion)
                rest = rest.dropFirst(portion.count)
                part = left == portion.count ? .done : .counted(left - portion.count)
            case .untilClose:
                try add(rest)
                rest = rest.dropFirst(rest.count)
            case .chunkSize:
                guard let line = try takeLine(&rest) else { break }
                guard let size = Self.chunkSize(line) else { throw .noHTTP }
                part = size == 0 ? .trailer : .chunk(size)
            case .chunk(let left):
                let portion = rest.prefix(left)
                try add(portion)
                rest = rest.dropFirst(portion.count)
                part = left == portion.count ? .chunkEnd : .chunk(left - portion.count)
            case .chunkEnd:
                guard let line = try takeLine(&rest) else { break }
                guard line.isEmpty else { throw .noHTTP }
                part = .chunkSize
            case .trailer:
                guard let line = try takeLine(&rest) else { break }
                if line.isEmpty { part = .done }
            case .done:
                staysOpen = false
                return
            }
        }
    }

    /// The other side has closed the connection.
    mutating func end() throws(Fault) {
        guard case .untilClose = part else { throw .cutOff }
        part = .done
    }

    private mutating func add(_ portion: Slice<UnsafeRawBufferPointer>) throws(Fault) {
        guard body.count + portion.count <= mostBytes else { throw .tooLong }
        body.append(contentsOf: portion)
    }

    /// Without its end; nil where it is not whole yet.
    private mutating func takeLine(_ rest: inout Slice<UnsafeRawBufferPointer>) throws(Fault) -> [UInt8]? {
        let end = rest.firstIndex(of: 10)
        pending.append(contentsOf: rest[..<(end ?? rest.endIndex)])
        codingBytes += pending.count
        guard pending.count <= Self.longestLine, codingBytes <= mostBytes else { throw .tooLong }
        guard let end else {
            rest = rest.dropFirst(rest.count)
            return nil
        }
        rest = rest[(end + 1)...]
        defer { pending = [] }
        return pending.last == 13 ? pending.dropLast() : pending
    }

    private static func chunkSize(_ line: [UInt8]) -> Int? {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 9 }
        guard (1...15).contains(digits.count) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: 16).flatMap { $0 >= 0 ? $0 : nil }
    }

    // MARK: The head

    private mutating func takeHead(_ rest: inout Slice<UnsafeRawBufferPointer>) throws(Fault) {
        // Of what is not the head nothing is copied.
        let end = Self.headEnd(pending, rest)
        pending.append(contentsOf: rest[..<(end ?? rest.endIndex)])
        rest = rest[(end ?? rest.endIndex)...]
        guard pending.starts(with: "HTTP/".utf8.prefix(pending.count)) else { throw .noHTTP }
        guard pending.count <= Self.mostHeadBytes else { throw .tooLong }
        guard end != nil else { return }
        try readHead(pending[...])
        pending = []
    }

    /// Behind the empty line, which may have begun in what came before.
    private static func headEnd(_ before: [UInt8], _ rest: Slice<UnsafeRawBufferPointer>) -> Int? {
        var (last, lastButOne) = (before.last, before.dropLast().last)
        var at = rest.startIndex
        while at < rest.endIndex {
            let byte = rest[at]
            at += 1
            if byte == 10, last == 10 || last == 13 && lastButOne == 10 { return at }
            (lastButOne, last) = (last, byte)
        }
        return nil
    }

    private mutating func readHead(_ bytes: ArraySlice<UInt8>) throws(Fault) {
        var length: Int?
        var (isChunked, isKept, isFirst) = (false, true, true)
        headers = []
        var rest = bytes
        while let feed = rest.firstIndex(of: 10) {
            var line = rest[..<feed]
            rest = rest[(feed + 1)...]
            if line.last == 13 { line = line.dropLast() }
            if line.isEmpty { break }
            if isFirst {
                isKept = try readStatus(line)
                isFirst = false
                continue
            }
            // A line that goes on with the one before (obs-fold) has no name either.
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex, line[line.startIndex] > 0x20 else {
                throw .noHTTP
            }
            let (name, value) = (line[..<colon], Self.trimmed(line[(colon + 1)...]))
            headers.append(.init(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
            if Self.isWord(name, "content-length") {
                guard (1...15).contains(value.count), value.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .noHTTP }
                let count = value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
                guard length == nil || length == count else { throw .noHTTP }
                length = count
            } else if Self.isWord(name, "transfer-encoding") {
                guard Self.isWord(value, "chunked"), !isChunked else { throw .noHTTP }
                isChunked = true
            } else if Self.isWord(name, "connection") {
                isKept = Self.isWord(value, "close") ? false : isKept || Self.isWord(value, "keep-alive")
            }
        }
        if (100..<200).contains(status) {
            // One that announces another; what it goes over to nobody asked for.
            guard status != 101 else { throw .noHTTP }
            part = .head
            return
        }
        staysOpen = isKept
        if status == 204 || status == 304 {
            part = .done
        } else if isChunked {
            part = .chunkSize
        } else if let length {
            guard length <= mostBytes else { throw .tooLong }
            body.reserveCapacity(min(length, Self.mostRoom))
            part = length == 0 ? .done : .counted(length)
        } else {
            staysOpen = false
            part = .untilClose
        }
    }

    /// - Returns: whether the connection stays open where nothing else is said.
    private mutating func readStatus(_ line: ArraySlice<UInt8>) throws(Fault) -> Bool {
        let start = line.startIndex
        guard line.count >= 12, line[start + 6] == UInt8(ascii: "."), line[start + 8] == 0x20,
            line.count == 12 || line[start + 12] == 0x20, line[(start + 9)..<(start + 12)].allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .noHTTP }
        status = line[(start + 9)..<(start + 12)].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        reason = String(decoding: Self.trimmed(line[(start + 12)...]), as: UTF8.self)
        return line[start + 5] == UInt8(ascii: "1") && line[start + 7] != UInt8(ascii: "0")
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while let first = rest.first, first == 0x20 || first == 9 { rest = rest.dropFirst() }
        while let last = rest.last, last == 0x20 || last == 9 { rest = rest.dropLast() }
        return rest
    }

    private static func isWord(_ bytes: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
        bytes.count == word.utf8CodeUnitCount
            && zip(bytes, UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
}
