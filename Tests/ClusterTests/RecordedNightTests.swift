import Dashboard
import Drawing
import Feed
import Recording
import Telemetry
import TestSupport
import Testing

/// The same night, written down while it was watched: whoever plays it sees at each moment what the live screen showed, letter by letter
/// and role by role.
@Suite struct RecordedNightTests {
    private static let sizes = [(45, 20), (80, 24), (120, 40), (200, 60)]
    private static let screens: [(name: String, keys: [String], enter: Bool)] =
        [("overview", [":host hv-1", "1"], false), ("guest", [":host hv-1"], true)]
        + NightTests.hosts.map { ($0.id, [":host " + $0.id], false) }
        + ["3", "4", "5"].map { ("screen " + $0, [":host hv-1", $0], false) } + [("alarm", [":host hv-1", "3"], true)]

    /// Without the first row, which says what it is, and the keys, of which fewer work.
    private static func pictures(of app: App) -> [String: [[Cell]]] {
        var out: [String: [[Cell]]] = [:]
        for screen in screens {
            var app = app
            for part in screen.keys {
                for letter in part { _ = app.handle(.key(.character(letter))) }
                if part.hasPrefix(":") { _ = app.handle(.key(.enter)) }
            }
            if screen.enter { _ = app.handle(.key(.enter)) }
            for (width, height) in sizes {
                _ = app.handle(.resized(width: width, height: height))
                let canvas = app.draw(width: width, height: height)
                let keys = height >= 30 ? 2 : 1
                out["\(screen.name) \(width)x\(height)"] = (1..<height - keys).map { Array(canvas.row($0)) }
            }
        }
        return out
    }
    private static func text(_ row: [Cell]) -> String { row.map { String($0.text.character) }.joined() }
    private static func row(_ app: App, _ y: Int) -> String { text(Array(app.draw(width: 120, height: 40).row(y))) }

    private static func compare(_ shown: [String: [[Cell]]], _ found: [String: [[Cell]]], _ when: String) {
        for (name, rows) in shown.sorted(by: { $0.key < $1.key }) {
            let played = found[name] ?? []
            for (y, row) in rows.enumerated() where played[y] != row {
                Issue.record("\(name), \(when), row \(y + 1)\n live \(text(row))\n play \(text(played[y]))")
                break
            }
        }
    }

    @Test func itIsPlayedAsItWasAndGoesBackInItself() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("night.warte")
        var random = SeededGenerator(seed: 8)
        let night = try await Night(NightTests.hosts, recording: path)
        var shown: [(at: Moment, screens: [String: [[Cell]]])] = []
        for minute in 0..<180 {
            try await night.pass(minute, &random)
            if minute % 12 == 5 { shown.append((night.now, Self.pictures(of: night.app))) }
        }
        try night.endRecording()

        let playback = try Playback(path: path)
        var app = App(now: playback.from, settings: DisplaySettings(user: "km"))
        _ = app.handle(.replay(ReplayState(speed: 10)))
        _ = app.handle(.history(playback.numbers))
        for moment in shown {
            while let next = playback.next, next <= moment.at { for event in playback.play(until: moment.at) { _ = app.take(event) } }
            _ = app.handle(.tick(moment.at))
            #expect(Self.row(app, 0).contains("REPLAY ") && !Self.row(app, 0).contains("live"))
            Self.compare(shown: moment.screens, in: app, "minute \((moment.at - night.began).components.seconds / 60)")
        }

        // Back in it, the same moments are as they were, but for what is said of the past everywhere.
        let there = try #require(shown.dropLast(4).last)
        var effects = app.handle(.key(.character("b")))
        for letter in "-\((shown[shown.count - 1].at - there.at).components.seconds)s" { effects += app.handle(.key(.character(letter))) }
        effects += app.handle(.key(.enter))
        while let effect = effects.first {
            effects.removeFirst()
            switch effect {
            case .askPast(.alarms(let at)): effects += app.handle(.pastAlarms(at: at, .success(playback.alarms(at: at))))
            case .askPast(.hosts(let ids, let at)): effects += app.handle(.past(at: at, .success(playback.hosts(ids, at: at))))
            default: break
            }
        }
        #expect(Self.row(app, 0).contains("48 min ago"), "\(Self.row(app, 0))")
        let (then, now) = (there.screens["screen 4 120x40"] ?? [], Self.pictures(of: app)["screen 4 120x40"] ?? [])
        for (row, past) in zip(then, now).dropFirst(2) where Self.text(row).contains("u-") {
            #expect(Self.text(Array(row.dropFirst())) == Self.text(Array(past.dropFirst())))
        }
        #expect(then.contains { Self.text($0).contains("u-") })
    }

    private static func compare(shown: [String: [[Cell]]], in app: App, _ when: String) { compare(shown, pictures(of: app), when) }

    @Test func nothingIsDoneInIt() async throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator(seed: 8)
        let night = try await Night(NightTests.hosts, recording: folder.file("night.warte"))
        for minute in 0..<64 { try await night.pass(minute, &random) }
        let playback = try Playback(path: folder.file("night.warte"))
        #expect(playback.isBroken, "nobody has left yet")
        var app = App(now: playback.from)
        _ = app.handle(.replay(ReplayState(speed: 1)))
        _ = app.handle(.history(playback.numbers))
        while !playback.isOver { for event in playback.play(until: playback.until) { _ = app.take(event) } }
        _ = app.handle(.tick(playback.until))
        for keys in ["3a", "3A", "3s", "3c", ":maintenance 1h\n", ":poll\n", "4n"] {
            var effects: [Effect] = []
            for letter in keys { effects += app.handle(.key(letter == "\n" ? .enter : .character(letter))) }
            #expect(
                !effects.contains { if case .send = $0 { true } else if case .reveal = $0 { true } else { false } }, "\(keys): \(effects)")
            _ = app.handle(.key(.escape))
        }
        _ = app.handle(.key(.character("3")))
        _ = app.handle(.key(.character("a")))
        #expect((36..<40).contains { Self.row(app, $0).contains("nothing can be done in a replay: it shows what was") })
        #expect(app.handle(.key(.character("z"))) == [.pauseReplay(true)])
        _ = app.handle(.replay(ReplayState(speed: 1, isPaused: true)))
        #expect(Self.row(app, 0).contains(#/REPLAY \d+:\d\d, paused/#))
        for (width, height) in [(39, 20), (20, 5), (40, 8), (45, 20)] {
            #expect(app.draw(width: width, height: height).transcript.prefix { $0 != "\n" }.contains("REPLAY"), "\(width)x\(height)")
        }
        _ = app.handle(.replay(ReplayState(speed: 1, ending: playback.lastWords.text)))
        #expect(Self.row(app, 0).contains(#/REPLAY \d+:\d\d, over/#))
        #expect((36..<40).contains { Self.row(app, $0).contains("the recording breaks off here, after byte") })
    }
}
