import Collecting
import Platform
import TOMLReading
import Telemetry

/// One agent's polls: opens, asks who it is, reads by its profile. Nothing here blocks; the socket is `AgentThread`'s.
actor AgentPort {
    /// What a host's configuration says.
    struct Configuration: Sendable {
        var settings: AgentSettings
        var endpoint: AgentEndpoint
        var profile: String?
        var profileFolder: String?
        var network: AgentPlan.Network
        var patience: Duration
        var retries: Int
    }

    private let target: Target
    private let configuration: Configuration
    private let transports: Transports
    /// Those of the configured folder.
    private let profiles: ThreadedRead<ProfileCatalog>?
    private var session: AgentSession?
    /// Whether the last poll was answered in it.
    private var isAnswered = false
    /// How many answers this poll has had.
    private var heard = 0
    /// Where the session goes.
    private var peer: String?
    private var identity: AgentIdentity?
    private var plan: AgentPlan?
    private var tracker: AgentTracker
    private var manners = AgentManners()
    /// What silent agents were found to be, by the question that they left unanswered, and how long that is taken for true.
    private var silences: [Int: (finding: SilentAgent.Finding, until: ContinuousClock.Instant)] = [:]
    /// Which of several addresses is asked.
    private var turn = 0
    private var isClosed = false

    init(target: Target, transports: Transports, configuration: Configuration) {
        self.target = target
        self.transports = transports
        self.configuration = configuration
        tracker = AgentTracker(host: target.id, network: configuration.network)
        profiles = configuration.profileFolder.map { folder in
            ThreadedRead(fresh: .zero) { ProfileCatalog.builtIn.adding(folder: folder) }
        }
        manners.hasBulk = configuration.settings.version != .one
    }

    private var words: AgentFailure {
        AgentFailure(
            settings: configuration.settings, endpoint: target.endpoint)
    }

    func close() {
        isClosed = true
        drop()
    }

    private func drop() {
        session?.close()
        session = nil
    }

    /// Ends in time for its own words to be heard: whoever polls gives up at the deadline.
    func collect(at now: Moment) async -> Result<Reading, CollectFailure> {
        if isClosed { return .failure(.unreachable(asked: target.endpoint, reason: .isClosed())) }
        let begun = ContinuousClock.now
        let end = begun + target.deadline - min(.milliseconds(300), target.deadline / 10)
        for attempt in 1...2 {
            do throws(Fault) {
                let reading = try await poll(at: now, until: end)
                isAnswered = true
                return .success(reading)
            } catch {
                // Of one answer that is late the library has let go, and takes it for no other's: it is no reason to begin anew.
                let isLate = error.isSilence && isAnswered
                isAnswered = false
                if !isLate { drop() }
                // Another machine of a pair may have taken over the address, with an engine of its own.
                if case .trouble(.report(.unknownEngine)) = error, attempt == 1 { continue }
                return .failure(error.failure(words, after: ContinuousClock.now - begun))
            }
        }
        return .failure(words.noEngine)
    }

    private enum Fault: Error {
        case trouble(AgentTrouble)
        case failure(CollectFailure)
        func failure(_ words: AgentFailure, after: Duration) -> CollectFailure {
            switch self {
            case .trouble(let trouble): words.failure(trouble, after: after)
            case .failure(let failure): failure
            }
        }
        var isSilence: Bool {
            switch self {
            case .trouble(.silence), .trouble(.stopped): true
            case .trouble, .failure: false
            }
        }
    }

    private func poll(at now: Moment, until end: ContinuousClock.Instant) async throws(Fault) -> Reading {
        heard = 0
        let session = try await connected(until: end)
        let isFirst = identity == nil
        if identity.map({ $0.until < .now }) ?? true { try await identify(session, until: end) }
        guard let identity, var plan else { throw .failure(words.noEngine) }
        var answers = try await answers(session, plan, until: end)
        var reading = tracker.take(answers, identity, &plan, at: now, clock: .now)
        if isFirst, let pause = RateWindow.pause(interval: target.interval, deadline: target.deadline), pause * 2 < end - .now,
            !reading.hasCPU
        {
            try? await Task.sleep(for: pause)
            answers = try await self.answers(session, plan, until: end)
            reading = tracker.take(answers, identity, &plan, at: now, clock: .now)
        }
        self.plan = plan
        return reading
    }

    private func answers(
        _ session: AgentSession, _ plan: AgentPlan, until end: ContinuousClock.Instant
    ) async throws(Fault) -> AgentTracker.Answers {
        var walk = AgentWalk(agent: session, manners: manners, effort: effort(until: end))
        defer {
            manners = walk.manners
            heard += walk.answers
        }
        do throws(AgentTrouble) {
            var answers = AgentTracker.Answers()
            answers.values = try await walk.values(of: plan.values)
            answers.columns = try await walk.columns(plan.columns)
            answers.cut = walk.cut
            answers.broken = walk.broken
            // To a view that leaves all out, agents say that there is nothing.
            if answers.values.isEmpty, answers.columns.values.allSatisfy(\.isEmpty) { throw .noAccess }
            return answers
        } catch {
            // Neither the community nor a firewall keeps back what comes after an answer.
            let known = heard + walk.answers
            throw .trouble(error == .silence && known > 0 ? .stopped(answers: known) : error)
        }
    }

    /// How long one answer is waited for and how often it is asked for again: as configured, and in `share` of the time that is left.
    private func effort(until end: ContinuousClock.Instant, share: Double = 1) -> @Sendable () -> (patience: Duration, retries: Int) {
        let (patience, retries) = (configuration.patience, configuration.retries)
        return {
            let left = max(.milliseconds(50), (end - .now) * share)
            return (min(patience, left / (retries + 1)), retries)
        }
    }

    private func connected(until end: ContinuousClock.Instant) async throws(Fault) -> AgentSession {
        if let session { return session }
        let secrets: AgentSecrets
        do throws(CollectFailure) {
            secrets = try await self.secrets()
            let endpoint = configuration.endpoint
            let addresses = try await transports.addresses(endpoint.host, endpoint.port)
            guard !addresses.isEmpty else {
                throw .unreachable(asked: target.endpoint, reason: .noAddress(), hint: .unknownName)
            }
            let address = endpoint.peer(addresses[turn % addresses.count])
            // If nothing comes of this address, the next is tried at the next poll.
            turn += 1
            let opened = try await AgentSession.open(configuration.settings, secrets: secrets, address: address)
                .mapError { words.failure($0) }.get()
            session = opened
            peer = address
        } catch { throw .failure(error) }
        guard let session else { throw .trouble(.notTaken) }
        if configuration.settings.version == .three { try await discover(session, secrets, until: end) }
        identity = nil
        return session
    }

    private func secrets() async throws(CollectFailure) -> AgentSecrets {
        let found = AgentSecrets(
            community: try await secret("community"), password: try await secret("password"),
            privacyPassword: try await secret("privacy_password"))
        guard configuration.settings.version == .three else { return found }
        for (name, text) in [("password", found.password), ("privacy_password", found.privacyPassword)] {
            // RFC 3414, section 11.2.
            if let text, text.utf8.count < 8 { throw words.shortPassword(target.key(of: name) ?? name) }
        }
        return found
    }

    private func secret(_ name: String) async throws(CollectFailure) -> String? {
        guard let source = target.secrets[name] else { return nil }
        return try await transports.readSecret(source)
    }

    private func discover(
        _ session: AgentSession, _ secrets: AgentSecrets, until end: ContinuousClock.Instant
    ) async throws(Fault) {
        let (patience, retries) = effort(until: end, share: 0.5)()
        switch await session.discover(patience: patience, retries: retries) {
        // Whatever it complains of, the engine's id stands in it.
        case .report, .answer: break
        case .silence: throw .trouble(.silence)
        case .unreachable(let code): throw .trouble(.unreachable(code))
        case .notTaken: throw .trouble(.notTaken)
        case .cancelled: throw .trouble(.cancelled)
        }
        // Only now: for one that is silent no key is made.
        let keys: AgentKeys
        do throws(AgentLine.Fault) {
            keys = try await MasterKeys.shared.keys(configuration.settings, secrets)
        } catch { throw Task.isCancelled ? .trouble(.cancelled) : .failure(words.failure(error)) }
        if await session.adopt(keys) != nil { throw .failure(words.noEngine) }
    }

    private func identify(_ session: AgentSession, until end: ContinuousClock.Instant) async throws(Fault) {
        var manners = AgentManners()
        manners.hasBulk = configuration.settings.version != .one
        manners.rows = self.manners.rows
        // The rest is to find out why it is silent, if it is.
        var walk = AgentWalk(agent: session, manners: manners, effort: effort(until: end, share: 0.6))
        let found: [OID: SNMPValue]
        do throws(AgentTrouble) {
            found = try await walk.values(of: [AgentIdentity.description, AgentIdentity.objectID])
        } catch {
            if error == .silence { throw .failure(await silence(session, until: end)) }
            silences = [:]
            throw .trouble(error)
        }
        silences = [:]
        heard += walk.answers
        self.manners = walk.manners
        let catalog = await self.catalog(until: end)
        if let fault = configuration.profile.flatMap({ catalog.lacks($0) }) { throw .failure(words.profile(fault)) }
        let identity = AgentIdentity(found, named: configuration.profile, in: catalog, at: .now)
        if identity.profile != self.identity?.profile || plan == nil || identity.generic != self.identity?.generic {
            plan = AgentPlan(identity, network: configuration.network, hasBulk: manners.hasBulk)
        }
        self.identity = identity
    }

    /// Why nothing comes, as far as that can be found out.
    private func silence(_ session: AgentSession, until end: ContinuousClock.Instant) async -> CollectFailure {
        // It has answered in this session: it is gone.
        if identity != nil { return words.failure(.silence, after: .zero) }
        if configuration.settings.version == .three {
            guard target.secrets["privacy_password"] != nil else { return words.silentToUser }
            return await answersPlainly(session, until: end) ? words.wrongPrivacy : words.silentToUser
        }
        guard let peer, let secrets = try? await secrets() else { return words.silent(.nothing) }
        let agent = SilentAgent(settings: configuration.settings, secrets: secrets, address: peer)
        let patience = min(configuration.patience, max(.milliseconds(100), (end - .now) / 3))
        silences = silences.filter { $0.value.until > .now }
        // All is asked once in a while: nobody is to get three times as many questions because it is down. What it has answered it is asked
        // again: it may be down by now.
        if let known = silences[agent.question]?.finding, await agent.shows(known, patience: patience) { return words.silent(known) }
        let finding = await agent.ask(patience: patience)
        silences[agent.question] = (finding, .now + AgentIdentity.lifetime)
        return words.silent(finding)
    }

    /// Whether it answers what is not encrypted, if only by a refusal.
    private func answersPlainly(_ session: AgentSession, until end: ContinuousClock.Instant) async -> Bool {
        var request = AgentRequest(names: [AgentIdentity.objectID])
        request.isPlain = true
        request.patience = min(configuration.patience, max(.milliseconds(100), end - .now))
        switch await session.ask(request) {
        case .answer, .report(.unsupportedLevel): return true
        case .report, .silence, .unreachable, .notTaken, .cancelled: return false
        }
    }

    /// With those of the configured folder, read anew: a file that was mended needs no restart.
    private func catalog(until end: ContinuousClock.Instant) async -> ProfileCatalog {
        guard let folder = configuration.profileFolder, let profiles else { return .builtIn }
        if case .read(let catalog) = await profiles.value(within: max(.milliseconds(50), end - .now)) { return catalog }
        return ProfileCatalog.builtIn.lacking(folder: folder)
    }
}

extension Reading {
    fileprivate var hasCPU: Bool {
        hosts.contains { host in
            if case .success(let figures) = host.outcome { figures.samples.contains { $0.metric == .cpu } } else { false }
        }
    }
}
