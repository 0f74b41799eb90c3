import Configuration
import Engine
import Glibc
import Journal
import OwnProcess
import Telemetry

/// `warte privacy`: what personal data is held, where, until when, and who was told a name.
struct PrivacyReport {
    let text: String

    init(_ configuration: String?, state: String?) throws(StartFailure) {
        let environment = environment()
        let settings = try EngineConfiguration.read(configuration, environment: environment)
        let places = try StatePaths(environment: environment, state: state)
        let journal = try? Journal(reading: places.journal)
        text =
            Self.policy(settings.privacy) + "\n" + Self.held(settings, places, journal).text + "\n"
            + Self.told(journal?.reveals() ?? [])
    }

    private static func policy(_ privacy: Privacy) -> String {
        let lines: [Message] =
            switch privacy.names {
            case .plain: [.namesAreKept()]
            case .pseudonyms: [.namesAreHidden(), privacy.reveal ? .oneNameMayBeTold() : .noNameIsTold()]
            }
        return lines.map { $0.text + "\n" }.joined()
    }

    private static func held(_ settings: SiteSettings, _ places: StatePaths, _ journal: Journal?) -> TextTable {
        let isPlain = settings.privacy.names == .plain
        let names: Message = isPlain ? .heldNamesAndAddresses() : .heldPseudonyms()
        let keep = settings.alarms.retention
        // One of another version, say.
        let isUnread = journal == nil && access(places.journal, F_OK) == 0
        let ends = journal?.ends(since: Moment(milliseconds: 0)) ?? []
        let sessions = journal?.sessions(since: Moment(milliseconds: 0)) ?? []
        var table = TextTable([localized("WHAT"), localized("AS"), localized("WHERE"), localized("UNTIL")], longest: 4096)
        func add(_ what: Message, as kind: Message, in place: String, until end: String) {
            table.add([what.text, kind.text, place, end])
        }
        let memory = Message.memoryOfEngine().text
        add(.heldSessions(), as: names, in: memory, until: Message.untilNextPoll().text)
        add(.heldGuests(), as: names, in: memory, until: Message.untilNextPoll().text)
        if !isPlain { add(.heldBehindPseudonyms(), as: .heldNames(), in: memory, until: Message.untilMidnight().text) }
        let endsNow: Message = isUnread ? .countIsUnknown() : .nowKept(ends.count, ends.first?.at.stamp())
        add(.heldEnds(), as: names, in: places.journal, until: Message.keptThenCounted(keep.sessionEnds, endsNow).text)
        let sessionsNow: Message = isUnread ? .countIsUnknown() : .nowLasting(sessions.count, sessions.count { $0.ended == nil })
        add(.heldSessionTable(), as: names, in: places.journal, until: Message.keptAfterEnd(keep.sessionEnds, sessionsNow).text)
        if !isPlain, let row = inClear(ends, sessions, keep.sessionEnds) {
            add(.heldInClear(), as: .heldNamesAndAddresses(), in: places.journal, until: row.text)
        }
        let alarms = keep.alarms.text(.exact)
        add(.heldAlarms(), as: names, in: places.journal, until: alarms)
        add(.heldLines(), as: names, in: places.journal, until: keep.events.text(.exact))
        add(.heldStates(), as: names, in: places.journal, until: keep.states.text(.exact))
        add(.heldActs(), as: .heldUsers(), in: places.journal, until: alarms)
        add(.heldAudit(), as: .heldUsersAndNumbers(), in: places.journal, until: alarms)
        add(.heldReveals(), as: .heldUsersAndPseudonyms(), in: places.journal, until: alarms)
        for name in SetAside(places).names where name.hasPrefix(StatePaths.journalName) {
            add(.heldSetAside(), as: .heldAsThen(), in: places.folder + "/" + name, until: Message.untilDeleted().text)
        }
        add(.heldLoad(), as: .heldNumbers(), in: places.store, until: settings.store.quarterHours.text(.exact))
        return table
    }

    /// How many rows have a name or an address, and until when; nil where none has. In lines and evidence of that time there are names too,
    /// which nobody can tell from other words.
    static func inClear(_ ends: [SessionEnd], _ sessions: [SessionRecord], _ kept: Duration) -> Message? {
        let (ends, sessions) = (ends.filter { !$0.isHidden }, sessions.filter { !$0.isHidden })
        guard !(ends.isEmpty && sessions.isEmpty) else { return nil }
        let lasting = sessions.count { $0.ended == nil }
        let last = (ends.map(\.at) + sessions.compactMap(\.ended)).max().map { Message.lastInClear(($0 + kept).stamp()) }
        let until = [last, lasting == 0 ? nil : .lastingInClear(kept, lasting)]
        return .nowInClear(ends.count + sessions.count, until.compactMap { $0 })
    }

    private static func told(_ reveals: [Reveal]) -> String {
        guard !reveals.isEmpty else { return Message.nobodyWasTold().text + "\n" }
        var table = TextTable(
            [localized("TOLD AT (UTC)"), localized("TO"), localized("PSEUDONYM"), localized("HOST"), localized("REASON")], longest: 4096)
        for reveal in reveals { table.add([reveal.at.stamp(), reveal.author, reveal.pseudonym, reveal.host, reveal.reason]) }
        return table.text
    }
}
