import Collecting
import Glibc
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import FuzzTargets

extension MasterKeys {
    /// Nothing is made while this is open.
    fileprivate func hold(_ gate: Race<Bool>, _ isHeld: Race<Bool>) {
        isHeld.finish(true)
        while gate.isOpen { usleep(1000) }
    }
    /// Until the gate is finished.
    fileprivate nonisolated static func hold(_ keys: MasterKeys = .shared) async -> Race<Bool> {
        let (gate, isHeld) = (Race<Bool>(), Race<Bool>())
        Task { await keys.hold(gate, isHeld) }
        _ = await isHeld.value
        return gate
    }
}

/// Keys of version 3: made once for all who have one passphrase, and only for those who answer.
@Suite(.serialized) struct AgentKeyTests {
    private static func keys(
        _ password: String?, _ privacy: String? = nil, _ authentication: AgentSettings.Authentication = .sha256,
        by maker: MasterKeys = .shared
    ) async throws -> AgentKeys {
        try await maker.keys(
            AgentSettings(version: .three, user: "watch", context: nil, authentication: authentication, privacy: .aes),
            AgentSecrets(community: nil, password: password, privacyPassword: privacy))
    }

    @Test func onePassphraseIsOneKey() async throws {
        let keys = try await Self.keys("marked-password", "marked-privacy")
        let (first, second) = (try #require(keys.authentication), try #require(keys.privacy))
        #expect(first !== second)
        let again = try await Self.keys("marked-privacy", "marked-password")
        #expect(again.authentication === second && again.privacy === first)
        #expect(try await Self.keys("marked-password", nil, .sha512).authentication !== first)
        #expect(try await Self.keys("marked-password").privacy == nil)
        #expect(try await Self.keys(nil).authentication == nil)
    }

    @Test func aKeyGoesWithTheLastWhoHasIt() async throws {
        var keys: AgentKeys? = try await Self.keys("marked-passing")
        weak let key = keys?.authentication
        #expect(key != nil)
        keys = nil
        #expect(key == nil)
    }

    @Test func aShortPassphraseMakesNone() async throws {
        await #expect(throws: AgentLine.Fault.keys) { try await Self.keys("marked") }
        // As many characters, of which a C string has fewer.
        await #expect(throws: AgentLine.Fault.keys) { try await Self.keys("marked\0\0\0") }
    }

    /// Whoever knows its key does not wait for those that are made, and for whoever gave up none is.
    @Test func nobodyWaitsForOthersKeys() async throws {
        let keys = try await Self.keys("marked-password")
        let gate = await MasterKeys.hold()
        #expect(try await Self.keys("marked-password").authentication === keys.authentication)
        let given = Task { try await Self.keys("marked-given-up") }
        given.cancel()
        gate.finish(true)
        await #expect(throws: AgentLine.Fault.keys) { try await given.value }
    }

    /// Where hundreds wait, each with passphrases of its own, one after the other is done.
    @Test func bothKeysOfOneAreMadeInOneTurn() async throws {
        let maker = MasterKeys()
        defer { maker.executor.stop() }
        let first = await MasterKeys.hold(maker)
        defer { first.finish(true) }
        let waiting = Task { try await Self.keys("marked-password-7", "marked-privacy-7", by: maker) }
        try await eventually("it stands in line") { maker.executor.backlog == 1 }
        let (last, isHeld) = (Race<Bool>(), Race<Bool>())
        defer { last.finish(true) }
        Task { await maker.hold(last, isHeld) }
        try await eventually("another behind it") { maker.executor.backlog == 2 }
        first.finish(true)
        let ready = Race<Bool>()
        Task {
            let keys = try await waiting.value
            ready.finish(keys.authentication != nil && keys.privacy != nil)
        }
        try await eventually("its keys, before the other's turn is over") { !ready.isOpen }
        last.finish(true)
        #expect(await ready.value)
        #expect(await isHeld.value)
    }

    /// With a real snmpd: while keys take their time, agents are read, and who is silent is told from who waits.
    @Test(.enabled(if: AgentLab.missing == nil, Comment(rawValue: AgentLab.missing ?? "")))
    func keysHoldUpNoAnswer() async throws {
        typealias Tests = AgentLabTests
        let lab = try AgentLab()
        let silent = boundDatagramSocket()
        defer { close(silent.descriptor) }
        let living = [try Tests.collector(lab), try Tests.collector(lab, Tests.user("watch"), secrets: Tests.three)]
        for collector in living { _ = try await Tests.reading(collector) }
        let gate = await MasterKeys.hold()
        defer { gate.finish(true) }
        let others = Tests.user("strong", ["authentication": "SHA-512", "privacy": "AES-256"])
        let next = try Tests.collector(lab, others, secrets: Tests.three, deadline: .seconds(60))
        let waiting = Task { try await next.collect(at: Moment(seconds: 1_795_786_239)) }
        let quiet = try Tests.collector(lab, others, secrets: Tests.three, endpoint: "127.0.0.1:\(silent.port)", deadline: .seconds(2))
        guard case .unreachable? = await Tests.failure(quiet) else {
            Issue.record("it waits for a key that it has no use for")
            return
        }
        for collector in living { #expect(await Tests.failure(collector) == nil) }
        gate.finish(true)
        #expect(try await waiting.value.number("memory.total") != nil)
        for collector in living + [next, quiet] { await collector.close() }
    }
}
