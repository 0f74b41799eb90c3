import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// What stands in tables and is named where it is shown: nobody finds it in the sources.
struct GermanScreensTests {
    private static let german = Set(German.texts.map { [$0.context, $0.english] })
    private func isTranslated(_ english: String, _ context: String = "") -> Bool { Self.german.contains([context, english]) }

    @Test func everyVerbIsTranslated() {
        for verb in VerbTable.standard.all where ScreenName(rawValue: verb.name) == nil {
            #expect(isTranslated(verb.plainMeaning), "\(verb.plainMeaning)")
            #expect(verb.plainWord.isEmpty || isTranslated(verb.plainWord), "\(verb.plainWord)")
        }
        for (_, word) in App.waysInPast { #expect(isTranslated(word), "\(word)") }
    }

    @Test func everyStateIsTranslated() {
        for cause in Cause.allCases { #expect(isTranslated(cause.label, "cause"), "\(cause)") }
        for state in Guest.State.allCases {
            #expect(isTranslated(state == .shuttingDown ? "stopping" : state.rawValue, "guest state"), "\(state)")
        }
        for state in StoragePool.State.allCases { #expect(isTranslated(state.rawValue, "storage"), "\(state)") }
        for confidence in Confidence.allCases { #expect(isTranslated(confidence.rawValue), "\(confidence)") }
        for place in UserCommand.Place.allCases { #expect(isTranslated(place.rawValue), "\(place)") }
        let metrics: [Metric] = [
            .cpu, .cpuUser, .cpuSystem, .cpuIOWait, .cpuSteal, .memory, .memoryTotal, .memoryAvailable, .swapUsed, .cpuWait, .pressureCPU,
            .sessions, .guestsRunning, .guestsDefined, .netReceived, .netSent, .blockRead, .blockWritten, .guestCPU, .guestWait,
            .guestWaitWorst, .guestMemoryUsed, PartMetric.run, PartMetric.steal, PartMetric.actual, PartMetric.rss, PartMetric.readTime,
        ]
        for metric in metrics { #expect(isTranslated(metric.label, "metric"), "\(metric.id)") }
    }

    // MARK: Pictures

    /// The same troubles as `TownHall`'s, as an engine tells them.
    private static let alarms: [Alarm] = TownHall.alarms.map { alarm in
        var alarm = alarm
        switch alarm.id {
        case 41:
            alarm.message = .aboveLimit(
                .cpuWait, Quantity(12.4, "%"), .perVirtualProcessor(), .seconds(300), Quantity(10, "%"), Quantity(8, "%"))
        case 42: alarm.message = .clientsLost(11, .within(.seconds(240)))
        case 43: alarm.message = .noDataSince(CollectFailure.timedOut(asked: "10.1.0.9:7505", after: .seconds(5)).message)
        case 38: alarm.message = .sessionsOfLimit(.limitPool(), Quantity(81, "%"), 97, 120)
        case 12: alarm.message = .clientsLost(14, .within(.seconds(240)))
        default: alarm.message = .aboveLimit(.memory, Quantity(91, "%"), nil, nil, Quantity(90, "%"), nil)
        }
        if let rule = standardRules.first(where: { $0.id == ["cpu_wait", "timeouts", "no_data"][Int(alarm.id) % 3] }) {
            alarm.runbook = rule.defaults.runbook
        }
        return alarm
    }

    private static func app(_ keys: [Key] = []) -> App {
        var app = TownHall.troubled()
        app.tell([.update(.alarms(alarms)), .tick(TownHall.now)])
        app.tell(keys.map { .key($0) })
        return app
    }

    @Test(arguments: [
        ("overview", [Key]()), ("host", [.character("W")]), ("alarms", [.character("3")]), ("alarm-open", [.character("3"), .enter]),
        ("sessions", [.character("4")]), ("timeouts", [.character("5")]), ("help", [.character("?")]),
        ("guest", [.character("W"), .enter]), ("ask-acknowledge", [.character("!"), .character("a")]),
        ("ask-shelve", [.character("!"), .character("s")]), ("switcher", [.character("H"), .character("v")]),
    ])
    func everyScreenSpeaksGerman(_ name: String, _ keys: [Key]) throws {
        let german = try #require(German.wording)
        try Wording.speaking(german) {
            for (width, height) in [(45, 20), (80, 24), (120, 40)] {
                let canvas = Self.app(keys).draw(width: width, height: height)
                try checkPicture(canvas.transcript, "german-\(name)-\(width)x\(height).txt")
            }
        }
    }

    /// The size that is complete: no key that English has in its bar is left out in German, and no screen.
    @Test(arguments: [
        [Key](), [.character("W")], [.character("3")], [.character("4")], [.character("5")], [.character("W"), .enter],
    ])
    func noWordOfTheBarIsMissingAt80Columns(_ keys: [Key]) throws {
        let german = try #require(German.wording)
        func bar() -> Substring {
            Self.app(keys).draw(width: 80, height: 24).transcript.split(separator: "\n").first { $0.hasPrefix(" 1 ") } ?? ""
        }
        let english = bar()
        #expect(english.contains("5 Timeouts") && english.contains("? Help"), "\(english)")
        func pairs() -> [(key: String, word: String)] {
            ScreenName.numbered.map { (VerbTable.key($0.rawValue), $0.title) }
                + VerbTable.standard.all.filter { !$0.word.isEmpty }.map { ($0.shown, $0.word) }
        }
        let words = pairs()
        let shown = words.indices.filter { " \(english) ".contains(" \(words[$0].key) \(words[$0].word) ") }
        #expect(shown.count >= 6, "\(english)")
        Wording.speaking(german) {
            let (line, words) = (bar(), pairs())
            for index in shown {
                #expect(" \(line) ".contains(" \(words[index].key) \(words[index].word) "), "\(english)\n\(line)")
            }
        }
    }

    /// Of a host that does not answer, its age is seen in whatever room there is.
    @Test func theAgeOfWhatIsStaleIsSeenAt80Columns() throws {
        let german = try #require(German.wording)
        func row() -> Substring? {
            Self.app().draw(width: 80, height: 24).transcript.split(separator: "\n").first { $0.hasPrefix(" vpn-2") }
        }
        #expect(row()?.contains("stale 74 s") == true)
        Wording.speaking(german) { #expect(row()?.contains("alt 74 s") == true, "\(row() ?? "")") }
    }

    // MARK: Filters

    /// A saved view means the same in every language, and what is on the screen finds what is shown so.
    @Test func filtersMeanTheSameInBothLanguages() throws {
        let german = try #require(German.wording)
        func app(_ screen: Character, _ filter: String) -> App {
            var app = Self.app([.character(screen), .character("/")])
            app.type(filter)
            return app
        }
        func alarms(_ filter: String) -> Set<Int64> {
            let app = app("3", filter)
            return Set(app.screens[2].visible(in: app.context).alarms)
        }
        func ends(_ filter: String) -> Int { (app("5", filter).screens[4] as? TimeoutsScreen)?.ends.count ?? -1 }
        func guests(_ filter: String) -> [String] { (app("2", filter).screens[1] as? HostScreen)?.lists.guests.map(\.name) ?? [] }
        func sessions(_ filter: String) -> Int { (app("4", filter).screens[3] as? SessionsScreen)?.sessions.count ?? -1 }
        let states = ["open", "acknowledged", "returned", "unseen", "shelved", "critical", "warning", "ack"].map { "state:" + $0 }
        let kinds = ["timeout", "policy", "normal", "unclear", "\"client lost\"", "handshake", "vpn"].map { "kind:" + $0 }
        let inEnglish = (states.map(alarms), kinds.map(ends), guests("state:off"), sessions("kind:vdi"))
        #expect(inEnglish.0.allSatisfy { !$0.isEmpty } && inEnglish.1[0] > 0 && inEnglish.2 == ["old-mail"] && inEnglish.3 > 0)
        Wording.speaking(german) {
            #expect(states.map(alarms) == inEnglish.0 && kinds.map(ends) == inEnglish.1)
            #expect(guests("state:off") == inEnglish.2 && sessions("kind:vdi") == inEnglish.3)
            #expect(alarms("state:zurück") == inEnglish.0[2] && alarms("state:ungesehen") == inEnglish.0[2])
            #expect(alarms("state:zurückgestellt") == inEnglish.0[4] && alarms("state:zurückg") == inEnglish.0[4])
            #expect(guests("state:aus") == ["old-mail"], "and not what is in \"pausiert\"")
            #expect(ends("kind:zeitüb") == inEnglish.1[0] && ends("kind:abbruch") == inEnglish.1[4])
        }
    }

    /// What the configuration calls a command is a name, whatever the word means.
    @Test func namesOfCommandsStayAsTheyAre() throws {
        let german = try #require(German.wording)
        let commands = [
            UserCommand(name: "start", key: "x", place: .host, run: ["start"]), UserCommand(name: "guest", place: .host, run: ["look"]),
        ]
        let table = VerbTable.with(commands)
        #expect(table.verb(named: "guest")?.meaning == "run guest: look")
        Wording.speaking(german) {
            #expect(VerbTable.with(commands).verb(named: "start")?.word == "start")
            #expect(VerbTable.with(commands).verb(named: "guest")?.meaning.contains("look") == true)
        }
    }

    @Test func datesAndNumbersAreWrittenAsTheLanguageHasThem() throws {
        let german = try #require(German.wording)
        let clock = Clock(now: Moment(seconds: 1_764_418_800), offset: 3600)
        let then = Moment(seconds: 1_764_331_500)
        #expect(clock.long(then) == "28 Nov 13:05")
        #expect(LocalTime(then, offset: 3600).longDate == "Fri 28 Nov")
        Wording.speaking(german) {
            #expect(clock.long(then) == "28.11. 13:05")
            #expect(LocalTime(then, offset: 3600).longDate == "Fr 28.11.")
            #expect(Numbers.tenths(12.44) == "12,4" && Numbers.perSecond(0.01) == "<0,1")
            #expect(Numbers.times(3) == "3. Mal")
        }
        // Words may be of one language and dates of another.
        var mixed = Languages(all: .english)
        mixed.dates = .german
        Wording.speaking(Wording(mixed, nil)) {
            #expect(clock.long(then) == "28.11. 13:05" && Numbers.tenths(12.44) == "12.4" && Numbers.times(3) == "3rd time")
        }
    }

    @Test(arguments: ["gestern 8:10", "yesterday 8:10", "Di 8:10", "dienstag 8:10", "Tue 8:10", "24.11. 8:10", "24 Nov 8:10"])
    func aTimeIsWrittenInEitherLanguage(_ words: String) throws {
        // Wednesday.
        let now = Moment(seconds: 1_764_169_200)
        let moment = try TimeWords(now: now, offset: { _ in 0 }).moment(words)
        let expected = words.hasPrefix("24") ? Moment(seconds: 1_763_971_800) : Moment(seconds: 1_764_058_200)
        #expect(moment == expected, "\(words)")
    }
}
