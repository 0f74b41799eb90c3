import Alarms
import Feed
import Glibc
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

@Suite struct RevealTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func engine(mayReveal: Bool, names: NamePolicy = .pseudonyms) async throws -> Engine {
        var settings = bench.settings()
        settings.mayReveal = mayReveal
        settings.names = names
        return try await bench.engine(settings)
    }
    private func withSession(_ engine: Engine) async throws -> String {
        let session = Session(id: "7", kind: .vpn, user: "alice", address: "10.9.8.7:1194", since: bench.clock.now)
        await engine.take(bench.report(Reading(sessions: [session], ends: [bench.lost("bob")])), pause: .seconds(1))
        return try #require(bench.heard.hosts.last?.sessions.first?.user)
    }
    private func refusal(_ engine: Engine, _ user: String, host: String = "vpn-1", reason: String = "ticket 5") async -> String? {
        do {
            _ = try await engine.reveal(user, on: host, reason: reason, author: "km")
            return nil
        } catch { return error.text }
    }

    @Test func aNameIsToldForAReasonAndWrittenDownWithoutIt() async throws {
        let engine = try await engine(mayReveal: true)
        let pseudonym = try await withSession(engine)
        #expect(pseudonym.hasPrefix("u-"))
        #expect(try await engine.reveal(pseudonym, on: "vpn-1", reason: "alice called, 10.9.8.7", author: "km") == "alice")
        #expect(bench.heard.events.contains { $0.text == "the name behind \(pseudonym) was told to km: \(pseudonym) called, 10.9.8.0/24" })
        let journal = try Journal(reading: bench.folder.file("journal"))
        let expected = Reveal(
            at: bench.clock.now, host: "vpn-1", pseudonym: pseudonym, author: "km", reason: "\(pseudonym) called, 10.9.8.0/24")
        #expect(journal.reveals() == [expected])
        // The audit is written behind the answer.
        await engine.written()
        // Neither files nor fronts nor exports have a name.
        var texts = [bench.heard.text]
        for file in namesInFolder(bench.folder.path) {
            texts.append(String(decoding: try readFile(bench.folder.file(file)), as: UTF8.self))
        }
        for content in Journal.Content.allCases {
            for format in Journal.Format.allCases {
                var text = ""
                try journal.export(format, of: content) { text += $0 }
                #expect(text.contains(content == .alarms ? "timeouts" : "vpn-1"))
                texts.append(text)
            }
        }
        for text in texts { for secret in ["alice", "bob", "9.8.7"] { #expect(!text.contains(secret)) } }
    }

    @Test func withoutLeaveReasonOrPseudonymNothingIsTold() async throws {
        let engine = try await engine(mayReveal: true)
        let pseudonym = try await withSession(engine)
        #expect(await refusal(engine, pseudonym, reason: " ") == "a name is only told for a reason")
        #expect(await refusal(engine, pseudonym, host: "hv-9") == "there is no host hv-9")
        #expect(await refusal(engine, "u-0000") == "no name of today is known for u-0000 on vpn-1")
        // Tomorrow nobody knows.
        bench.clock.advance(86_400)
        await engine.take(bench.report(Reading()), pause: .seconds(1))
        #expect(await refusal(engine, pseudonym) != nil)
        #expect(try Journal(reading: bench.folder.file("journal")).reveals().isEmpty)
    }

    @Test func onlyWhereTheConfigurationAllowsIt() async throws {
        let engine = try await engine(mayReveal: false)
        let pseudonym = try await withSession(engine)
        #expect(await refusal(engine, pseudonym) == "names stay hidden here: the configuration has no [privacy] reveal = true")
    }

    @Test func whatCannotBeWrittenDownIsNotTold() async throws {
        let engine = try await engine(mayReveal: true)
        let pseudonym = try await withSession(engine)
        let lock = try JournalLock(bench.folder.file("journal"))
        try await lock.held()
        #expect(await refusal(engine, pseudonym) == "the journal cannot be written, so no name is told")
        lock.release()
    }
}

/// Another process that holds the journal for itself.
final class JournalLock {
    private let holder: PseudoTerminal
    /// `isForReadersToo`: in SQLite's exclusive locking mode, so that nobody can even read.
    init(_ path: String, isForReadersToo: Bool = false) throws {
        let script = """
            import sqlite3, sys, time
            d = sqlite3.connect(sys.argv[1], isolation_level=None)
            if sys.argv[2] == "1": d.execute("PRAGMA locking_mode = EXCLUSIVE")
            d.execute("BEGIN EXCLUSIVE")
            d.execute("INSERT INTO event (at, host, text) VALUES (0, '', '')")
            print("held", flush=True)
            time.sleep(600)
            """
        holder = try PseudoTerminal(
            ["/usr/bin/env", "python3", "-c", script, path, isForReadersToo ? "1" : "0"],
            environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm"])
    }
    nonisolated(nonsending) func held() async throws { try await holder.wait(forText: "held") }
    func release() { holder.signal(SIGKILL) }
    deinit { release() }
}
