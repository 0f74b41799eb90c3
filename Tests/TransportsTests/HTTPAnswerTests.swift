import Collecting
import TestSupport
import Testing

@testable import Transports

/// Answers of HTTP/1 as they stand on the wire, whole, in pieces and damaged.
@Suite struct HTTPAnswerTests {
    private enum Outcome: Equatable {
        case answer(Int, String, String, staysOpen: Bool)
        case more
        case fault(HTTPAnswer.Fault)
    }

    private func read(_ pieces: [[UInt8]], ends: Bool = false, mostBytes: Int = 1000) -> Outcome {
        var answer = HTTPAnswer(mostBytes: mostBytes)
        do throws(HTTPAnswer.Fault) {
            for piece in pieces where !answer.isDone {
                var fault: HTTPAnswer.Fault?
                piece.withUnsafeBytes { bytes in
                    do throws(HTTPAnswer.Fault) { try answer.take(bytes) } catch { fault = error }
                }
                if let fault { throw fault }
            }
            if ends, !answer.isDone { try answer.end() }
        } catch { return .fault(error) }
        guard answer.isDone else { return .more }
        let response = answer.response
        return .answer(response.status, response.reason, String(decoding: response.body, as: UTF8.self), staysOpen: answer.staysOpen)
    }
    private func read(_ text: String, ends: Bool = false, mostBytes: Int = 1000) -> Outcome {
        read([Array(text.utf8)], ends: ends, mostBytes: mostBytes)
    }

    @Test func isTakenAsTheSpecificationHasIt() {
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc") == .answer(200, "OK", "abc", staysOpen: true))
        #expect(read("HTTP/1.1 200\r\ncontent-length:0\r\n\r\n") == .answer(200, "", "", staysOpen: true))
        #expect(read("HTTP/1.1 404 Not Found\nContent-Length: 1\n\nx") == .answer(404, "Not Found", "x", staysOpen: true))
        #expect(
            read("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx") == .answer(200, "OK", "x", staysOpen: false))
        #expect(read("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx") == .answer(200, "OK", "x", staysOpen: false))
        #expect(
            read("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx") == .answer(200, "OK", "x", staysOpen: true))
        #expect(read("HTTP/1.0 200 OK\r\n\r\nuntil the end", ends: true) == .answer(200, "OK", "until the end", staysOpen: false))
        #expect(read("HTTP/1.1 204 No Content\r\n\r\n") == .answer(204, "No Content", "", staysOpen: true))
        #expect(
            read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
                == .answer(200, "OK", "x", staysOpen: true))
        #expect(
            read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;name=x\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n")
                == .answer(200, "OK", "abc0123456789", staysOpen: true))
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK") == .answer(200, "OK", "x", staysOpen: false))
    }

    @Test func whatIsNoAnswerIsRefused() {
        for text in [
            "SSH-2.0-OpenSSH_9.2\r\n", "\u{15}\u{3}\u{3}\u{0}\u{2}", "HTTX", "HTTP/1.1 20\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.1 200 OK\r\nnothing\r\n\r\n", "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        ] {
            #expect(read(text) == .fault(.noHTTP), "\(text)")
        }
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n") == .fault(.tooLong))
        #expect(read("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 1001)) == .fault(.tooLong))
        #expect(
            read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n" + String(repeating: "x", count: 1001)) == .fault(.tooLong))
        #expect(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + String(repeating: "0", count: 9000)) == .fault(.tooLong))
        #expect(read("HTTP/1.1 200 OK\r\nA: " + String(repeating: "x", count: 1 << 19)) == .fault(.tooLong))
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", ends: true) == .fault(.cutOff))
        #expect(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", ends: true) == .fault(.cutOff))
        #expect(read("", ends: true) == .fault(.cutOff))
    }

    /// Wherever the network cuts it.
    @Test func piecesMakeTheSameAnswer() {
        for text in [
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n",
        ] {
            let bytes = Array(text.utf8)
            let whole = read([bytes])
            #expect(read(bytes.map { [$0] }) == whole)
            for cut in 1..<bytes.count { #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole) }
            for cut in 0..<bytes.count { #expect(read([Array(bytes[..<cut])], ends: true) == .fault(.cutOff)) }
        }
    }

    @Test func noiseIsRefusedOrReadAndNeverGrows() {
        var generator = SeededGenerator(seed: 5)
        let bases = [
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        ].map { Array($0.utf8) }
        for turn in 0..<4000 {
            var bytes = bases[turn % 2]
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            if case .answer(_, _, let body, _) = read([Array(bytes[..<cut]), Array(bytes[cut...])], ends: true) {
                #expect(body.unicodeScalars.count <= bytes.count)
            }
        }
    }
}
