import Telemetry
import Testing

@testable import Collectors

/// Reads a line of `virsh event --all --loop --timestamp`; the guest's name stands for its UUID, the line's number for the time.
private func parseEvent(_ line: Substring, number: Int) -> HypervisorEvent? {
    let parts = line.split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count >= 5 else { return nil }
    func event(_ what: HypervisorEvent.What) -> HypervisorEvent {
        HypervisorEvent(at: Moment(seconds: Int64(number)), guest: String(parts[3]), name: String(parts[3]), what: what)
    }
    switch parts[1] {
    case "graphics":
        let words = parts[4].dropFirst(2).split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 8, let phase = GraphicsEvent.Phase(rawValue: String(words[0])) else { return nil }
        func address(_ from: Int) -> GraphicsEvent.Address {
            GraphicsEvent.Address(
                family: String(words[from].split(separator: "[")[1]), node: String(words[from + 1]),
                service: String(words[from + 2].dropLast()))
        }
        return event(.graphics(GraphicsEvent(phase: phase, local: address(1), remote: address(4), scheme: String(words[7]))))
    case "lifecycle":
        for type in 0..<9 {
            for detail in 0..<9 where parts[4] == ": \(LifecycleWords.type(type)) \(LifecycleWords.detail(type, detail))" {
                return event(.lifecycle(type: type, detail: detail))
            }
        }
        return nil
    case "agent-lifecycle": return event(.agent(connected: parts[5] == "connected"))
    default: return nil
    }
}

@Suite("libvirt: console sessions from graphics events")
struct ConsoleSessionsTests {
    let line = "event 'graphics' for domain 'desk': "

    func events(_ lines: [String]) throws -> [HypervisorEvent] {
        try lines.enumerated().map { try #require(parseEvent($1[...], number: $0), "\($1)") }
    }
    func ends(_ sessions: inout ConsoleSessions, _ lines: [String]) throws -> [SessionEnd] {
        try events(lines).flatMap { sessions.take($0, host: "hv") }
    }

    @Test("a recorded log: each event prints as virsh printed it, and clients are counted, not channels")
    func recorded() throws {
        let folder = casesFolder("libvirt") + "/events"
        var sessions = ConsoleSessions()
        var text = ""
        for (number, line) in try fileText(folder + "/input.txt").split(separator: "\n").enumerated() {
            let event = try #require(parseEvent(line, number: number), "\(line)")
            if case .agent = event.what {} else { #expect(line.hasSuffix(event.text), "\(line)") }
            let ends = sessions.take(event, host: "hv")
            for end in ends { text += "\(number): end \(end.session) \(end.cause) \(end.confidence)\n" }
            guard case .graphics = event.what else { continue }
            text +=
                "\(number): " + sessions.consoles.map { "\($0.kind) \($0.session.id) (\($0.channels.count))" }.joined(separator: ", ")
                + "\n"
        }
        let expected = try fileText(folder + "/expected.txt")
        #expect(text == expected)
        #expect(sessions.sessions.isEmpty)
    }

    @Test("a guest that crashes ends its consoles as an error, one that is destroyed as an administrator's act")
    func vanished() throws {
        for (word, cause) in [("Crashed", Cause.error), ("Failed", .error), ("Destroyed", .admin), ("Shutdown", .admin)] {
            var sessions = ConsoleSessions()
            let lines = [
                line + "connect local[IPv4 127.0.0.1 5961] remote[IPv4 10.0.0.1 4000] none",
                "event 'lifecycle' for domain 'desk': Stopped \(word)",
            ]
            let ends = try ends(&sessions, lines)
            #expect(ends.map(\.cause) == [cause])
            #expect(ends.first?.evidence == "event 'lifecycle' for domain 'desk': Stopped \(word)")
            #expect(ends.first?.pieces.filter(\.isPersonal) == [])
            #expect(sessions.sessions.isEmpty)
        }
    }

    @Test("where somebody looked from is marked in the evidence, so that nobody has to search for it")
    func marks() throws {
        var sessions = ConsoleSessions()
        let ends = try ends(
            &sessions,
            ["connect", "disconnect"].map { line + "\($0) local[IPv4 127.0.0.1 5961] remote[IPv4 10.0.0.1 4000] none" })
        #expect(ends.map { $0.pieces.filter(\.isPersonal) } == [[.address("127.0.0.1"), .address("10.0.0.1")]])
        #expect(ends.map(\.evidence) == ends.map(\.pieces.text))
    }

    @Test("a guest that is gone without a word loses its consoles at the second look, not at the first")
    func goneSilently() throws {
        var sessions = ConsoleSessions()
        _ = try ends(&sessions, [line + "connect local[IPv4 127.0.0.1 5961] remote[IPv4 10.0.0.1 4000] none"])
        #expect(sessions.compare(running: ["desk"], failed: [], at: Moment(seconds: 1), host: "hv").isEmpty)
        #expect(sessions.compare(running: [], failed: [], at: Moment(seconds: 2), host: "hv").isEmpty)
        #expect(sessions.compare(running: [], failed: [], at: Moment(seconds: 3), host: "hv").map(\.cause) == [.admin])
    }

    @Test("who was there before us ends without a session; a lost connection ends all with the cause unknown")
    func unknownEnds() throws {
        var sessions = ConsoleSessions()
        #expect(try ends(&sessions, [line + "disconnect local[IPv4 127.0.0.1 5961] remote[IPv4 10.0.0.1 4000] none"]).isEmpty)
        _ = try ends(&sessions, [line + "connect local[IPv6 ::1 5961] remote[IPv6 fe80::1 4000] none"])
        #expect(sessions.sessions.map(\.id) == ["desk/[fe80::1]:4000"])
        let lost = sessions.lose(because: .raw("keep-alive timeout"), at: Moment(seconds: 9), host: "hv")
        #expect(lost.map(\.cause) == [.unknown])
        #expect(sessions.sessions.isEmpty)
    }

    @Test("the name that a client has shown becomes the user")
    func identity() {
        var sessions = ConsoleSessions()
        let remote = GraphicsEvent.Address(family: "IPv4", node: "10.0.0.1", service: "4000")
        for phase in [GraphicsEvent.Phase.connect, .initialize] {
            var graphics = GraphicsEvent(phase: phase, local: remote, remote: remote, scheme: "sasl")
            if phase == .initialize { graphics.identities = ["saslUsername": "anna"] }
            _ = sessions.take(HypervisorEvent(at: Moment(seconds: 1), guest: "g", name: "g", what: .graphics(graphics)), host: "hv")
        }
        #expect(sessions.sessions.map(\.user) == ["anna"])
    }

    @Test("lifecycle lines for people: a start and a stop are told once")
    func lines() throws {
        let batch = try events([
            "event 'lifecycle' for domain 'desk': Resumed Unpaused", "event 'lifecycle' for domain 'desk': Started Booted",
            "event 'lifecycle' for domain 'files': Resumed Unpaused", "event 'lifecycle' for domain 'db': Suspended I/O Error",
            "event 'lifecycle' for domain 'db': Shutdown Finished after host request", "event 'lifecycle' for domain 'db': Stopped Failed",
        ])
        let expected = ["guest desk started", "guest files resumed", "guest db paused (I/O Error)", "guest db stopped (failed)"]
        #expect(LifecycleWords.lines(batch).map(\.message.text) == expected)
        #expect(LifecycleWords.message("desk", 77, -1).text == "guest desk unknown(77) (unknown(-1))")
    }

    @Test("users of a guest's agent, and their ends")
    func desktops() {
        let answer = TypedParameters(values: [
            "user.count": .natural(3), "user.0.name": .text("anna"), "user.0.domain": .text("TOWN"),
            "user.0.login-time": .natural(1_600_000_000_000), "user.1.name": .text("root"), "user.2.domain": .text("nameless"),
        ])
        let users = DesktopSessions.users(answer, guest: "g")
        #expect(users.map(\.user) == ["TOWN\\anna", "root"])
        #expect(users.map(\.since) == [Moment(seconds: 1_600_000_000), nil])
        var desktops = DesktopSessions()
        #expect(desktops.take(users, of: "g", name: "desk", at: Moment(seconds: 1), host: "hv").isEmpty)
        let ends = desktops.take([users[1]], of: "g", name: "desk", at: Moment(seconds: 2), host: "hv")
        #expect(ends.map(\.user) == ["TOWN\\anna"])
        #expect(desktops.compare(running: [], failed: ["g"], at: Moment(seconds: 3), host: "hv").map(\.cause) == [.error])
        #expect(desktops.sessions.isEmpty)
        #expect(DesktopSessions.users(TypedParameters(values: ["user.count": .natural(.max)]), guest: "g").isEmpty)
    }
}
