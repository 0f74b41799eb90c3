import Alarms
import Feed
import Journal
import MetricStore
public import Telemetry

/// What polls bring.
extension Engine {
    /// One poll's end: an outcome for each host of its target. Where many end at once they come in one by one: whoever asks for
    /// something meanwhile waits for one of them, and not for all.
    /// - Parameter asked: as it was asked. Where a reload has come in between and it is asked otherwise, nothing is taken from it.
    public nonisolated func take(_ report: Report, of asked: Target? = nil, pause: Duration) async {
        let report = report.bounded
        await turnstile.pass {
            await admit(report, of: asked, pause: pause)
        }
    }

    /// In one go from the redactor on: what may be known by name must not change between.
    private func admit(_ report: Report, of asked: Target?, pause: Duration) async {
        guard isWanted(report, of: asked) else { return }
        let passed = await pass(report)
        if clock.latest - wallClock() > Self.slew { watchClock(at: wallClock()) }
        take(passed: passed, of: asked, pause: pause)
    }

    /// Whether it is watched, and asked as it was.
    private func isWanted(_ report: Report, of asked: Target?) -> Bool {
        if let asked, let inForce = targets[asked.id], inForce != asked { return false }
        return hostsOf[report.target] != nil
    }

    /// - Parameter report: as it is once redacted.
    private func take(passed report: Report, of asked: Target?, pause: Duration) {
        guard isWanted(report, of: asked), let target = hosts(of: report.target).first?.node("") else { return }
        let next = report.at + pause
        let before = hosts(of: target.id).compactMap { hosts[$0.id]?.state }
        if !report.aside.tellsNothing { take(report.aside, from: target, at: report.at) }
        switch report.outcome {
        case .success(let reading): take(reading, from: target, at: report.at, next: next)
        case .failure where report.isLast: break
        case .failure(let failure):
            // No answer could have shown that a missing host is back.
            for host in hosts(of: target.id) {
                fail(host, roster.missingSince(host) == nil ? failure : .missing(target: target.id), at: report.at, next: next)
            }
        }
        finish(hosts(of: target.id), told: before, at: report.at)
    }

    /// What is known beside an outcome.
    private func take(_ aside: Aside, from target: Host, at now: Moment) {
        let there = hosts(of: target.id)
        let its = Self.its(target, there)
        let ends = aside.ends.filter { its.contains($0.host) }
        for event in crowd.admit(aside.events.filter { its.contains($0.host) }, at: now) { log(event.host, event.message, at: event.at) }
        for host in there {
            ledger.hear(Self.ends(ends, of: host, among: there), of: host.id)
            hosts[host.id]?.crashes += aside.crashes[host.id] ?? []
        }
        remember(ends, at: now)
    }

    /// What was told of each target so far: for who watches it from now on.
    public func pasts() -> [Target.ID: HeardBefore] {
        var pasts: [Target.ID: HeardBefore] = [:]
        let now = wallClock()
        func hear(_ at: Moment, of target: Target.ID) {
            let last = pasts[target]?.heardAt ?? at
            pasts[target, default: HeardBefore()].heardAt = min(max(last, at), now)
        }
        for host in site.hosts {
            if let at = hosts[host.id]?.state.answeredAt { hear(at, of: host.target) }
        }
        for end in facts.ends {
            let target = hosts[end.host]?.host.target ?? end.host
            hear(end.at, of: target)
            if end.confidence == .exact { pasts[target]?.ends.append(end.at) }
            if !end.session.isEmpty, !end.isAttempt { pasts[target]?.over.insert(end.session) }
        }
        return pasts
    }

    private func take(_ told: Reading, from target: Host, at now: Moment, next: Moment) {
        var reading = told
        let ahead = reading.bringForward(to: now)
        hear(reading, from: target.id, at: now)
        let there = hosts(of: target.id)
        // What is said of a node that is not admitted is nobody's here, or another's by its name.
        let its = Self.its(target, there)
        reading.ends.removeAll { !its.contains($0.host) }
        reading.events.removeAll { !its.contains($0.host) }
        recognise(redactor.pseudonyms.takeRenamed(), at: now)
        var outcomes: [Host.ID: Result<HostFigures, CollectFailure>] = [:]
        for one in reading.hosts { outcomes[Host.id(of: one.node, in: target.id)] = one.outcome }
        for host in there {
            switch outcomes[host.id] {
            case .success(let figures)?: take(figures, of: host, at: now, next: next)
            case .failure(let failure)?: fail(host, failure, at: now, next: next)
            case nil: fail(host, .missing(target: target.id), at: now, next: next)
            }
        }
        tellAhead(of: there, ahead, at: now)
        moveGuests(among: there)
        keep(outcomes, of: target, at: now)
        for event in crowd.admit(reading.events, at: now) { log(event.host, event.message, at: event.at) }
        remember(reading.ends, at: now)
        for host in there {
            let ends = Self.ends(reading.ends, of: host, among: there)
            guard case .success(let figures)? = outcomes[host.id] else {
                ledger.hear(ends, of: host.id)
                continue
            }
            // A host that lists no users may not keep a list at all.
            guard hosts[host.id]?.knowsSessions == true else { continue }
            journal.record(sessions: ledger.take(figures.sessions, ends: ends, of: host, at: now))
        }
    }

    private static func its(_ target: Host, _ there: [Host]) -> Set<Host.ID> { Set(there.map(\.id)).union([target.id]) }

    private static func ends(_ ends: [SessionEnd], of host: Host, among there: [Host]) -> [SessionEnd] {
        there.count == 1 ? ends : ends.filter { $0.host == host.id }
    }

    /// One that was last seen on a host that is down or missing by now, and runs on another, is there.
    private func moveGuests(among there: [Host]) {
        guard there.count > 1 else { return }
        let found = Set(
            there.flatMap { host in hosts[host.id].flatMap { $0.state.failure == nil ? $0.state.guests.map(\.id) : nil } ?? [] })
        for host in there where hosts[host.id]?.state.failure != nil { hosts[host.id]?.state.guests.removeAll { found.contains($0.id) } }
    }

    private func take(_ figures: HostFigures, of host: Host, at now: Moment, next: Moment) {
        guard var record = hosts[host.id] else { return }
        if record.missedPolls > 0 { tell(host, .answersAgain(record.missedPolls), at: now) }
        record.take(figures, at: now, next: next)
        hosts[host.id] = record
    }

    private func fail(_ host: Host, _ failure: CollectFailure, at now: Moment, next: Moment) {
        guard var record = hosts[host.id] else { return }
        let isNews = record.take(failure, at: now, next: next)
        hosts[host.id] = record
        // A missing host was reported when it went missing; a target that answers and names no host has an alarm of its own.
        if isNews, failure.trouble.kind != .missing { tell(host, .pollFailed(failure.message), at: now) }
    }

    /// Into the store: numbers of guests are their target's, wherever in it they run. Nodes that are not admitted have none.
    private func keep(_ outcomes: [Host.ID: Result<HostFigures, CollectFailure>], of target: Host, at now: Moment) {
        var problem: Message?
        let source = targets[target.id]?.source ?? target.endpoint
        func append(_ samples: [Sample], to owner: Host.ID) {
            do throws(StoreProblem) {
                try store.append(samples, host: owner, at: now, interval: target.interval, source: source)
            } catch {
                problem = error.message
                let own = samples.filter { $0.entity == .host && $0.metric.kind == .gauge }
                let points = own.map { ($0.metric.id, Point(at: now, value: $0.value)) }
                hosts[owner]?.unstored = Dictionary(points, uniquingKeysWith: { _, last in last })
            }
        }
        let there = hosts(of: target.id)
        // The guests of a host that has not answered since the start are not known: they are not gone.
        if there.allSatisfy({ hosts[$0.id]?.hasReading == true }) {
            store.note(guests: there.flatMap { hosts[$0.id]?.state.guests.map(\.id) ?? [] }, of: target.id)
        }
        var ofGuests: [Sample] = []
        for host in there {
            guard case .success(let figures)? = outcomes[host.id] else { continue }
            if host.id == target.id {
                append(figures.samples, to: target.id)
            } else {
                append(figures.samples.filter { host.owner(of: $0.entity) == host.id }, to: host.id)
                ofGuests += figures.samples.filter { host.owner(of: $0.entity) != host.id }
            }
        }
        if !ofGuests.isEmpty { append(ofGuests, to: target.id) }
        for host in there where hosts[host.id]?.state.failure == nil { hosts[host.id]?.storeProblem = problem }
        facts.untested.remove("store")
    }

    /// What follows from it: facts, fronts, rules.
    private func finish(_ touched: [Host], told states: [HostState], at now: Moment) {
        let before = Dictionary(states.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        if facts.ownProblems["store"] != nil || touched.contains(where: { hosts[$0.id]?.storeProblem != nil }) {
            facts.ownProblems["store"] = storeProblem
        }
        if let lost = journal.takePastLoss() { chronicle.lose(since: lost) }
        journal.record(
            past: touched.flatMap { host in
                hosts[host.id].map { chronicle.take($0.state, within: $0.host.deadline, at: now) } ?? []
            })
        for host in touched {
            guard let record = hosts[host.id] else { continue }
            facts.hosts[host.id] = record.facts
            let told = before[host.id]
            if repeats.isToTell(record.state, after: told, at: now) { outlets.publish(record.state.news(after: told)) }
        }
        settle(book.evaluate(facts, hosts: touched.map(\.id), at: now), at: now)
        for host in touched where hosts[host.id]?.crashes.isEmpty == false {
            hosts[host.id]?.crashes = []
            facts.hosts[host.id]?.crashes = []
        }
    }

    /// Said once, until the clock is right again: it is the target's, and stands at one of its hosts that answers.
    private func tellAhead(of there: [Host], _ ahead: Duration, at now: Moment) {
        let isAhead = ahead >= .seconds(5)
        let wasAhead = there.contains { hosts[$0.id]?.isAhead == true }
        if isAhead, !wasAhead, let host = there.first(where: { hosts[$0.id]?.state.failure == nil }) ?? there.first {
            log(host.id, .clockAhead(ahead), at: now)
        }
        if isAhead != wasAhead { for host in there { hosts[host.id]?.isAhead = isAhead } }
    }

    /// After midnight people have other pseudonyms. Those who were lost within the last hour are known by the new ones, in memory alone:
    /// else nobody of them could be seen to come back.
    private func recognise(_ renamed: [String: String], at now: Moment) {
        guard !renamed.isEmpty else { return }
        facts.unlistedEnds.rename(renamed)
        for index in facts.ends.indices.reversed() {
            if facts.ends[index].at < now - .seconds(3600) { break }
            if let name = renamed[facts.ends[index].user] { facts.ends[index] = facts.ends[index].with(user: name) }
        }
    }

    private func remember(_ told: [SessionEnd], at now: Moment) {
        var beyond: [SessionEnd] = []
        let ends = crowd.admit(told, at: now) { beyond.append($0) }
        facts.unlistedEnds.add(beyond)
        guard !ends.isEmpty else { return }
        list(ends)
        journal.record(ends: ends)
    }

    /// More than fit are on disk alone, and known to rules; fronts keep no more either.
    func list(_ ends: [SessionEnd]) {
        let gone = facts.ends.insert(ends, counted: &endCounts)
        crowd.count(gone.map(\.at))
        facts.unlistedEnds.add(gone)
        // No line beside them: fronts show ends among the lines of the journal.
        outlets.publish(.ends(ends))
    }
}
