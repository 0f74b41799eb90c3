import Alarms
import CSystem
import Collecting
import Engine
import Feed
import Glibc
import TestSupport
import Testing

@testable import Link
@testable import Telemetry

/// What there is to say crosses the link and enters the journal as id and arguments. An evening of troubles, as a front hears it byte by
/// byte and as the journal's file holds it: no text of the catalogue is in it, so that a second language changes neither.
@Suite(.serialized) struct WordlessTests {
    /// What of the catalogue's texts is not put in: two words at least, so that no id and no name is taken for one.
    private static let texts: [(id: Message.ID, text: String)] = MessageCatalogue.all.flatMap { form in
        literals(Template(form.english)?.parts ?? []).filter { $0.count >= 10 && $0.contains(#/[A-Za-z]{2,} [A-Za-z]{2,}/#) }
            .map { (form.id, $0) }
    }
    private static func literals(_ parts: [Template.Part]) -> [String] {
        parts.flatMap { part -> [String] in
            switch part {
            case .literal(let text): [text]
            case .plural(_, let forms): forms
            case .optional(let inner): literals(inner)
            case .argument: []
            }
        }
    }
    /// In JSON a quotation mark has its escape.
    private static func found(in text: String) -> [String] {
        texts.filter { text.contains($0.text) || text.contains($0.text.replacing("\"", with: "\\\"")) }.map { "\($0.id): \($0.text)" }
    }

    private func end(_ number: Int, _ cause: Cause, _ message: Message, at now: Moment) -> SessionEnd {
        SessionEnd(
            at: now, host: "pve/a", kind: .vpn, session: "s\(number)", user: "user\(number)", cause: cause, confidence: .inferred,
            because: message, isOpaque: true)
    }

    @Test func noSentenceOfOursCrossesTheLinkOrEntersTheJournal() async throws {
        let place = try ClusterPlace()
        let bench = try await ClusterBench(place)
        let front = try Wire(place.socket)
        try await front.say(#"{"method":"org.warte.engine.Attach","parameters":{"oldest":1,"newest":9},"more":true}"#)
        try await bench.poll()
        place.collector.change {
            $0.hasNoRight = true
            $0.hasCrashed = true
        }
        try await bench.poll()
        let seen = place.now
        place.collector.change {
            $0.hasNoRight = false
            $0.down = ["b"]
            $0.nodes = ["a", "b"]
            $0.hasCrashed = true
        }
        try await bench.poll(5)
        let figures = HostFigures(samples: [Sample(.cpu, 20)], inventory: Inventory(product: "Cluster", version: "8.2", processors: 16))
        let ends =
            (1...6).map { end($0, .clientLost, .peerRemoved(), at: place.now) }
            + [end(7, .loggedOut, .guestNotRunning("db"), at: place.now), end(8, .admin, .raw("SIGTERM"), at: place.now)]
        let reading = Reading(hosts: [HostReading(node: "a", outcome: .success(figures))], ends: ends, events: [])
        await bench.engine.take(
            Report(target: "pve", at: place.now, took: .milliseconds(1), outcome: .success(reading)), pause: .seconds(5))
        try await bench.poll(3)
        let ids = await bench.engine.alarms.map(\.id)
        let first = try #require(ids.first)
        #expect(Set(await bench.engine.alarms.map(\.key.rule)).isSuperset(of: ["no_data", "host_missing", "timeouts", "guest_crashed"]))
        for command in [
            .acknowledge(ids: ids, comment: ""), .shelve(id: first, duration: .seconds(600), reason: "r"), .undo, .forget(host: "pve/a"),
            .comment(id: first, text: "t"), .startMaintenance(host: "pve/a", duration: .seconds(600), reason: "r"),
            .forget(host: "nobody"),
        ] as [Command] { _ = try await bench.perform(command) }
        try await bench.poll(2)

        let past = try Wire(place.socket)
        try await past.say(
            #"{"method":"org.warte.engine.HostsAt","parameters":{"at_ms":\#(seen.milliseconds),"hosts":["pve/a","pve/b"]}}"#)
        let parts = ["evidence.peer_removed", "figure.guests", "evidence.guest_not_running", ".consequence", "step.acknowledged"]
        try await eventually("all of it is told", within: .seconds(60)) {
            let told = try front.heard()
            return parts.allSatisfy { told.contains($0) }
        }
        try await eventually("how it was is told", within: .seconds(60)) { try past.heard().contains("figure.guests") }
        #expect(Self.found(in: try front.heard()) == [])
        #expect(Self.found(in: try past.heard()) == [])

        let journal = try run(
            [
                "python3", "-c", "import sqlite3, sys\nfor x in sqlite3.connect(sys.argv[1]).iterdump(): print(x)",
                place.folder.file("journal"),
            ])
        for part in parts where part != ".consequence" { #expect(journal.stdout.contains(part), "\(part) \(journal.stderr)") }
        #expect(journal.stdout.contains("SIGTERM"))
        #expect(Self.found(in: journal.stdout) == [])

        // Whoever has no texts of its own hears the words, and so they would be found.
        let other = try Wire(place.socket)
        try await other.say(#"{"method":"org.warte.engine.ListAlarms"}"#)
        try await eventually("the words are told") { Self.found(in: try other.heard()).count > 5 }
        await bench.stop()
    }
}

/// One connection, as the bytes that come.
private final class Wire {
    private let descriptor: Int32
    private var bytes: [UInt8] = []
    init(_ path: String) throws { descriptor = try UnixSocket.connect(path) }
    deinit { close(descriptor) }

    func say(_ text: String) async throws {
        let message = Array(text.utf8) + [0]
        try await eventually("a call is taken") {
            message.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } == message.count
        }
    }

    /// All that came so far.
    func heard() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}
