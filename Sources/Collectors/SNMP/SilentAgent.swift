import Platform

/// Asks an agent that says nothing in other versions of the protocol: agents are silent to a wrong community as if they were not there, and
/// many tell who they are to anybody who asks in version 3.
struct SilentAgent: Sendable {
    enum Finding: Hashable, Sendable {
        case nothing
        /// It answers this community in another version.
        case speaks(AgentSettings.Version)
        /// It tells its engine's id: it is there, and it is the community that it does not take.
        case tellsItsEngine
    }
    let settings: AgentSettings
    let secrets: AgentSecrets
    /// As net-snmp writes it.
    let address: String

    /// What is asked here and where; of another question nothing is found yet. The secret cannot be read out of it.
    var question: Int {
        var hasher = Hasher()
        hasher.combine(settings)
        hasher.combine(secrets.community)
        hasher.combine(address)
        return hasher.finalize()
    }

    /// - Parameter patience: For each of two questions.
    func ask(patience: Duration) async -> Finding {
        for finding in [.speaks(settings.version == .one ? .two : .one), .tellsItsEngine] as [Finding] {
            if await shows(finding, patience: patience) { return finding }
        }
        return .nothing
    }

    /// Whether this is so, by one question; none is needed for nothing.
    func shows(_ finding: Finding, patience: Duration) async -> Bool {
        switch finding {
        case .nothing: true
        case .speaks(let version): await speaks(version, patience: patience)
        case .tellsItsEngine: await tellsItsEngine(patience: patience)
        }
    }

    private func speaks(_ version: AgentSettings.Version, patience: Duration) async -> Bool {
        var other = settings
        other.version = version
        let told = await ask(in: other) { session in
            var request = AgentRequest(names: [AgentIdentity.objectID])
            request.patience = patience
            return await session.ask(request)
        }
        return if case .answer? = told { true } else { false }
    }

    private func tellsItsEngine(patience: Duration) async -> Bool {
        var three = settings
        three.version = .three
        three.user = nil
        // Whatever it complains of, it is there.
        return switch await ask(in: three, { await $0.discover(patience: patience, retries: 0) }) {
        case .answer?, .report?: true
        case .silence?, .unreachable?, .notTaken?, .cancelled?, nil: false
        }
    }

    private func ask(in settings: AgentSettings, _ ask: (AgentSession) async -> Exchange) async -> Exchange? {
        var known = AgentSecrets()
        if settings.version != .three { known.community = secrets.community }
        guard let session = try? await AgentSession.open(settings, secrets: known, address: address).get() else { return nil }
        defer { session.close() }
        return await ask(session)
    }
}
