import Collecting
import Glibc
import Platform
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors
@testable import FuzzTargets

/// Against a real snmpd, in every version.
@Suite(.serialized, .enabled(if: AgentLab.missing == nil, Comment(rawValue: AgentLab.missing ?? "")))
struct AgentLabTests {
    static func collector(
        _ lab: AgentLab, _ options: Options = [:], secrets: [String: String] = ["community": "community"], endpoint: String? = nil,
        deadline: Duration = .seconds(5)
    ) throws -> SNMPCollector {
        try SNMPCollector(
            target: Target(
                id: "agent", area: "Site", collector: "snmp", endpoint: endpoint ?? lab.address, interval: .seconds(1), deadline: deadline,
                secrets: secrets.mapValues { .file(lab.folder.file($0)) }, options: options), transports: .system)
    }
    static let three = ["password": "password", "privacy_password": "privacy"]
    static func user(_ name: String, _ more: [String: OptionValue] = [:]) -> Options {
        Options(["version": "3", "user": .text(name)].merging(more) { $1 })
    }

    /// The first answer may come before the agent listens.
    static func reading(_ collector: SNMPCollector) async throws -> Reading {
        var last: (any Error)?
        for _ in 0..<100 {
            do { return try await collector.collect(at: Moment(seconds: 1_795_786_239)) } catch { last = error }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw last ?? TimedOut("an answer", after: .seconds(5))
    }
    static func failure(_ collector: SNMPCollector) async -> CollectFailure? {
        do throws(CollectFailure) {
            _ = try await collector.collect(at: Moment(seconds: 1_795_786_239))
            return nil
        } catch { return error }
    }

    @Test(arguments: ["1", "2c", "3"]) func everyVersionReadsTheMachine(version: String) async throws {
        let lab = try AgentLab()
        let collector =
            try version == "3"
            ? Self.collector(lab, Self.user("watch", ["interfaces": "each"]), secrets: Self.three)
            : Self.collector(lab, ["version": .text(version), "interfaces": "each"])
        let reading = try await Self.reading(collector)
        let meminfo = try readText("/proc/meminfo").split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
        let total = meminfo.flatMap { Double($0.filter(\.isNumber)) }.map { $0 * 1024 }
        #expect(reading.number("memory.total") == total)
        let share = try #require(reading.number("memory"))
        #expect(share > 0 && share < 100)
        #expect(try #require(reading.number("uptime")) > 0)
        #expect(reading.only?.inventory.product == "Linux")
        #expect(reading.number("sessions") == nil)
        // What has a connector: no loop.
        #expect(reading.number("net.received", of: Entity(kind: "interface", id: "lo")) == nil)
        await collector.close()
    }

    @Test func theStrongestOfVersionThree() async throws {
        let lab = try AgentLab()
        let collector = try Self.collector(
            lab, Self.user("strong", ["authentication": "SHA-512", "privacy": "AES-256"]), secrets: Self.three)
        #expect(try await Self.reading(collector).number("memory") != nil)
        await collector.close()
    }

    /// Its key is made otherwise than net-snmp's own programs make it, and must be the same.
    @Test(arguments: AgentLab.others.map(\.authentication)) func everyProtocolsKeyIsTheAgentsOwn(authentication: String) async throws {
        let lab = try AgentLab()
        let user = try #require(AgentLab.others.first { $0.authentication == authentication }?.user)
        let collector = try Self.collector(lab, Self.user(user, ["authentication": .text(authentication)]), secrets: Self.three)
        #expect(try await Self.reading(collector).number("memory") != nil)
        await collector.close()
    }

    /// Machines that were copied have one engine id, and each counts its own restarts.
    @Test func copiesOfOneEngineDoNotDisturbEachOther() async throws {
        let labs = [try AgentLab(), try AgentLab()]
        for (lab, boots) in zip(labs, [3, 90]) {
            lab.stop()
            mkdir(lab.folder.file("copy"), 0o700)
            try lab.folder.write("engineBoots \(boots)\noldEngineID 0x80001f8880c0ffee00c0ffee\n", to: "copy/snmpd.conf")
            try lab.start(state: "copy")
        }
        let collectors = try labs.map { try Self.collector($0, Self.user("watch"), secrets: Self.three) }
        for collector in collectors { _ = try await Self.reading(collector) }
        for _ in 0..<3 {
            for collector in collectors { #expect(await Self.failure(collector) == nil) }
        }
        for collector in collectors { await collector.close() }
    }

    /// Neither net-snmp nor Warte writes anything by itself, and of secrets nothing at all.
    @Test func nothingIsWrittenOnStandardError() async throws {
        let lab = try AgentLab()
        let path = lab.folder.file("stderr")
        let saved = dup(2)
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        dup2(file, 2)
        close(file)
        for collector in [
            try Self.collector(lab), try Self.collector(lab, secrets: ["community": "other"], deadline: .seconds(1)),
            try Self.collector(lab, Self.user("watch"), secrets: Self.three),
            try Self.collector(lab, Self.user("watch"), secrets: ["password": "other", "privacy_password": "privacy"]),
            try Self.collector(lab, endpoint: "127.0.0.1:\(freeDatagramPort())"),
        ] {
            _ = await Self.failure(collector)
            await collector.close()
        }
        dup2(saved, 2)
        close(saved)
        #expect(try readText(path) == "")
    }

    @Test func anAgentThatComesBackIsReadAgain() async throws {
        let lab = try AgentLab()
        let collectors = [try Self.collector(lab), try Self.collector(lab, Self.user("watch"), secrets: Self.three)]
        for collector in collectors { _ = try await Self.reading(collector) }
        // The same engine with one restart more, then another engine on the same address.
        for state in ["state", "another"] {
            lab.stop()
            #expect(await Self.failure(collectors[0]) != nil)
            try lab.start(state: state)
            for collector in collectors { #expect(try await Self.reading(collector).number("memory") != nil) }
        }
        for collector in collectors { await collector.close() }
    }

    /// What was mended in a file is read at the next poll.
    @Test func aSecretThatWasMendedIsTaken() async throws {
        let lab = try AgentLab()
        let collector = try Self.collector(lab, Self.user("watch"), secrets: ["password": "typed", "privacy_password": "privacy"])
        try lab.folder.write("marked-passwort\n", to: "typed", mode: 0o600)
        try await eventually("the agent listens") { if case .refused? = await Self.failure(collector) { true } else { false } }
        try lab.folder.write("marked-password\n", to: "typed", mode: 0o600)
        #expect(try await Self.reading(collector).number("memory") != nil)
        await collector.close()
    }

    @Test func silentAgentsDelayNobody() async throws {
        let lab = try AgentLab()
        let silent = (0..<40).map { _ in boundDatagramSocket() }
        defer { for socket in silent { close(socket.descriptor) } }
        let live = try Self.collector(lab)
        _ = try await Self.reading(live)
        let first = Race<Bool>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for socket in silent {
                let collector = try Self.collector(lab, endpoint: "127.0.0.1:\(socket.port)")
                group.addTask {
                    _ = await Self.failure(collector)
                    first.finish(true)
                    await collector.close()
                }
            }
            for _ in 0..<5 { _ = try await live.collect(at: Moment(seconds: 1_795_786_239)) }
            // Five answers, and none of those who wait has given up.
            #expect(first.isOpen)
            try await group.waitForAll()
        }
        await live.close()
    }

    /// One poll without an answer, and the session goes on: what it was opened with is not read again. After two it is opened anew.
    @Test(arguments: ["2c", "3"]) func oneLateAnswerEndsNoSession(version: String) async throws {
        let lab = try AgentLab()
        let isThree = version == "3"
        try lab.folder.write(isThree ? "marked-password\n" : "marked-community\n", to: "now", mode: 0o600)
        let collector = try Self.collector(
            lab, isThree ? Self.user("watch") : [:],
            secrets: isThree ? Self.three.merging(["password": "now"]) { $1 } : ["community": "now"],
            deadline: .seconds(2))
        _ = try await Self.reading(collector)
        try lab.folder.write("another-secret\n", to: "now", mode: 0o600)
        func isSilent(_ polls: Int) async -> Bool {
            lab.freeze(true)
            defer { lab.freeze(false) }
            for _ in 0..<polls where await Self.failure(collector) == nil { return false }
            return true
        }
        #expect(await isSilent(1))
        #expect(await Self.failure(collector) == nil)
        #expect(await isSilent(2))
        #expect(await Self.failure(collector) != nil)
        await collector.close()
    }

    /// A question that was taken back while it waited for the thread goes nowhere.
    @Test func whatNobodyWaitsForIsNotAsked() async throws {
        let agent = boundDatagramSocket()
        defer { close(agent.descriptor) }
        let session = try await AgentSession.open(
            AgentSettings(version: .two, user: nil, context: nil, authentication: .sha256, privacy: .aes),
            secrets: AgentSecrets(community: "community", password: nil, privacyPassword: nil), address: "udp:127.0.0.1:\(agent.port)"
        ).get()
        let gate = Race<Bool>()
        #expect(AgentThread.shared.perform { _ in while gate.isOpen { usleep(1000) } })
        let asking = Task { await session.ask(AgentRequest(names: [AgentIdentity.objectID])) }
        asking.cancel()
        #expect(await asking.value == .cancelled)
        gate.finish(true)
        let isPast = Race<Bool>()
        #expect(AgentThread.shared.perform { _ in isPast.finish(true) })
        _ = await isPast.value
        var byte: UInt8 = 0
        #expect(recv(agent.descriptor, &byte, 1, Int32(MSG_DONTWAIT)) == -1)
        session.close()
    }

    /// Whatever silent agents are asked, to find out why they are silent too, holds up none of those who answer.
    @Test(arguments: [("2c", 30), ("3", 30), ("3", 600)]) func noPollIsMissedBesideSilentAgents(version: String, count: Int) async throws {
        let lab = try AgentLab()
        let silent = boundDatagramSocket()
        defer { close(silent.descriptor) }
        let living = try (0..<10).map { number in
            number % 2 == 0
                ? try Self.collector(lab, deadline: .seconds(3))
                : try Self.collector(lab, Self.user("watch"), secrets: Self.three, deadline: .seconds(3))
        }
        for collector in living { _ = try await Self.reading(collector) }
        let isOver = Race<Bool>()
        let missed = try await withThrowingTaskGroup(of: CollectFailure?.self) { group in
            for collector in living {
                group.addTask {
                    while isOver.isOpen {
                        let start = ContinuousClock.now
                        if let failure = await Self.failure(collector) { return failure }
                        // For whoever polls, what comes after the deadline is lost.
                        let took = start.duration(to: .now)
                        if took > .seconds(3) { return .timedOut(asked: lab.address, after: took) }
                        try await Task.sleep(for: .milliseconds(50))
                    }
                    return nil
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<count {
                    let collector = try Self.collector(
                        lab, version == "3" ? Self.user("watch", ["authentication": "SHA-512"]) : [:],
                        secrets: version == "3" ? Self.three : ["community": "community"],
                        endpoint: "127.0.0.1:\(silent.port)", deadline: .seconds(count < 100 ? 2 : 5))
                    group.addTask {
                        #expect(await Self.failure(collector) != nil)
                        await collector.close()
                    }
                }
                try await group.waitForAll()
            }
            isOver.finish(true)
            return try await group.reduce(into: [CollectFailure]()) { if let failure = $1 { $0.append(failure) } }
        }
        #expect(missed == [])
        for collector in living { await collector.close() }
    }

    /// Cut, changed and random datagrams before the right one: they are dropped, and the right one is read.
    @Test(arguments: ["2c", "3"]) func mangledAnswersAreDropped(version: String) async throws {
        let lab = try AgentLab()
        let first = try Self.collector(lab)
        _ = try await Self.reading(first)
        await first.close()
        let agent = try MangledAgent(before: lab.port, count: AgentFuzz.count(3000) / 2)
        let collector =
            try version == "3"
            ? Self.collector(lab, Self.user("watch"), secrets: Self.three, endpoint: "127.0.0.1:\(agent.port)", deadline: .seconds(60))
            : Self.collector(lab, endpoint: "127.0.0.1:\(agent.port)", deadline: .seconds(60))
        defer { agent.end() }
        while !agent.isDone {
            // Version 2c signs nothing: what is wounded in its numbers alone passes for the answer.
            let reading = try? await collector.collect(at: Moment(seconds: 1_795_786_239))
            if version == "3" { #expect(reading?.number("memory") != nil) }
        }
        await collector.close()
    }

    /// A way that loses every other datagram: what was not answered is asked again as often as `retries` says.
    @Test(arguments: ["1", "2c", "3"]) func aQuestionThatIsLostIsAskedAgain(version: String) async throws {
        let lab = try AgentLab()
        let first = try Self.collector(lab)
        _ = try await Self.reading(first)
        await first.close()
        let agent = try MangledAgent(before: lab.port, loses: true)
        defer { agent.end() }
        func collector(_ retries: Int) throws -> SNMPCollector {
            let options: Options =
                version == "3"
                ? Self.user("watch", ["retries": .whole(retries)])
                : ["version": .text(version), "retries": .whole(retries)]
            return try Self.collector(
                lab, options, secrets: version == "3" ? Self.three : ["community": "community"],
                endpoint: "127.0.0.1:\(agent.port)", deadline: .seconds(200))
        }
        let once = try collector(0)
        #expect(await Self.failure(once) != nil)
        await once.close()
        let before = agent.losses
        let patient = try collector(2)
        let reading = try await patient.collect(at: Moment(seconds: 1_795_786_239))
        #expect(reading.number("memory") != nil && reading.number("memory.total") != nil && agent.losses > before)
        await patient.close()
    }
}
