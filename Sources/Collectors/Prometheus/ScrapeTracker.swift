import Telemetry

/// One exporter from answer to answer: what is kept to make rates, totals and ends of sessions of the next one. No clock, no network.
struct ScrapeTracker: Sendable {
    let plan: ScrapePlan
    private var previous: [UInt64: Double] = [:]
    private var measuredAt: ContinuousClock.Instant?
    private var totals: [TotalKey: Double] = [:]
    private struct TotalKey: Hashable {
        let leaf: Int
        /// Empty for the host.
        let guest: String
    }
    /// Figures made of rates, as the last window had them: the host's under an empty name.
    private var rated: [String: [Double?]] = [:]
    private var sessions: [String: Session]?

    init(_ plan: ScrapePlan) { self.plan = plan }
    init(_ profile: ExporterProfile) { self.init(ScrapePlan(profile)) }

    /// Whether the next answer alone brings less than two would.
    var needsTwo: Bool { measuredAt == nil && plan.hasRates }

    struct Outcome {
        var figures: HostFigures
        var ends: [SessionEnd]
        /// False where none of the metrics is served that the profile is known by.
        var isFit: Bool
        /// False where the exporter says that it cannot reach what it watches.
        var isUp: Bool
        /// False where nothing is served that the profile makes anything of.
        var isFilled: Bool
        var samples: Int
    }

    /// Takes an answer; one that cannot be read changes nothing.
    /// - Parameter expectsSessions: somebody has said how many the host can have.
    mutating func take(
        _ body: [UInt8], _ format: ExpositionFormat, arrived: ContinuousClock.Instant, host: Host.ID, expectsSessions: Bool = false,
        at now: Moment
    ) throws(ExpositionFault) -> Outcome {
        let elapsed = measuredAt.map { arrived - $0 }
        let isEarly = elapsed.map { $0 < RateWindow.minimum } ?? false
        var tally = ScrapeTally(plan, previous: previous, seconds: isEarly ? nil : elapsed.map(\.inSeconds), at: now)
        let count = try Exposition.read(body, format) { tally.take($0) }
        var reckoning = ScrapeReckoning(tally: tally, plan: plan)
        grow(&reckoning, tally, commits: !isEarly)
        var figures = HostFigures()
        let values = self.values(of: plan.figures, guest: nil, under: "", &reckoning, isEarly: isEarly)
        figures.samples = samples(plan.figures, values, of: .host)
        addGuests(&figures, &reckoning, tally, isEarly: isEarly)
        figures.inventory = inventory(&reckoning, tally, values)
        figures.sessionLimit = plan.sessionLimit.flatMap { reckoning.value($0) }.flatMap { $0 >= 1 && $0 < 1e9 ? Int($0) : nil }
        if let mapping = plan.profile.session, tally.isServed(mapping.each.metric),
            !plan.profile.figures.contains(where: { $0.metric == .sessions })
        {
            figures.samples.append(Sample(.sessions, Double(tally.sessionCount)))
        }
        let hasSessions = (plan.profile.session != nil || expectsSessions) && figures.samples.contains { $0.metric == .sessions }
        if expectsSessions, !hasSessions, let name = plan.profile.switches?.sessions {
            figures.inventory.gaps.append(Inventory.Gap(figure: Metric.sessions.figure, reason: .collectorIsOff(name)))
        }
        let isListed = tally.sessionCount == tally.sessions.count
        if !isListed {
            let reason = Message.usersBeyond(tally.sessionCount, tally.sessions.count)
            figures.inventory.gaps.append(Inventory.Gap(figure: .listOfAllSessions(), reason: reason))
        }
        let ends = follow(tally.sessions, isKnown: hasSessions && isListed, host: host, at: now)
        var ids: Set<String> = []
        figures.sessions = tally.sessions.filter { ids.insert($0.id).inserted }
        if !isEarly {
            previous = tally.current
            measuredAt = arrived
        }
        figures.sessionKind = plan.profile.session?.kind
        let isUp = plan.up.flatMap { reckoning.value($0) }.map { $0 != 0 } ?? true
        return Outcome(
            figures: figures, ends: ends, isFit: tally.isFit || plan.profile.serves.isEmpty, isUp: isUp, isFilled: tally.isFilled,
            samples: count)
    }

    // MARK: Totals

    private mutating func grow(_ reckoning: inout ScrapeReckoning, _ tally: ScrapeTally, commits: Bool) {
        for leaf in plan.leafKinds.indices where plan.leafKinds[leaf].isTotal {
            let wanted = plan.leafKinds[leaf]
            func total(_ cell: ScrapeTally.Cell, _ guest: String) -> Double? {
                guard cell.count > 0 else { return nil }
                let key = TotalKey(leaf: leaf, guest: guest)
                let total = totals[key].map { $0 + cell.growth } ?? cell.sum
                if commits { totals[key] = total }
                return total
            }
            if wanted.isOfGuests {
                let cells = tally.guestCells[leaf] ?? []
                for (place, cell) in cells.enumerated().dropFirst() {
                    reckoning.totals[leaf, default: [:]][place] = total(cell, tally.guests[place - 1].id)
                }
            } else {
                reckoning.totals[leaf, default: [:]][0] = total(tally.cells[leaf], "")
            }
        }
    }

    // MARK: Figures

    private mutating func values(
        of figures: [ScrapePlan.Figure], guest: Int?, under name: String, _ reckoning: inout ScrapeReckoning, isEarly: Bool
    ) -> [Double?] {
        let before = rated[name]
        var values: [Double?] = []
        values.reserveCapacity(figures.count)
        for index in figures.indices {
            if isEarly, figures[index].hasRate {
                values.append(before.flatMap { index < $0.count ? $0[index] : nil })
                continue
            }
            var value: Double?
            for at in figures[index].alternatives.indices where value == nil {
                value = reckoning.value(figures[index].alternatives[at], guest: guest)
            }
            // What is negative there is no figure of that kind.
            if let number = value, number < 0, figures[index].isStandard { value = nil }
            // A counter of seconds over the time between two scrapes, which is not that between two of its readings.
            if let number = value, number > 100, figures[index].isShare { value = 100 }
            values.append(value)
        }
        if !isEarly, figures.contains(where: \.hasRate) { rated[name] = values }
        return values
    }

    private func samples(_ figures: [ScrapePlan.Figure], _ values: [Double?], of entity: Entity) -> [Sample] {
        var samples: [Sample] = []
        samples.reserveCapacity(figures.count)
        for (figure, value) in zip(figures, values) {
            if let value { samples.append(Sample(figure.metric, of: entity, value)) }
        }
        return samples
    }

    private mutating func addGuests(
        _ figures: inout HostFigures, _ reckoning: inout ScrapeReckoning, _ tally: ScrapeTally, isEarly: Bool
    ) {
        guard let mapping = plan.profile.guest else { return }
        var names: Set<String> = [""]
        for (place, row) in tally.guests.enumerated() where row.isListed {
            names.insert(row.id)
            func first(_ nodes: [ScrapePlan.Node]) -> Double? {
                for node in nodes { if let value = reckoning.value(node, guest: place) { return value } }
                return nil
            }
            var state = Guest.State.running
            if let node = plan.guestState {
                state = reckoning.value(node, guest: place).flatMap { Int(exactly: $0) }.flatMap { mapping.states[$0] } ?? .unknown
            }
            figures.guests.append(
                Guest(
                    id: row.id.lowercased(), name: row.name, state: state,
                    vCPUs: first(plan.guestProcessors).flatMap { $0 >= 0 && $0 < 1e6 ? Int($0) : nil } ?? 0,
                    memoryMaximum: first(plan.guestMemory).flatMap { $0 >= 0 && $0 < 1e15 ? $0 : nil } ?? 0, memoryView: mapping.memoryView)
            )
            guard state.isActive else { continue }
            let values = self.values(of: plan.guestFigures, guest: place, under: row.id, &reckoning, isEarly: isEarly)
            figures.samples += samples(plan.guestFigures, values, of: .guest(row.id.lowercased()))
        }
        // Guests that are gone are forgotten, their totals too.
        if rated.count > names.count { rated = rated.filter { names.contains($0.key) } }
        if totals.contains(where: { !names.contains($0.key.guest) }) { totals = totals.filter { names.contains($0.key.guest) } }
        let own = Set(plan.figures.map(\.metric.id))
        if !own.contains(Metric.guestsRunning.id), tally.knowsGuests {
            figures.samples.append(Sample(.guestsRunning, Double(figures.guests.count { $0.state.isRunning })))
        }
        if !own.contains(Metric.guestsDefined.id), tally.knowsGuests, plan.guestState != nil {
            figures.samples.append(Sample(.guestsDefined, Double(figures.guests.count)))
        }
    }

    private func inventory(_ reckoning: inout ScrapeReckoning, _ tally: ScrapeTally, _ values: [Double?]) -> Inventory {
        var gaps = tally.failed.map { failedPart($0) }
        if let name = plan.profile.switches?.guests, !tally.knowsGuests, plan.hypervisor.flatMap({ reckoning.value($0) }) ?? 0 > 0 {
            gaps.append(Inventory.Gap(figure: Metric.guestsRunning.figure, reason: .collectorIsOff(name)))
        }
        if tally.isBeyondGuests {
            gaps.append(Inventory.Gap(figure: .figureOtherGuests(), reason: .guestsBeyond(ScrapeTally.mostGuests)))
        }
        for index in plan.figures.indices where values[index] == nil {
            let figure = plan.figures[index]
            if let count = figure.alternatives.compactMap({ reckoning.ambiguous($0) }).first {
                gaps.append(Inventory.Gap(figure: figure.metric.figure, reason: .seriesAmbiguous(count)))
            } else if figure.isMissed, !(figure.hasRate && measuredAt == nil) {
                gaps.append(Inventory.Gap(figure: figure.metric.figure, reason: .noSuchSeries()))
            }
        }
        return Inventory(
            product: plan.profile.product ?? plan.profile.name, version: tally.version ?? "",
            processors: plan.processors.flatMap { reckoning.value($0) }.flatMap { $0 >= 1 && $0 < 1e6 ? Int($0) : nil },
            memory: plan.memory.flatMap { reckoning.value($0) }.flatMap { $0 >= 1 && $0 < 1e18 ? UInt64($0) : nil }, gaps: gaps)
    }

    /// An exporter's own collectors have plain names. What another label holds nobody knows: it may name somebody.
    private func failedPart(_ name: String) -> Inventory.Gap {
        let isPlain = name.utf8.count <= 40 && name.utf8.allSatisfy { ExpositionScanner.isLabelLetter($0) || $0 == UInt8(ascii: "-") }
        return plan.profile.failed?.label == "collector" && isPlain
            ? Inventory.Gap(figure: .raw(name), reason: .exporterPartFailed())
            : Inventory.Gap(figure: .raw(plan.profile.name), reason: .exporterPartOf(MarkedLine([.unknown(name)])))
    }

    // MARK: Sessions

    /// Who was there and is not any more. An exporter says that somebody left, not why; one that does not say how many there are says
    /// nothing of those who left either.
    private mutating func follow(_ found: [Session], isKnown: Bool, host: Host.ID, at now: Moment) -> [SessionEnd] {
        guard plan.profile.session != nil, isKnown else {
            sessions = nil
            return []
        }
        let before = sessions
        let there = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        sessions = there
        guard let before else { return [] }
        return before.values.filter { there[$0.id] == nil }.sorted { $0.id < $1.id }.map { session in
            var pieces: [LinePiece] = [.name(session.user)]
            if !session.address.isEmpty { pieces += [.known(" "), .address(session.address)] }
            return SessionEnd(
                at: now, host: host, kind: session.kind, session: session.id, user: session.user, cause: .unknown, confidence: .inferred,
                because: .notListed(plan.profile.name, MarkedLine(pieces)))
        }
    }
}
