import Feed
import Testing

@testable import Link

/// How a front begins, as it goes over the socket.
let attachCall = #"{"method":"org.warte.engine.Attach","parameters":{"oldest":1,"newest":9},"more":true}"#

extension RawCaller {
    /// Attaches, and hears who answers.
    func attach() async throws {
        await say(attachCall)
        let first = try #require(await hear())
        #expect(first.hasPrefix(#"{"parameters":{"welcome":{"protocol":\#(LinkProtocol.spoken.upperBound),"#), "\(first)")
    }
}

/// An update as a front hears it, without its stamp; the stamp must be the next one.
func unstamped(_ message: String?, sequence: Int64) throws -> String {
    let message = try #require(message)
    let start = #"{"parameters":{"sequence":\#(sequence),"at_ms":"#
    try #require(message.hasPrefix(start), "\(message.prefix(200))")
    let rest = message.dropFirst(start.count).drop { $0 != "," }.dropFirst()
    return #"{"parameters":{"# + rest
}
