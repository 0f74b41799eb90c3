import Alarms
import Drawing
import Feed
import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// The one table of verbs: what is in it works, has words, and is the same for keys, help and key bar.
@Suite struct VerbTests {
    private let table = VerbTable.standard

    private func app(on screen: ScreenName, _ access: AccessLevel = .admin) -> App {
        var app = screen == .guest ? GuestHall.app() : TownHall.troubled()
        app.settings.access = access
        // A guest's page has no digit: the way there is through its host.
        app.tell(screen == .guest ? [.key(.character("W")), .key(.enter)] : [.key(.character(Character(String(screen.place + 1))))])
        return app
    }

    @Test func everyVerbHasANameKeysAndAMeaning() {
        #expect(Set(table.all.map(\.name)).count == table.all.count, "names are unique")
        for verb in table.all {
            #expect(!verb.name.isEmpty && verb.name.allSatisfy { $0.isASCII && $0.isLowercase || $0 == "-" }, "\(verb.name)")
            // One that is rarely wanted is written, and says so.
            #expect(!verb.keys.isEmpty || verb.shown == ":" + verb.name, "\(verb.name)")
            #expect(!verb.shown.isEmpty && !verb.meaning.isEmpty, "\(verb.name)")
            #expect(verb.screens.map { !$0.isEmpty } ?? true, "\(verb.name) works somewhere")
        }
    }

    @Test(arguments: ScreenName.allCases) func noKeyMeansTwoThingsOnOneScreen(screen: ScreenName) {
        var owners: [Key: String] = [:]
        for verb in table.all where verb.works(on: screen) {
            for key in verb.keys {
                #expect(owners.updateValue(verb.name, forKey: key) == nil, "\(verb.name) and another")
                #expect(table.verb(for: key, on: screen)?.name == verb.name)
            }
        }
    }

    /// Somewhere on the screen each verb does something that is seen, goes out, or is kept.
    @Test(arguments: ScreenName.allCases) func everyVerbHasAHandlerWhereItWorks(screen: ScreenName) {
        func isDone(_ verb: Verb, after keys: [Key]) -> Bool {
            var app = app(on: screen)
            app.tell(keys.map { .key($0) })
            let (before, focus) = (app.draw(width: 200, height: 80).transcript, app.focus)
            // Without a key it is written.
            let written = [Key.character(":"), .paste(verb.name), .enter]
            let effects = app.tell((verb.keys.first.map { [$0] } ?? written).map { .key($0) })
            return !effects.isEmpty || app.focus != focus || app.draw(width: 200, height: 80).transcript != before
        }
        let starts: [[Key]] = [
            [], [.right, .down, .down], [.character(">"), .character(".")], [.character("/"), .character("v"), .enter],
        ]
        for verb in table.all where verb.works(on: screen) && verb.name != screen.rawValue {
            #expect(starts.contains { isDone(verb, after: $0) }, "\(verb.name) on \(screen.title)")
        }
    }

    @Test(arguments: ScreenName.allCases) func helpAndKeyBarListWhatWorksHere(screen: ScreenName) {
        var app = app(on: screen)
        let picture = app.draw(width: 400, height: 30).transcript
        app.tell([.key(.character("?"))])
        let help = app.draw(width: 300, height: 80).transcript
        for verb in table.all {
            #expect(help.contains("\(verb.shown)  \(verb.meaning)") == verb.works(on: screen), "\(verb.name) on \(screen.title)")
            guard !verb.word.isEmpty else { continue }
            #expect(picture.contains(" \(verb.shown) \(verb.word)") == verb.works(on: screen), "\(verb.name) on \(screen.title)")
        }
    }

    @Test func theHelpOfAllScreensTogetherListsAll() {
        let listed = ScreenName.allCases.flatMap { table.verbs(on: $0, for: .admin).map(\.name) }
        #expect(Set(listed) == Set(table.all.map(\.name)))
    }

    @Test func namesThatTheCodeGoesByAreInTheTable() {
        let purposes: [Prompt.Purpose] = [
            .acknowledge, .acknowledgeAll(""), .comment, .shelve, .startMaintenance, .endMaintenance, .reveal,
        ]
        for name in Help.closing.union(purposes.map(\.verb)).union(["redraw"]) { #expect(table.verb(named: name) != nil, "\(name)") }
        // Whatever asks for words is about something, and whatever is about something changes it.
        for verb in table.all where !verb.arguments.isEmpty { #expect(verb.about != nil, "\(verb.name)") }
        for verb in table.all where verb.about != nil { #expect(verb.changes, "\(verb.name)") }
    }

    /// Sentences name keys by their verbs.
    @Test func namesInSentencesAreInTheTable() throws {
        let folder = folderOf(#filePath) + "/../../../Sources/Dashboard"
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") } ?? []
        let names = try files.flatMap { file in
            try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8).matches(of: /VerbTable\.key\("([a-z-]+)"\)/).map {
                String($0.1)
            }
        }
        #expect(names.count > 10)
        for name in names { #expect(table.verb(named: name) != nil, "\(name)") }
    }

    @Test func whoLooksChangesNothing() {
        for verb in table.all where verb.changes {
            #expect(verb.access > .viewer, "\(verb.name)")
            for screen in ScreenName.allCases where verb.works(on: screen) {
                var app = app(on: screen, .viewer)
                #expect(app.perform(verb).isEmpty)
                #expect(app.message?.text == "\(verb.shown) is for \(verb.access.plural)", "\(verb.name)")
            }
        }
        var app = app(on: .alarms, .viewer)
        #expect(!app.draw(width: 200, height: 60).transcript.contains("a Ack"))
        app.tell([.key(.character("?"))])
        #expect(!app.draw(width: 200, height: 60).transcript.contains("acknowledge the selected alarm"))
    }

    // MARK: Many at once

    private func answer(_ purpose: Prompt.Purpose, _ selection: Selection, _ keys: [Key]) -> [Effect] {
        var prompt = Prompt(purpose, about: selection, TownHall.alarms.filter { selection.alarms.contains($0.id) }, user: "anna")
        for key in keys { if case .done(let effects) = prompt.handle(key) { return effects } }
        return []
    }

    @Test func actsTakeManyAtOnce() {
        let alarms = Selection(alarms: [41, 42])
        let word: [Key] = [.character("x"), .enter]
        #expect(
            answer(.shelve, alarms, word)
                == [.send(.shelve(ids: [41, 42], duration: .seconds(3600), reason: "x"))])
        #expect(answer(.comment, alarms, word) == [.send(.comment(ids: [41, 42], text: "x"))])
        #expect(answer(.acknowledge, alarms, word) == [.send(.acknowledge(ids: [41, 42], comment: "x"))])
        #expect(answer(.acknowledgeAll("that are selected"), alarms, word).isEmpty)
        #expect(
            answer(.acknowledgeAll("that are selected"), alarms, [.character("y")])
                == [.send(.acknowledge(ids: [41, 42], comment: ""))])
        let hosts = Selection(hosts: ["hv-1", "vpn-1"])
        #expect(
            answer(.startMaintenance, hosts, word)
                == hosts.hosts.map { .send(.startMaintenance(host: $0, duration: .seconds(7200), reason: "x")) })
        #expect(answer(.endMaintenance, hosts, [.character("y")]) == hosts.hosts.map { .send(.endMaintenance(host: $0)) })
    }

    @Test func theSelectionIsWhatTheCursorIsOn() {
        var app = app(on: .overview)
        #expect(app.selection == Selection(hosts: ["hv-1"], alarms: [41]))
        app.tell([.key(.right), .key(.down)])
        #expect(app.selection == Selection(hosts: ["vpn-1"], alarms: [42]))
        app.tell([.key(.character("W"))])
        #expect(app.selection.hosts == ["hv-1"])
        #expect(app.selection.guests == [GuestIdentity(host: "hv-1", guest: TownHall.uuid(0))])
        #expect(app.selection.count(of: .sessions) == 1)
        app.tell([.key(.character("5"))])
        #expect(app.selection.hosts == ["vpn-1"] && app.selection.sessions.count == 1 && app.selection.alarms == [42])
    }
}
