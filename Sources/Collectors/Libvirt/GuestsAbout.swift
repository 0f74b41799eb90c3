import Telemetry

/// What guests are, from look to look: asked seldom, and told each time.
struct GuestsAbout: Sendable {
    private var texts: [String: GuestTexts.Texts] = [:]
    private var systems: [String: GuestSystem] = [:]
    private var fileSystems: [String: [GuestFileSystem]] = [:]
    private var jobs: [String: GuestJob] = [:]

    mutating func take(_ look: Look) {
        texts.merge(look.texts) { _, new in new }
        for answer in look.agents {
            if let system = answer.system { systems[answer.guest] = system }
            if let found = answer.fileSystems { fileSystems[answer.guest] = found }
        }
        if look.asksMonitors { jobs = look.jobs }
    }

    func facts(of guest: Guest, _ snapshot: Snapshot) -> GuestFacts {
        GuestFacts(
            title: texts[guest.id]?.title ?? "", notes: texts[guest.id]?.notes ?? "",
            isAutostarted: snapshot.autostart?.contains(guest.id), isPersistent: snapshot.persistent?.contains(guest.id),
            job: jobs[guest.id], system: systems[guest.id], fileSystems: fileSystems[guest.id] ?? [])
    }

    /// What an agent said of a guest that does not run any more was of the system that it had then.
    mutating func forget(except guests: [Guest]) {
        let there = Set(guests.map(\.id))
        let running = Set(guests.filter(\.state.isRunning).map(\.id))
        texts = texts.filter { there.contains($0.key) }
        jobs = jobs.filter { there.contains($0.key) }
        systems = systems.filter { running.contains($0.key) }
        fileSystems = fileSystems.filter { running.contains($0.key) }
    }
}

/// A host's storage pools from look to look.
struct PoolsAbout: Sendable {
    private var records: [PoolRecord] = []
    private var askedAt: ContinuousClock.Instant?
    /// Why they are not known; nil where they are, or there can be none.
    private(set) var problem: Message?

    var pools: [StoragePool] { records.map(\.pool) }
    /// None while they are not known: an old size is not a new one.
    var samples: [Sample] { problem == nil ? records.flatMap(\.samples) : [] }

    mutating func take(_ look: Look) {
        if look.pools != nil, let asked = look.poolsAskedAt {
            if let askedAt, asked < askedAt { return }
            askedAt = asked
        }
        switch look.pools {
        case .success(let found)?:
            records = found
            problem = nil
        case .failure(let error)?:
            records = []
            problem = .marked(LibvirtWords.pieces(of: error.message))
        case nil: problem = look.silenceOfPools ?? problem
        }
    }
}
