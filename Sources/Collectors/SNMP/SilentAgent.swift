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

    /// - Parameter patience: For each of two questions.
    func ask(patience: Duration) async -> Finding {
        var other = settings
        other.version = settings.version == .one ? .two : .one
        let speaks = await question(other) { session in
            var request = AgentRequest(names: [AgentIdentity.objectID])
            request.patience = patience
            return await session.ask(request)
        }
        if case .answer? = speaks { return .speaks(other.version) }
        var three = settings
        three.version = .three
        three.user = nil
        // Whatever it complains of, it is there.
        switch await question(three, { await $0.discover(patience: patience, retries: 0) }) {
        case .answer?, .report?: return .tellsItsEngine
        case .silence?, .unreachable?, .notTaken?, .cancelled?, nil: return .nothing
        }
    }

    private func question(_ settings: AgentSettings, _ ask: (AgentSession) async -> Exchange) async -> Exchange? {
        var known = AgentSecrets()
        if settings.version != .three { known.community = secrets.community }
        guard let session = try? await AgentSession.open(settings, secrets: known, address: address).get() else { return nil }
        defer { session.close() }
        return await ask(session)
    }
}
