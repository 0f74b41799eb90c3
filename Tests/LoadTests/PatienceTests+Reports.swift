import Alarms
import Dispatch
import Engine
import Feed
import Glibc
import Link
import Synchronization
import Telemetry
import TestSupport
import Testing

/// What polls bring keeps nobody waiting either.
extension PatienceTests {
    /// All targets of a large site answer for the first time at once, as after a configuration that brings them: of each the series are made.
    @Test func nobodyWaitsForFirstAnswers() async throws {
        var best = Duration.seconds(3600)
        for round in 0..<Self.rounds where round == 0 || best > Self.bound {
            let (longest, calls) = try await longestWaitWhileAllAnswerFirst()
            #expect(calls > 10)
            print("first answers: \(calls) calls, at most \(longest)")
            best = min(best, longest)
        }
        #expect(best <= Self.bound)
    }

    private func longestWaitWhileAllAnswerFirst() async throws -> (longest: Duration, calls: Int) {
        let samples = (0..<12).map { Sample(Metric(.init("first_\($0)"), label: "first \($0)", unit: .count), Double($0)) }
        return try await longestWait(while: 1000) { _ in Reading(samples: samples, about: "OpenVPN 2.6") }
    }

    /// Each guest is some series that are new, and every 64 of them a new part of the store's file.
    @Test func nobodyWaitsForThousandsOfNewGuests() async throws {
        var best = Duration.seconds(3600)
        for round in 0..<Self.rounds where round == 0 || best > Self.bound {
            let (longest, calls) = try await longestWait(while: 10) { host in
                let guests = (0..<300).map {
                    Guest(
                        id: "\(host)-\($0)", name: "desk-\($0)", state: .running, vCPUs: 2, memoryMaximum: 4e9, memoryView: .guest)
                }
                let samples = guests.flatMap { guest in
                    [Metric.guestCPU, .guestWait, .guestMemoryUsed].map { Sample($0, of: .guest(guest.id), 1) }
                }
                return Reading(HostFigures(samples: samples, guests: guests))
            }
            print("new guests: \(calls) calls, at most \(longest)")
            best = min(best, longest)
        }
        #expect(best <= Self.bound)
    }

    /// How long somebody waits while so many hosts answer for the first time.
    private func longestWait(while hosts: Int, answer: (Host.ID) -> Reading) async throws -> (longest: Duration, calls: Int) {
        let crowd = try await Crowd(hosts: hosts)
        let answers = crowd.hosts.map { (host: $0, reading: answer($0.id)) }
        return try await longestWait(crowd) {
            await withTaskGroup { group in
                for (host, reading) in answers { group.addTask { await crowd.answer(host, reading) } }
            }
        }
    }

    /// A gateway full of people whose names are as long as anybody could make them, who are all others at the next poll: each name has to
    /// pass the door, and all of them end.
    @Test(arguments: [10, 700]) func nobodyWaitsForACrowdOfNames(length: Int) async throws {
        let crowd = try await Crowd(hosts: 2)
        let host = crowd.hosts[0]
        var best = Duration.seconds(3600)
        var round = 0
        while round < Self.rounds, round == 0 || best > Self.bound {
            // More than are listed.
            let names = (0..<30_000).map { "\(round)-\($0)-" + String(repeating: "n", count: length) }
            let now = crowd.now
            let sessions = names.map { Session(id: $0, kind: .vpn, user: $0, address: "10.2.3.4:5", since: now) }
            let reading = Reading(samples: [Sample(.sessions, 30_000)], sessions: sessions, about: "WireGuard")
            let (longest, calls) = try await longestWait(crowd) { await crowd.answer(host, reading) }
            print("names of \(length) letters: \(calls) calls, at most \(longest)")
            #expect(calls > 10)
            best = min(best, longest)
            round += 1
        }
        #expect(best <= Self.bound)
        let state = try #require(await crowd.engine.told.hosts.first)
        #expect(state.sessions.count == HostFigures.mostSessions)
        #expect(state.unlisted == UnlistedSessions(10_000, .vpn))
        #expect(state.about.contains("the first 20000 of 30000 are listed, all are counted"), "\(state.about)")
        #expect(!state.sessions.contains { $0.user.contains("nnn") || $0.id.contains("nnn") })
    }

    /// As many lost at once as are kept one by one, and as many maintenance windows as a configuration may have: each end is looked up in
    /// every round.
    @Test func nobodyWaitsForEndsAmongWindows() async throws {
        let crowd = try await Crowd(hosts: 1000)
        await crowd.maintain(500)
        for host in crowd.hosts { await crowd.answer(host) }
        for (index, host) in crowd.hosts.suffix(5).enumerated() {
            let ends = (0..<1900).map {
                SessionEnd(
                    at: crowd.now, host: host.id, kind: .vpn, session: "\(index)-\($0)", user: "lost-\(index)-\($0)", cause: .clientLost,
                    confidence: .exact, evidence: "Inactivity timeout (--ping-restart), restarting")
            }
            await crowd.answer(host, Reading(samples: [Sample(.sessions, 40)], ends: ends, about: "OpenVPN 2.6"))
        }
        var best = Duration.seconds(3600)
        for round in 0..<Self.rounds where round == 0 || best > Self.bound {
            let (longest, calls) = try await longestWait(crowd) {
                for host in crowd.hosts.prefix(20) { await crowd.answer(host) }
                await crowd.pass(.seconds(1))
            }
            print("ends among windows: \(calls) calls, at most \(longest)")
            best = min(best, longest)
        }
        #expect(await crowd.engine.alarms.contains { $0.key.rule == "timeouts" })
        #expect(best <= Self.bound)
    }

    /// How long somebody waits for the engine's state, at worst, while something else is done.
    private func longestWait(_ crowd: Crowd, while work: () async -> Void) async throws -> (longest: Duration, calls: Int) {
        let path = crowd.path
        let ended = Flag()
        async let asked: [Duration] = withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "caller").async {
                continuation.resume(
                    with: Result {
                        let caller = try RawCall(path)
                        var waits: [Duration] = []
                        repeat {
                            let start = ContinuousClock.now
                            try caller.send(Self.call("Status"))
                            try caller.waitForAnswer()
                            waits.append(start.duration(to: .now))
                        } while !ended.isRaised
                        return waits
                    })
            }
        }
        await work()
        ended.raise()
        let waits = try await asked
        return (waits.max() ?? .zero, waits.count)
    }
}

private final class Flag: Sendable {
    private let raised = Mutex(false)
    var isRaised: Bool { raised.withLock { $0 } }
    func raise() { raised.withLock { $0 = true } }
}
