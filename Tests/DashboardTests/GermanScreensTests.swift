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

    /// No name of a column loses its end, and no key its word, at the size that is complete.
    @Test(arguments: [[Key](), [.character("W")], [.character("3")], [.character("4")], [.character("5")], [.character("W"), .enter]])
    func noWordIsCutAt80Columns(_ keys: [Key]) throws {
        let german = try #require(German.wording)
        Wording.speaking(german) {
            let rows = Self.app(keys).draw(width: 80, height: 24).transcript.split(separator: "\n")
            let bar = rows.first { $0.contains("1 Übersicht") }
            #expect(bar?.contains("5 Zeitüberschr.") == true, "\(rows)")
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
