import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// The configuration's commands beside the dashboard's own verbs.
@Suite struct UserCommandTests {
    private static let commands = [
        UserCommand(name: "ssh", key: "x", place: .host, run: ["ssh", "{host.address}"], isForeground: true),
        UserCommand(name: "console", key: "F5", place: .guest, run: ["virsh", "console", "{guest.name}"], confirms: true),
        UserCommand(name: "kick", place: .session, run: ["kick", "{session.user}", "{session.kind}"]),
        UserCommand(name: "ticket", key: "alt-x", place: .alarm, run: ["ticket", "{alarm.rule}", "{alarm.severity}", "{host.name}"]),
    ]
    private func desk(_ commands: [UserCommand] = commands, access: AccessLevel = .admin) -> Desk {
        let desk = Desk(TownHall.troubled())
        desk.app.settings.access = access
        var status = TownHall.engine
        status.commands = commands
        desk.tell([.update(.engine(status))])
        return desk
    }
    private func picture(_ desk: Desk) -> String { desk.app.draw(width: 200, height: 80).transcript }
    private static let onHV1 = CommandRun(command: "ssh", host: "hv-1")

    @Test func itRunsOnceTheEngineHasWrittenItDown() {
        let desk = desk()
        #expect(desk.press(.character("x")) == [.send(.run(Self.onHV1))])
        #expect(desk.press(.character("x")).isEmpty, "it is being written down, and that once")
        let program = ProgramRun(name: "ssh", arguments: ["ssh", "hv-1"], isForeground: true, deadline: .seconds(60), about: "hv-1")
        #expect(desk.tell([.answer(.run(Self.onHV1), nil)]) == [.run(program)])
        #expect(desk.tell([.answer(.run(Self.onHV1), nil)]).isEmpty, "once")
        #expect(desk.type(":ssh").isEmpty)
        #expect(desk.press(.enter) == [.send(.run(Self.onHV1))])
        #expect(desk.tell([.answer(.run(Self.onHV1), CommandRefusal(.notWrittenDown()))]).isEmpty)
        #expect(desk.app.message?.text.hasPrefix("not done: ") == true)
        desk.press(.character("x"))
        desk.tell([.connection(.lost(reason: .raw("gone"), since: TownHall.now))])
        #expect(desk.tell([.answer(.run(Self.onHV1), nil)]).isEmpty, "nobody knows of it any more")
        #expect(desk.press(.character("x")).isEmpty, "without an engine nothing is written down")
    }

    /// What is being written down gets the terminal when it is: nothing else may be written down as run meanwhile.
    @Test func theTerminalIsPromisedOnce() {
        let desk = desk(Self.commands + [UserCommand(name: "peek", key: "F6", place: .host, run: ["peek"], isForeground: true)])
        let peek = CommandRun(command: "peek", host: "hv-1")
        #expect(desk.press(.character("x")) == [.send(.run(Self.onHV1))] && !desk.app.promisesTerminal(besides: Self.onHV1))
        #expect(desk.app.promisesTerminal(besides: peek))
        #expect(desk.press(.function(6)) == [.send(.run(peek))])
        desk.tell([.answer(.run(peek), CommandRefusal(.terminalTaken("peek")))])
        #expect(!desk.app.promisesTerminal(besides: Self.onHV1))
        desk.tell([.answer(.run(Self.onHV1), nil)])
        #expect(!desk.app.promisesTerminal(besides: peek), "it has it now")
    }

    @Test func onlyAYesRunsWhatAsks() throws {
        let desk = desk()
        desk.press(.character("W"))
        desk.press(.function(5))
        let asked = picture(desk)
        #expect(asked.contains("Run console as anna?") && asked.contains("virsh console desk-04"))
        #expect(desk.press(.enter, .character("n")).isEmpty)
        desk.press(.function(5))
        let run = CommandRun(command: "console", host: "hv-1", subject: TownHall.uuid(0))
        #expect(desk.press(.character("y")) == [.send(.run(run))])
        #expect(
            desk.tell([.answer(.run(run), nil)]) == [
                .run(
                    ProgramRun(
                        name: "console", arguments: ["virsh", "console", "desk-04"], isForeground: false, deadline: .seconds(60),
                        about: "desk-04 on hv-1"))
            ])
        desk.tell([.ran(name: "console", "no such\u{1B}[2Jdomain", isGood: false)])
        #expect(picture(desk).contains("console: no such·[2Jdomain"))
    }

    @Test func alarmsAndSessionsHaveTheirs() {
        let desk = desk()
        #expect(desk.press(.alt("x")) == [.send(.run(CommandRun(command: "ticket", host: "hv-1", subject: "41")))])
        desk.press(.character("5"))
        desk.type(":kick")
        let sent = desk.press(.enter)
        guard case .send(.run(let run))? = sent.first else {
            Issue.record("\(sent) \(desk.app.message?.text ?? "")")
            return
        }
        #expect(run.command == "kick" && run.host == "vpn-1" && run.subject.isPseudonym)
        guard case .run(let program)? = desk.tell([.answer(.run(run), nil)]).first else {
            Issue.record("not run")
            return
        }
        #expect(program.arguments == ["kick", run.subject, "vpn"])
    }

    @Test func whatDoesNotFitIsSaidAndNotRun() {
        let desk = desk()
        var state = TownHall.troubledHosts[0]
        let guest = state.guests[0]
        state.guests[0] = Guest(
            id: guest.id, name: "-rf", state: .running, vCPUs: 4, memoryMaximum: 1, memoryView: .guest, console: "spice")
        desk.tell([.update(.host(state))])
        desk.press(.character("W"))
        #expect(desk.press(.home, .function(5)).isEmpty)
        #expect(desk.app.overlay == nil)
        #expect(desk.app.message?.text == "console was not run: guest.name is -rf, and would be taken for an option")
        desk.press(.character("1"))
        desk.press(.character(" "), .character(" "))
        #expect(desk.press(.character("x")).isEmpty)
        #expect(desk.app.message?.text == "ssh is about one host, and 2 are selected")
        desk.press(.character("3"), .character("/"))
        desk.type("nothing")
        #expect(desk.press(.enter, .alt("x")).isEmpty)
        #expect(desk.app.message?.text == "no alarm is selected")
    }

    /// Without a question a command is about what is seen.
    @Test func whatWasMarkedElsewhereIsAskedAbout() {
        let desk = desk()
        desk.press(.character("1"), .home, .character(" "))
        #expect(desk.press(.character("x")).isEmpty)
        guard case .prompt(let prompt)? = desk.app.overlay else {
            Issue.record("\(String(describing: desk.app.overlay))")
            return
        }
        #expect(prompt.dialog.lines.first == "about hv-1")
    }

    @Test func itStandsInHelpKeyBarAndPaletteWhereItWorks() {
        let desk = desk()
        for screen in ScreenName.numbered {
            desk.press(.character(Character(String(screen.place + 1))))
            #expect(desk.app.draw(width: 400, height: 30).transcript.contains(" x ssh"))
            desk.press(.character("?"))
            let help = desk.app.draw(width: 300, height: 80).transcript
            for (command, shown) in zip(Self.commands, ["x", "F5", ":kick", "alt-x"]) {
                let isThere = command.place.screens?.contains(screen) ?? true
                let line = "\(shown)  run \(command.name): \(UserCommand.line(command.run))"
                #expect(help.contains(line) == isThere, "\(command.name) on \(screen)")
            }
            desk.press(.escape)
        }
        desk.type(":ki")
        #expect(picture(desk).contains("kick"))
    }

    @Test func whoLooksRunsNothing() {
        let desk = desk(access: .viewer)
        #expect(desk.press(.character("x")).isEmpty)
        #expect(desk.app.message?.text == "x is for operators")
        #expect(!desk.app.draw(width: 400, height: 30).transcript.contains(" x ssh"))
    }

    /// The configuration refuses these; an engine of another version may know fewer of them.
    @Test func noneTakesTheNameOrTheKeyOfAVerb() {
        let desk = desk([
            UserCommand(name: "help", key: "x", place: .host, run: ["rm"]),
            UserCommand(name: "fine", key: "a", place: .host, run: ["true"]),
            UserCommand(name: "odd", key: "nonsense", place: .host, run: ["true"]),
        ])
        #expect(desk.press(.character("x")).isEmpty)
        desk.press(.character("a"))
        #expect(picture(desk).contains("Acknowledge"))
        desk.press(.escape)
        for name in ["fine", "odd"] {
            desk.type(":" + name)
            #expect(desk.press(.enter) == [.send(.run(CommandRun(command: name, host: "hv-1")))])
        }
        desk.tell([.update(.engine(TownHall.engine))])
        #expect(desk.app.verbs.verb(named: "fine") == nil, "a reload took it away")
    }

    /// The configuration is read where the table of verbs is not: what it knows of it is written by this.
    @Test func theConfigurationKnowsWhatIsTaken() throws {
        var rows: [String] = []
        for verb in VerbTable.standard.all {
            let letters = verb.keys.compactMap { if case .character(let letter) = $0 { letter } else { nil } }
            rows.append("        (\(String(reflecting: String(letters))), \"\(verb.name)\"),\n")
            if !verb.also.isEmpty { rows.append("        (\"\", \"\(verb.also)\"),\n") }
            // Keys of commands may be these, too.
            for case .alt(let letter) in verb.keys { Issue.record("\(verb.name) alt-\(letter)") }
            for case .function(let number) in verb.keys { #expect(number == 1, "\(verb.name)") }
        }
        let text = """
            // Written from the dashboard's verbs: WARTE_GOLDEN=write make test-core FILTER=UserCommandTests
            extension TakenWords {
                /// Each verb with those of its keys that are letters; it may have two names.
                static let verbs: [(letters: String, name: String)] = [
            \(rows.joined())    ]
            }

            """
        try Golden.check(text, "TakenByVerbs.swift", folder: "../../../Sources/Telemetry/Configured")
    }
}
