import JSON
import MessageJSON
import Telemetry
import Testing

@testable import Link

/// What is wrong with a call crosses as a message; its English words stand beside it for who reads the socket.
@Suite struct CallProblemTests {
    private func answer(_ method: String, _ parameters: String) throws -> (parameter: String, words: String, message: Message) {
        let call = try read(#"{"method":"org.warte.engine.\#(method)","parameters":\#(parameters),"upgrade":\#(method == "Undo")}"#) {
            (fields) throws(UnreadableMessage) in try IncomingCall(fields).request
        }
        guard case .failure(let error) = call else { throw Unexpected() }
        return try read(Array(error.message().dropLast())) { (fields) throws(UnreadableMessage) in
            let reply = try Reply(fields).parameters
            return (try reply.string("parameter"), try reply.string("problem"), try reply.message("problem_message"))
        }
    }
    private struct Unexpected: Error {}
    private static func list(_ item: String, _ count: Int) -> String {
        "[" + Array(repeating: item, count: count).joined(separator: ",") + "]"
    }
    private static let ids = "[" + (1...10_001).map(String.init).joined(separator: ",") + "]"
    private static let hosts = "[" + (1...101).map { "\"h\($0)\"" }.joined(separator: ",") + "]"
    private static let keys = list(#"{"host":"h","entity":"","metric":"m"}"#, 501)
    private static let wakes = list(#""hostBack""#, 9)
    private static func text(_ bytes: Int) -> String { String(repeating: "x", count: bytes) }

    /// A method, its parameters, which of them is wrong; the ids of the message and of those in it, and its words.
    private static let calls: [(String, String, String, [Message.ID], String)] = [
        ("Comment", #"{"id":"x","text":""}"#, "id", ["json.wanted", "json.word", "text"], #"wanted int, got string "x""#),
        ("Comment", #"{"text":""}"#, "id", ["json.lacks", "json.word"], "wanted int, got nothing"),
        (
            "Comment", #"{"id":9223372036854775808,"text":""}"#, "id", ["json.wanted", "json.word", "json.beyond_64_bits"],
            "wanted int, got int beyond 64 bits"
        ),
        (
            "Comment", #"{"id":1,"text":"\#(text(4097))"}"#, "text",
            ["json.wanted", "json.at_most_bytes", "json.count"], "wanted at most 4096 bytes, got 4097"
        ),
        (
            "Acknowledge", #"{"ids":\#(ids)}"#, "ids",
            ["json.wanted", "json.at_most_items", "json.count"], "wanted at most 10000 items, got 10001"
        ),
        (
            "Unshelve", #"{"ids":\#(ids)}"#, "ids",
            ["json.wanted", "json.at_most_items", "json.count"], "wanted at most 10000 items, got 10001"
        ),
        (
            "Latest", #"{"keys":\#(keys)}"#, "keys",
            ["json.wanted", "json.at_most_items", "json.count"], "wanted at most 500 items, got 501"
        ),
        (
            "Shelve", #"{"id":1,"duration_ms":1,"reason":"r","wakes":\#(wakes)}"#, "wakes",
            ["json.wanted", "json.at_most_items", "json.count"], "wanted at most 8 items, got 9"
        ),
        (
            "Shelve", #"{"id":1,"duration_ms":1,"reason":"r","wakes":["never"]}"#, "wakes[0]",
            ["json.wanted", "json.one_of", "json.word", "json.word", "json.word", "text"],
            #"wanted one of severityUp, hostBack, value:NUMBER, got string "never""#
        ),
        (
            "History", #"{"since_ms":0,"limit":0}"#, "limit", ["json.wanted", "json.between", "text"], "wanted 1 to 10000, got int 0"
        ),
        (
            "Span", #"{"host":"h","entity":"","metric":"m","from_ms":9,"to_ms":9,"points":1}"#, "to_ms",
            ["json.wanted", "json.more_than", "text"], "wanted more than from_ms, got int 9"
        ),
        ("Negotiate", #"{"oldest":3,"newest":2}"#, "newest", ["json.wanted", "json.at_least", "text"], "wanted at least 3, got int 2"),
        ("HostsAt", #"{"at_ms":0,"hosts":[]}"#, "hosts", ["json.wanted", "json.at_least", "json.count"], "wanted at least 1, got 0"),
        (
            "HostsAt", #"{"at_ms":0,"hosts":\#(hosts)}"#, "hosts",
            ["json.wanted", "json.at_most_items", "json.count"], "wanted at most 100 items, got 101"
        ),
        (
            "HostsAt", #"{"at_ms":0,"hosts":["gw","\#(text(1025))"]}"#, "hosts",
            ["json.wanted", "json.at_most_bytes", "json.count"], "wanted at most 1024 bytes, got 1025"
        ),
        ("ListAlarms", #"{"engine":5}"#, "engine", ["json.wanted", "json.word", "text"], "wanted string, got int 5"),
        ("Undo", "{}", "upgrade", ["call.no_upgrade"], "org.warte.engine.Undo does not leave the protocol"),
    ]

    @Test(arguments: calls)
    func whatIsWrongIsAMessage(method: String, parameters: String, field: String, ids: [Message.ID], words: String) throws {
        let found = try answer(method, parameters)
        #expect(found.parameter == field && found.words == words)
        #expect(found.message.text == words && found.message.allIDs == ids, "\(found.message)")
    }

    /// What an engine of before said is told in its words, and so is what this one has no words for.
    @Test func otherEnginesAreUnderstood() throws {
        func said(_ parameters: String) throws -> Message {
            let reply = #"{"error":"org.varlink.service.InvalidParameter","parameters":\#(parameters)}"#
            return try read(reply) { (fields) throws(UnreadableMessage) in try EngineCall.error(of: Reply(fields)) }?.said ?? .nothing
        }
        let words = "org.varlink.service.InvalidParameter: id: wanted int, got nothing"
        #expect(try said(#"{"parameter":"id","problem":"wanted int, got nothing"}"#).text == words)
        let newer = #"{"parameter":"id","problem":"wanted int, got nothing","problem_message":{"id":"json.melted","arguments":[]}}"#
        #expect(try said(newer).text == words)
        #expect(try said(#"{"parameter":"id"}"#).text == "org.varlink.service.InvalidParameter: id: ")
    }
}

extension Message {
    fileprivate var allIDs: [ID] {
        [id]
            + arguments.flatMap { argument -> [ID] in
                switch argument {
                case .message(let message): message.allIDs
                case .messages(let messages): messages.flatMap(\.allIDs)
                default: []
                }
            }
    }
}
