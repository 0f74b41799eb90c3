import Alarms
import Drawing
import Feed
import Link
import MetricStore
import OwnProcess
import Telemetry

/// `warte status`: one round of polls, then a table or JSON.
///
/// Exit status as monitoring plug-ins have it (Monitoring Plugins Development Guidelines, return codes): 0 good, 1 warning, 2 critical or
/// a host that does not answer, 3 unknown: no engine, or no host has ever answered.
enum StatusCommand {
    enum Status: Int32 {
        case ok = 0
        case warning = 1
        case critical = 2
        case unknown = 3
        var word: String { ["ok", "warning", "critical", "unknown"][Int(rawValue)] }
    }

    static func run(_ invocation: Invocation) -> Int32 {
        _ = prepareLocale()
        do {
            let contact = try EngineContact.any(configuration: invocation.options["config"])
            defer { contact.leave() }
            let (site, hosts) = try contact.polled()
            let alarms = try contact.call.alarms()
            let engine = try contact.call.status()
            let history = try history(of: engine, site, contact.call)
            let status = status(of: hosts, alarms: alarms)
            let isWritten: Bool
            if invocation.has("json") {
                let states = Dictionary(hosts.map { ($0.id, $0) }) { first, _ in first }
                let numbers = site.hosts.reduce(into: [Host.ID: [JSONDocument.Number]]()) { all, host in
                    all[host.id] = states[host.id].map { latest(of: $0, host, in: history) }
                }
                isWritten = say(
                    json: JSONDocument.status(
                        status.word, engine: engine, site: site, hosts: hosts, numbers: numbers, alarms: alarms) + "\n")
            } else {
                let notice = engine.notice.map { $0.text + "\n" } ?? ""
                isWritten = say(notice + table(site, hosts, alarms, history).text + summary(status, hosts, alarms).text + "\n")
            }
            return isWritten ? status.rawValue : lostOutput
        } catch {
            complain(words(of: error))
            return Status.unknown.rawValue
        }
    }

    /// Mapped where that can be, else asked for.
    private static func history(of engine: EngineStatus, _ site: Site, _ call: LinkCall) throws(LinkProblem) -> any History {
        if engine.id.mayOwn(store: engine.storePath), let reader = try? StoreReader(path: engine.storePath) { return reader }
        return try FetchedHistory(of: site, from: call)
    }

    /// It is so now, or it has latched and nobody has looked.
    private static func isOpen(_ alarm: Alarm) -> Bool { alarm.flag == nil && (alarm.isLive || alarm.phase == .latchedUnacknowledged) }

    static func status(of hosts: [HostState], alarms: [Alarm]) -> Status {
        guard hosts.contains(where: { $0.answeredAt != nil }) else { return .unknown }
        let live = alarms.filter(isOpen)
        if live.contains(where: { $0.severity == .critical }) { return .critical }
        // Of a host in maintenance nobody expects an answer.
        if hosts.contains(where: { $0.failure != nil && $0.maintenance == nil }) { return .critical }
        return live.isEmpty ? .ok : .warning
    }

    /// A host that does not answer is critical whatever its alarm is: where no alarm says that word, it is said why.
    static func summary(_ status: Status, _ hosts: [HostState], _ alarms: [Alarm]) -> Message {
        let answering = hosts.count { $0.failure == nil }
        let out = hosts.count { $0.maintenance != nil }
        let gaps = hosts.count { $0.gapsInWords != nil }
        let isOfAlarms = alarms.contains { isOpen($0) && $0.severity == .critical }
        let silent = hosts.count { $0.failure != nil && $0.maintenance == nil }
        return .statusOfAll(
            status.word, status == .critical && !isOfAlarms ? .hostsSilent(silent) : nil, answering, hosts.count, gaps > 0 ? gaps : nil,
            out > 0 ? out : nil, count(alarms.filter { $0.flag == nil }))
    }

    private static func isSeen(_ alarm: Alarm) -> Bool { alarm.phase == .acknowledged || alarm.phase == .latchedAcknowledged }

    /// `12 alarms (4 open, 3 acknowledged, 5 returned)`; where all of them are open that goes without saying.
    private static func count(_ alarms: [Alarm]) -> Message {
        let (all, seen, returned) = (alarms.count, alarms.count(where: isSeen), alarms.count { $0.phase == .returned })
        if seen + returned == 0 { return .alarmsCounted(all) }
        if seen == all { return .alarmsSorted(all, [.allAcknowledged()]) }
        if returned == all { return .alarmsSorted(all, [.allReturned()]) }
        let sorts: [(Int, (Int) -> Message)] = [
            (all - seen - returned, { .openAlarms($0) }), (seen, { .acknowledgedAlarms($0) }), (returned, { .returnedAlarms($0) }),
        ]
        return .alarmsSorted(all, sorts.filter { $0.0 > 0 }.map { $0.1($0.0) })
    }

    /// The host's own numbers, then those of its guests and their parts that the last poll saw, then those of whatever else it has.
    static func latest(of host: HostState, _ place: Host, in history: any History) -> [JSONDocument.Number] {
        let there = Set(host.guests.map(\.id))
        let series = history.series(of: place).filter { $0.key.entity.wholeGuest.map(there.contains) ?? true }
        let byEntity = Dictionary(grouping: series, by: \.key.entity)
        var seen: Set<Entity> = [.host]
        let others = series.map(\.key.entity).filter { $0.guest == nil && seen.insert($0).inserted }
        let parts = Dictionary(grouping: others, by: \.wholeGuest)
        let guests = host.guests.flatMap { guest in
            ([.guest(guest.id)] + (parts[guest.id] ?? [])).map { ($0, Optional(guest.name)) }
        }
        let entities = [(Entity.host, nil)] + guests + (parts[nil] ?? []).map { ($0, nil) }
        return entities.flatMap { entity, guest in
            (byEntity[entity] ?? []).compactMap { series in
                history.latest(series.key).map {
                    .init(entity: entity, metric: series.metric, value: $0.value, at: $0.at, guest: guest)
                }
            }
        }
    }

    static func table(_ site: Site, _ hosts: [HostState], _ alarms: [Alarm], _ history: any History) -> TextTable {
        var table = TextTable([
            localized("HOST"), localized("AREA"), localized("CPU %"), localized("WAIT %"), localized("MEMORY %"), localized("SESSIONS"),
            localized("STATE"),
        ])
        let now = wallClock()
        for host in hosts {
            // What the last polls did not bring is not known any more.
            let place = site.host(host.id)
            let oldest = now - max(place?.interval ?? .zero, .seconds(2)) * 5 / 2 - .seconds(5)
            func number(_ metric: Metric) -> String {
                // Of a host that does not answer nobody knows it.
                guard host.failure == nil, let point = history.latest(SeriesKey(host: host.id, metric: metric)),
                    point.at >= oldest
                else { return "--" }
                return abs(point.value) < 1e8 ? point.value.tenths : "--"
            }
            func whole(_ metric: Metric) -> String { String(number(metric).prefix { $0 != "." }) }
            // Nobody knows who is on a host that does not answer; and none listed and no number is not known either.
            let knowsSessions =
                host.answeredAt != nil && host.failure == nil && (!host.sessions.isEmpty || number(.sessions) != "--")
            // Some tell their number alone.
            let count = host.sessions.isEmpty ? whole(.sessions) : "\(host.sessions.count + (host.unlisted?.count ?? 0))"
            let sessions = knowsSessions ? count + (host.sessionLimit.map { "/\($0)" } ?? "") : "--"
            // How it is now: what has returned is in `warte alarms`.
            let its = alarms.filter { ($0.key.host == host.id || $0.key.host == place?.target) && isOpen($0) }
            func worst(_ alarms: [Alarm]) -> Alarm? {
                alarms.min { (isSeen($0) ? 1 : 0, $1.severity) < (isSeen($1) ? 1 : 0, $0.severity) }
            }
            let alarm = worst(its)
            // Of one that does not answer the failure says why, and its alarm whether anybody has seen it.
            let silent = worst(its.filter { ["no_data", "host_missing"].contains($0.key.rule) }).map { AlarmsCommand.mark($0) + " " } ?? ""
            let out = host.maintenance.map { Message.hostInMaintenance(time($0.until), $0.author, $0.reason).text }
            // It answers, and there is no place for what it says.
            let notKept =
                host.answeredAt != nil && [Metric.cpu, .memory, .sessions].allSatisfy { number($0) == "--" }
                ? alarms.first { $0.key.host.isEmpty && $0.key.rule == "store" && isOpen($0) }.map { Message.answersBut($0.message).text }
                : nil
            let state =
                out ?? host.failure.map { silent + $0.text } ?? alarm.map { AlarmsCommand.mark($0) + " " + $0.text }
                ?? notKept ?? host.gapsInWords ?? (host.polledAt == nil ? Message.noAnswerYet() : .hostIsWell()).text
            let shares = [Metric.cpu, .cpuWait, .memory].map { Wording.spoken.languages.numbers.spelled(number($0)) }
            table.add([host.id, place?.area ?? ""] + shares + [sessions, state])
        }
        return table
    }
}
