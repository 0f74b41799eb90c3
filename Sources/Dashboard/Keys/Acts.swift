import Alarms
import Drawing
import Feed
import Telemetry

extension VerbTable {
    static let alarmActs: [Verb] = [
        Verb(
            "acknowledge", [letter("a")], "a", word: "Ack", "acknowledge the selected alarm, with a comment if you like",
            about: .alarms, asks: [.comment], for: .operator, changes: true, .app { $0.acknowledge() }),
        Verb(
            "acknowledge-all", [letter("A")], "A", "acknowledge all that are visible; asks, and says how many", for: .operator,
            changes: true, .app { $0.acknowledgeAll() }),
        Verb(
            "shelve", [letter("s")], "s", word: "Shelve", "put the selected alarm aside for a time, with a reason", about: .alarms,
            asks: [.reason, .time], for: .operator, changes: true, .app { $0.shelve() }),
        Verb(
            "unshelve", [letter("S")], "S", "take it back from the shelf", about: .alarms, for: .operator, changes: true,
            .app { $0.unshelve() }),
        Verb(
            "undo", [letter("u")], "u", "undo the last acknowledge or shelve (10 s)", for: .operator, changes: true,
            .app { _ in [.send(.undo)] }),
        Verb(
            "comment", [letter("c")], "c", "comment on the selected alarm", about: .alarms, asks: [.words], for: .operator,
            changes: true, .app { $0.comment() }),
    ]

    static let hostActs: [Verb] = [
        Verb(
            "maintenance", [letter("o")], "o", word: "Maintenance", "put the host into maintenance for a time, with a reason",
            about: .hosts, asks: [.reason, .time], on: [.overview, .host], for: .operator, changes: true, .app { $0.startMaintenance() }
        ),
        Verb(
            "end-maintenance", also: "in-service", [letter("O")], "O", "the host is out of maintenance", about: .hosts,
            on: [.overview, .host],
            for: .operator,
            changes: true, .app { $0.endMaintenance() }),
        Verb(
            "forget", [letter("F")], "F", "forget a host that its cluster names no longer: it leaves the list", about: .hosts,
            on: [.overview, .host], for: .operator, changes: true, .app { $0.forgetHosts() }),
        Verb(
            "reveal", [letter("R")], "R", word: "Reveal", "show one session's name for 60 s; asks why, and that is written down",
            about: .sessions, asks: [.reason], on: [.host, .sessions, .timeouts, .guest], for: .admin, changes: true,
            .app { $0.askForName() }),
    ]
}

/// Acts on what is selected, one thing or many: each opens its question, or says why there is nothing to act on.
extension App {
    mutating func acknowledge() -> [Effect] {
        let selection = selection
        let alarms = context.summary.alarms.alarms(selection.alarms)
        guard let first = alarms.first else { return told(noAlarm) }
        if alarms.count > 1, selection.fold == nil {
            let waiting = alarms.filter(\.wantsAttention)
            let others = alarms.filter { !$0.wantsAttention }
            guard !waiting.isEmpty else { return told(App.nothingWaits(alarms)) }
            return ask(.acknowledge, Selection(alarms: waiting.map(\.id)), waiting, besides: App.sorts(others))
        }
        if selection.fold == nil {
            if let refusal = first.refusal { return told(refusal) }
            return ask(first.phase == .latchedAcknowledged ? .end : .acknowledge, Selection(alarms: [first.id]), [first])
        }
        let waiting = alarms.filter(\.wantsAttention)
        guard !waiting.isEmpty else { return told(App.nothingWaits(alarms)) }
        return ask(
            .acknowledgeAll(localized("of \"\(selection.fold ?? "")\"")), Selection(alarms: waiting.map(\.id)), waiting)
    }

    private var noAlarm: String {
        let hosts = cursorSelection.hosts.count
        return hosts > 1 ? localized("this row stands for \(hosts) hosts; Enter shows them one by one") : localized("no alarm is selected")
    }
    private static func nothingWaits(_ alarms: [Alarm]) -> String {
        let sorts = sorts(alarms)
        return sorts.count == 1
            ? localized("all of them are \(sorts[0].word)") : localized("none of them is to be acknowledged: \(listed(sorts))")
    }
    /// How many there are of each, and what they are instead of waiting.
    private static func sorts(_ alarms: [Alarm]) -> [(count: Int, word: String)] {
        Dictionary(grouping: alarms, by: \.standing).sorted { $0.key < $1.key }.map { ($1.count, $0.handled) }
    }
    private static func listed(_ sorts: [(count: Int, word: String)]) -> String {
        sorts.map { "\($0.count) \($0.word)" }.joined(separator: ", ")
    }

    mutating func acknowledgeAll() -> [Effect] {
        let visible = screens[shown.place].visible(in: context).alarms
        let alarms = context.summary.alarms.alarms(visible).filter(\.wantsAttention)
        guard !alarms.isEmpty else { return told(localized("no unacknowledged alarm is visible here")) }
        return ask(
            .acknowledgeAll(alarms.count == 1 ? localized("that is visible") : localized("that are visible")),
            Selection(alarms: alarms.map(\.id)), alarms)
    }

    mutating func comment() -> [Effect] {
        guard let alarms = selectedAlarms() else { return [] }
        return ask(.comment, Selection(alarms: alarms.map(\.id)), alarms)
    }

    mutating func shelve() -> [Effect] {
        guard let alarms = selectedAlarms() else { return [] }
        return ask(.shelve, Selection(alarms: alarms.map(\.id)), alarms)
    }

    mutating func unshelve() -> [Effect] {
        guard let alarms = selectedAlarms() else { return [] }
        let shelved = alarms.filter { $0.shelf != nil }
        guard let first = shelved.first else {
            return told(alarms.count == 1 ? localized("this alarm is not shelved") : localized("none of them is shelved"))
        }
        // What is seen under the cursor needs no question; what was marked elsewhere does.
        if alarms.count == 1, cursorSelection.alarms == [first.id] {
            unmark(Selection(alarms: [first.id]))
            return [.send(.unshelve(id: first.id))]
        }
        return ask(
            .unshelve, Selection(alarms: shelved.map(\.id)), shelved, besides: alarms.count - shelved.count, localized("not shelved"))
    }

    /// Nil, and said why, where there are none, and where one row stands for many: that is acknowledged, and nothing else.
    private mutating func selectedAlarms() -> [Alarm]? {
        let selection = selection
        let alarms = context.summary.alarms.alarms(selection.alarms)
        if selection.fold != nil {
            say(localized("this row stands for \(counted(alarms.count, "alarm")); Enter shows them one by one"), .notice)
            return nil
        }
        if alarms.isEmpty { say(noAlarm, .notice) }
        return alarms.isEmpty ? nil : alarms
    }

    /// About the hosts that the visible cursor is on, and never without a question.
    mutating func startMaintenance() -> [Effect] {
        let hosts = selection.hosts.filter { !context.summary.rows(of: $0).isEmpty }
        guard !hosts.isEmpty else { return told(localized("no host is selected")) }
        return ask(.startMaintenance, Selection(hosts: hosts))
    }

    mutating func endMaintenance() -> [Effect] {
        let hosts = selection.hosts.filter { !context.summary.rows(of: $0).isEmpty }
        guard let first = hosts.first else { return told(localized("no host is selected")) }
        // It may be its target's, and ends for all of its hosts then.
        let out = hosts.flatMap { context.summary.rows(of: $0) }.compactMap { $0.maintenance(at: world.now)?.host }
        guard !out.isEmpty else {
            return told(hosts.count == 1 ? localized("\(first) is not in maintenance") : localized("none of them is in maintenance"))
        }
        let others = hosts.count { context.summary.rows(of: $0).allSatisfy { $0.maintenance(at: world.now) == nil } }
        var seen: Set<Host.ID> = []
        return ask(
            .endMaintenance, Selection(hosts: out.filter { seen.insert($0).inserted }), besides: others, localized("not in maintenance"))
    }

    /// Says at once where there is nothing to forget; the engine has the last word.
    mutating func forgetHosts() -> [Effect] {
        let context = context
        let hosts = selection.hosts.filter { context.summary.row($0) != nil }
        guard let first = hosts.first else { return told(localized("no host is selected")) }
        let missing = hosts.filter { context.world.hosts[$0]?.hint == .missing }
        guard !missing.isEmpty else {
            return told(localized("\(first) is not missing: \(VerbTable.key("forget")) forgets what its cluster names no longer"))
        }
        return ask(.forget, Selection(hosts: missing), besides: hosts.count - missing.count, localized("not missing"))
    }

    /// Says at once where no name is told; the engine has the last word.
    mutating func askForName() -> [Effect] {
        guard world.engine?.mayReveal ?? false else {
            say(localized("names stay hidden here: the configuration has no [privacy] reveal = true"), .problem)
            return []
        }
        guard let person = selection.sessions.first, !person.user.isEmpty else {
            return told(localized("no session with a name is selected"))
        }
        return ask(.reveal, Selection(sessions: [person]))
    }

    private mutating func ask(
        _ purpose: Prompt.Purpose, _ selection: Selection, _ alarms: [Alarm] = [], besides others: Int, _ word: String
    ) -> [Effect] {
        ask(purpose, selection, alarms, besides: others == 0 ? [] : [(others, word)])
    }
    /// - Parameter others: how many it is not about, though they are marked, or of the area that is, and what they are.
    private mutating func ask(
        _ purpose: Prompt.Purpose, _ selection: Selection, _ alarms: [Alarm] = [], besides others: [(count: Int, word: String)] = []
    ) -> [Effect] {
        let shelf = world.engine?.shelveDefault ?? .seconds(3600)
        var note = ""
        if others.count > 1 {
            note = localized("nothing is done about \(others.reduce(0) { $0 + $1.count }) more: \(App.listed(others))")
        } else if let (count, word) = others.first {
            let isMarked = !marks.isEmpty
            note =
                count == 1
                ? isMarked
                    ? localized("1 more is marked and \(word): nothing is done about it")
                    : localized("1 more is \(word): nothing is done about it")
                : isMarked
                    ? localized("\(count) more are marked and \(word): nothing is done about them")
                    : localized("\(count) more are \(word): nothing is done about them")
        }
        let windows = context.summary.windows(of: selection.hosts, at: world.now)
        return lay(
            .prompt(
                Prompt(purpose, about: selection, of: engine, alarms, windows: windows, note: note, user: settings.user, shelf: shelf)))
    }
    mutating func told(_ words: String) -> [Effect] {
        say(words, .notice)
        return []
    }
}
