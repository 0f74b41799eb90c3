public import Telemetry

/// One host of a scenario: a time in, a reading out. The same seed brings the same numbers, whenever and however often it is asked.
public struct DemoTown: Sendable {
    private let scenario: DemoScenario
    private let host: DemoScenario.Machine
    private let chance: DemoChance
    private let names: DemoNames
    private let counter: DemoCounter
    private let guests: [(guest: Guest, entity: Entity, person: Int?, hasAgent: Bool)]
    /// Of the days that were asked for last.
    private var days: [Int64: [DemoStint]] = [:]

    /// Nil where the scenario has no such host.
    public init?(_ scenario: DemoScenario, host name: String) {
        guard let host = scenario.hosts.first(where: { $0.name == name }) else { return nil }
        self.scenario = scenario
        self.host = host
        chance = DemoChance(seed: scenario.seed, name)
        names = DemoNames(of: host, seed: scenario.seed)
        counter = DemoCounter(scenario, host)
        let ids = DemoChance(seed: scenario.seed, name + "/guests")
        let desktops = (0..<host.desktops).map { ("desk-" + ($0 < 9 ? "0" : "") + "\($0 + 1)", Int?.some($0)) }
        guests = (desktops + host.servers.map { ($0, Int?.none) }).enumerated().map { index, one in
            let id = Self.uuid(ids.bits(Int64(index)), ids.bits(Int64(index), 1))
            let hasAgent = one.1 == nil && index < host.desktops + host.agents
            let guest = Guest(
                id: id, name: one.0, state: .running, vCPUs: 4, memoryMaximum: (one.1 == nil ? 16 : 8) * 1_073_741_824, memoryView: .guest,
                facts: hasAgent ? DemoServer.facts : GuestFacts())
            return (guest, .guest(id), one.1, hasAgent)
        }
    }

    private static func uuid(_ a: UInt64, _ b: UInt64) -> String {
        let hex = Array(a.padded(to: 16, radix: 16) + b.padded(to: 16, radix: 16))
        return [hex[0..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20..<32]].map { String($0) }.joined(separator: "-")
    }

    /// Of so many of its guests a person sits in each.
    public var guestIDs: [String] { guests.map(\.guest.id) }

    /// What a poll at `now` brings, with the ends since `last`; nil where the host gives no answer then.
    /// - Parameter offset: seconds east of UTC.
    public mutating func reading(after last: Moment, at now: Moment, offset: Int) -> Reading? {
        let second = now.seconds + Int64(offset)
        guard !isSilent(at: second) else { return nil }
        let there = present(at: second)
        var figures = HostFigures(
            samples: samples(present: there, at: now, offset: offset), guests: guests.map(\.guest),
            sessions: there.map { session($0, offset) }, inventory: inventory, sessionLimit: host.sessionLimit)
        figures.sessionKind = kind
        return Reading(figures, ends: ends(after: last, through: now, offset: offset))
    }

    /// The same numbers alone, for what lies behind; of a silent time too.
    public mutating func samples(at now: Moment, offset: Int, ofGuests: Bool = true) -> [Sample] {
        let there = present(at: now.seconds + Int64(offset))
        return samples(present: there, at: now, offset: offset, ofGuests: ofGuests)
    }

    /// Whose sessions ended later than `last` and not later than `now`, by their local seconds.
    public mutating func ends(after last: Moment, through now: Moment, offset: Int) -> [SessionEnd] {
        let (from, to) = (last.seconds + Int64(offset), now.seconds + Int64(offset))
        guard from < to else { return [] }
        let days = Self.day(from) - 1...Self.day(to)
        return days.flatMap { plan($0) }.filter { $0.until > from && $0.until <= to }.map { end($0, offset) }.sorted { $0.at < $1.at }
    }

    // MARK: People

    private static func day(_ second: Int64) -> Int64 { CivilDate.day(ofSecond: second).number }

    private mutating func plan(_ day: Int64) -> [DemoStint] {
        if let known = days[day] { return known }
        if days.count > 3 { days = days.filter { abs($0.key - day) < 2 } }
        let made = scenario.stints(of: host, on: day)
        days[day] = made
        return made
    }

    private mutating func present(at second: Int64) -> [DemoStint] {
        let today = Self.day(second)
        return (plan(today - 1) + plan(today)).filter { $0.from <= second && second < $0.until }
    }

    private func isSilent(at second: Int64) -> Bool { happening(.silence, at: second) != nil }

    /// What happens to this host, and how far it has come (0 to 1).
    private func happening(_ kind: DemoScenario.Incident.Kind, at second: Int64) -> (event: DemoScenario.Incident, done: Double)? {
        for event in scenario.events where event.kind == kind && event.host == host.name {
            // One that began yesterday may last.
            for day in [Self.day(second), Self.day(second) - 1] where DemoScenario.isWorking(day) {
                guard kind == .storm || day >= scenario.day else { continue }
                let since = second - day * DemoScenario.secondsADay - event.at
                if (0..<event.lasts).contains(since) { return (event, Double(since) / Double(event.lasts)) }
            }
        }
        return nil
    }

    private var kind: Session.Kind { host.isGateway ? .vpn : .desktop }

    private func id(_ stint: DemoStint) -> String { "\(stint.person)-\(stint.from)" }

    private func session(_ stint: DemoStint, _ offset: Int) -> Session {
        Session(
            id: id(stint), kind: kind, user: names.user(stint.person), address: host.isGateway ? names.address(stint.person) : "",
            guest: host.isGateway ? nil : guests[stint.person].guest.id, since: Moment(seconds: stint.from - Int64(offset)), isOpaque: true)
    }

    /// With lines as OpenVPN 2.6 and a desktop broker write them.
    private func end(_ stint: DemoStint, _ offset: Int) -> SessionEnd {
        let user = names.user(stint.person)
        var pieces: [LinePiece] = [.name(user)]
        if host.isGateway {
            pieces += [.known("/"), .address(names.address(stint.person)), .known(" ")]
        } else {
            pieces.append(.known(": "))
        }
        let said =
            switch stint.cause {
            case .clientLost: "Inactivity timeout (--ping-restart), restarting"
            case .idle: host.isGateway ? "Inactivity timeout (--inactive), exiting" : "idle for 60 min, logged off"
            case .limit: "Session timeout (--session-timeout), restarting"
            default: host.isGateway ? "SIGTERM[soft,remote-exit] received, client-instance exiting" : "logged off"
            }
        pieces.append(.known(said))
        return SessionEnd(
            at: Moment(seconds: stint.until - Int64(offset)), host: host.name, kind: kind, session: id(stint), user: user,
            cause: stint.cause,
            confidence: .exact, evidence: pieces.text, pieces: pieces, isOpaque: true)
    }

    // MARK: Numbers

    private var inventory: Inventory {
        Inventory(
            product: host.isGateway ? "OpenVPN" : "qemu · libvirt", version: host.isGateway ? "2.6.3" : "9.0.0",
            processors: host.processors,
            memory: UInt64(host.memory), storages: host.isGateway ? [] : DemoStorage.all.map(\.pool))
    }

    private func samples(present there: [DemoStint], at now: Moment, offset: Int, ofGuests: Bool = true) -> [Sample] {
        let second = Double(now.milliseconds) / 1000 + Double(offset)
        let share = Double(there.count) / Double(max(1, host.people))
        let storm = happening(.storm, at: Int64(second))
        // It comes within a minute or two and goes slowly.
        let force = storm.map { min(1, $0.done * 12) * (1 - $0.done * $0.done) } ?? 0
        // People work now more and now less, and little at noon.
        let restless = 0.9 + 0.07 * chance.noise(at: second, period: 420) + 0.05 * chance.noise(at: second, period: 37, 1)
        let noon = max(0, 1 - abs(second.truncatingRemainder(dividingBy: 86_400) - 45_000) / 3600) * 0.3
        let load = share * (restless - noon)
        let cpu = min(99.6, 3 + (host.cpu - 3) * load / 0.9 + force * 40 + chance.noise(at: second, period: 11, 2))
        let busy = max(0, cpu)
        let wait = host.wait * load * load * (1 + 0.3 * chance.noise(at: second, period: 90, 3)) + (storm?.event.wait ?? 0) * force
        let used = max(0, host.memoryUsed * (0.72 + 0.28 * share) + 0.4 * chance.noise(at: second, period: 600, 4))
        let system = busy * 0.17
        var out = [
            Sample(.cpu, busy), Sample(.cpuUser, max(0, busy - system - 0.5 * load)), Sample(.cpuSystem, system),
            Sample(.cpuIOWait, 0.5 * load + force * 4),
            Sample(.memory, used), Sample(.memoryTotal, host.memory), Sample(.memoryAvailable, host.memory * (1 - used / 100)),
            Sample(.sessions, Double(there.count)),
            Sample(.netReceived, counter.total(at: second, perSecond: 42_000 * Double(host.people))),
            Sample(.netSent, counter.total(at: second, perSecond: 61_000 * Double(host.people))),
        ]
        if host.isGateway { return out }
        out += [
            Sample(.cpuWait, max(0, wait)), Sample(.pressureCPU, min(95, max(0, wait * 1.9))), Sample(.pressureIO, force * 3 + load),
            Sample(.guestsRunning, Double(guests.count)), Sample(.guestsDefined, Double(guests.count)),
        ]
        guard ofGuests else { return out }
        // As long as their guests' numbers.
        out += DemoStorage.all.flatMap(\.samples)
        let sitting = Set(there.map(\.person))
        for (index, one) in guests.enumerated() {
            let which = Int64(index) + 16
            let own = chance.noise(at: second, period: 150, which)
            let works = one.person.map { sitting.contains($0) } ?? true
            let level = one.person == nil ? 0.35 + 0.5 * load : works ? 0.4 + force * 0.5 : 0.02
            let waits = max(0, wait) * (works ? 1 + 0.9 * own : 0.1)
            let memory = one.guest.memoryMaximum * (works ? 0.66 + 0.1 * own : 0.31)
            out += [
                Sample(.guestCPU, of: one.entity, max(0.3, min(100, 100 * level * (1 + 0.8 * own)))),
                Sample(.guestWait, of: one.entity, waits),
                Sample(.guestWaitWorst, of: one.entity, waits * 1.6), Sample(.guestMemoryUsed, of: one.entity, memory),
            ]
            let weight = one.person == nil ? 6 : 0.5 + chance.share(which, 7)
            for (metric, rate) in Self.traffic {
                out.append(Sample(metric, of: one.entity, counter.total(at: second, perSecond: rate * weight)))
            }
            guard one.hasAgent else { continue }
            let server = DemoServer(guest: one.guest, run: min(100, 100 * level * (1 + 0.8 * own)), waits: min(waits, 60), memory: memory)
            out += server.samples { counter.total(at: second, perSecond: $0 * weight) }
        }
        return out
    }

    static let traffic: [(Metric, Double)] = [
        (.netReceived, 42_000), (.netSent, 23_000), (.blockRead, 160_000), (.blockWritten, 95_000),
    ]
}
