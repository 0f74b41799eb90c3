import CSystem
import Feed
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Link

@Suite struct RevealTests {
    private func answers(_ client: LinkClient, _ count: Int) async throws -> [LinkMessage] {
        var all: [LinkMessage] = []
        try await eventually("\(count) answers") {
            all += try client.readable()
            return all.count >= count
        }
        return all
    }

    @Test func aNameOrARefusalComesToTheOneWhoAsked() async throws {
        let serving = try await Serving()
        let client = try LinkClient(path: serving.path, version: "1.0")
        client.requestReveal(user: "u-1", host: "gw", reason: "ticket")
        client.send(.undo)
        client.requestReveal(user: "u-2", host: "gw", reason: "ticket")
        let all = try await answers(client, 3)
        guard case .revealed(user: "u-1", let name)? = all.first else {
            Issue.record("no name: \(all)")
            return
        }
        #expect(name.hasPrefix("u-1 on gw, for ") && name.hasSuffix(": ticket"))
        #expect(all[1] == .answer(.undo, CommandRefusal("nothing to undo")))
        #expect(all[2] == .notRevealed(user: "u-2", CommandRefusal("no such pseudonym", isNotFound: true)))
    }
}
