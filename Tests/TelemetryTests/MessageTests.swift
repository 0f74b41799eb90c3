import Foundation
import Testing

@testable import Telemetry

/// What is said, and that it can be.
struct MessageTests {
    static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    private static func swiftFiles(in folder: URL) -> [String] {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        return files.filter { $0.pathExtension == "swift" }.compactMap { try? String(contentsOf: $0, encoding: .utf8) }
    }

    private static let declared = swiftFiles(in: sources.appending(path: "Telemetry/Messages")).flatMap { text in
        text.matches(of: /static let (\w+) = (?:MessageForm<|PlainForm\(|Step\()/).map { String($0.1) }
    }

    @Test func everyMessageIsInTheCatalogueOnce() {
        let all = MessageCatalogue.all
        #expect(Set(all.map(\.id)).count == all.count)
        // Those of numbers with limits stand in their declarations.
        let declared = Self.declared.count + Message.watchedNumbers.count
        #expect(declared == all.count && all.count > 100, "declared \(declared), in the catalogue \(all.count)")
    }

    @Test func everyMessageIsSaidSomewhere() {
        let text = Self.swiftFiles(in: Self.sources).joined()
        // With its arguments, by its id, or as a step: the same word alone may be anything.
        let said = Set(text.matches(of: /\.([a-z]\w+)(?:\(|\.id\b)|Message\.(step\w+)/).map { String($0.1 ?? $0.2 ?? "") })
        #expect(Self.declared.filter { !said.contains($0) } == [])
    }

    /// A raw line comes from elsewhere.
    @Test func nothingOfOursIsSaidPastTheCatalogue() {
        let text = Self.swiftFiles(in: Self.sources).joined()
        #expect(text.matches(of: /(?:\.raw|RawLine)\("[^"]+"\)/).map { String($0.0) } == [])
        #expect(text.matches(of: /figure: \.raw\((?:\w+\.|\$0\.)*label\)/).map { String($0.0) } == [], "a metric's label is ours")
    }

    /// Rows of a journal: an older version's limit has no unit.
    @Test func whatOlderVersionsHaveWrittenReadsAsItDid() {
        let above = Message.aboveLimit(.cpu, Quantity(91, "%"), nil, nil, Quantity(90, "%"), nil)
        #expect(above.text == "CPU 91 %, limit 90 %")
        let older = Message(id: above.id, arguments: [.metric("cpu"), .number(91, unit: "%"), .none, .none, .number(90, unit: "")])
        #expect(older.text == "CPU 91 %, limit 90")
    }

    @Test(arguments: MessageCatalogue.all.indices)
    func everyTextTakesItsArguments(_ index: Int) throws {
        let form = MessageCatalogue.all[index]
        let template = try #require(Template(form.english), "\(form.id)")
        let places = template.places
        #expect(Set(places.map(\.argument)) == Set(form.kinds.indices), "\(form.id): an argument that is not said, or is not there")
        for place in places where form.kinds.indices.contains(place.argument) {
            let kind = form.kinds[place.argument]
            if place.forms > 0 { #expect(kind.base == .count && place.forms == 2, "\(form.id): English has one and many") }
            switch place.style {
            case "": break
            case "s", "min", "exact": #expect(kind.base == .duration, "\(form.id)")
            default: #expect(kind.base == .messages, "\(form.id)")
            }
            if kind.isOptional { #expect(place.isOptional, "\(form.id): it would leave a hole") }
        }
        #expect(
            places.allSatisfy { !$0.isOptional || form.kinds[$0.argument].isOptional }, "\(form.id): brackets around what is always there")
    }

    @Test(arguments: MessageCatalogue.all.indices)
    func everyTextShowsItsArguments(_ index: Int) {
        let form = MessageCatalogue.all[index]
        let text = Message(id: form.id, arguments: form.kinds.enumerated().map { Self.sample($1, $0) }).text
        for (place, kind) in form.kinds.enumerated() {
            #expect(Self.shown(kind, place).contains { text.contains($0) }, "\(form.id): \(text)")
        }
        #expect(!text.contains { "{}|\\".contains($0) }, "\(form.id): \(text)")
        let bare = Message(id: form.id, arguments: form.kinds.enumerated().map { $1.isOptional ? .none : Self.sample($1, $0) }).text
        #expect(!bare.contains("  ") && !bare.hasSuffix(" ") && !bare.hasSuffix(":"), "\(form.id): \(bare)")
    }

    private static func sample(_ kind: ArgumentKind, _ index: Int) -> Message.Argument {
        switch kind.base {
        case .text: .text("<\(index)>")
        case .raw: .raw("<\(index)>")
        case .count: .count(700 + index)
        case .number: .number(Double(700 + index), unit: "%")
        case .duration: .duration(.seconds(60 * (110 + index)))
        case .moment: .moment(Moment(seconds: 0))
        case .host: .host("<\(index)>")
        case .metric: .metric("<\(index)>")
        case .message: .message(.raw("<\(index)>"))
        case .messages: .messages([.raw("<\(index)>")])
        }
    }
    private static func shown(_ kind: ArgumentKind, _ index: Int) -> [String] {
        switch kind.base {
        case .count, .number: [String(700 + index)]
        case .duration: ["\(110 + index) min", "\(60 * (110 + index)) s"]
        case .moment: ["1970"]
        default: ["<\(index)>"]
        }
    }

    @Test func oneAndMany() {
        #expect(Message.clientsLost(1, nil).text == "1 client lost")
        #expect(Message.clientsLost(2, .atOnce()).text == "2 clients lost at once")
        #expect(Message.clientsKeptOut(1, 4, .within(.seconds(240))).text == "1 client could not get in, 4 handshakes failed in 4 min")
        #expect(Message.answersAgain(1).text == "answers again after 1 failed poll")
        #expect(Message.worksAgain(.raw("it"), 1).text == "it: works again after one failure")
        #expect(Message.worksAgain(.raw("it"), 3).text == "it: works again after 3 failures")
        let mixed = Message.clientsTimedOut(3, .within(.seconds(7)), [.tallyLost(1), .tallyHandshake(2)])
        #expect(mixed.text == "3 clients timed out in 7 s: 1 client lost, 2 with failed handshakes")
    }

    /// The alarm's own words may end in a path: what became of it stands apart.
    @Test func aStepIsNoPartOfTheAlarmsWords() {
        let alarm = Message.ownProblem(.configurationLabel(), .raw("/etc/warte/warte.toml is gone"))
        #expect(Message.stepReturned(alarm, nil, nil).text == "configuration: /etc/warte/warte.toml is gone (returned, unseen)")
        #expect(Message.stepAcknowledged(.clientsLost(2, nil), "km", .raw("known")).text == "2 clients lost (acknowledged by km: known)")
    }

    @Test func listsAreJoinedAsTheLanguageDoes() {
        let parts: [Message] = [.thisMachine(), .raw("libvirt"), .openVPNSockets(1)]
        #expect(
            parts.indices.map { Message.showing(.noConfiguration(), Array(parts[...$0]), nil).text } == [
                "no configuration: showing this machine", "no configuration: showing this machine and libvirt",
                "no configuration: showing this machine, libvirt and 1 OpenVPN socket",
            ])
        #expect(Message.tooMuch([.linesLeftOut(2), .linesLeftOut(1)]).text.contains("left out; 1 more line is"))
    }

    @Test func ofManyProblemsAnAnswerHoldsTheFirst() {
        func problems(_ count: Int) -> Message { .problems((1...count).map { .problemAt("f", $0, 1, .cannotBeParsed()) }) }
        #expect(problems(1) == .problemAt("f", 1, 1, .cannotBeParsed()))
        #expect(problems(2).text == "f:1:1: this cannot be read\nf:2:1: this cannot be read")
        #expect(problems(103).text.hasSuffix("f:100:1: this cannot be read\nand 3 more problems: \"warte check\" tells all"))
        #expect(problems(101).firstProblems(1).text == "f:1:1: this cannot be read\nand 100 more problems: \"warte check\" tells all")
        #expect(problems(2).firstProblems(1).text == "f:1:1: this cannot be read\nand 1 more problem: \"warte check\" tells all")
        #expect(problems(2).firstProblems(2) == problems(2))
    }

    @Test func whatIsNotThereLeavesNoHole() {
        let full = Message.aboveLimit(
            .cpuWait, Quantity(9.9, "%"), .perVirtualProcessor(), .seconds(300), Quantity(10, "%"), Quantity(9, "%"))
        #expect(full.text == "CPU wait 9.9 % per vCPU over 5 min, limit 10 %, ends at 9 %")
        #expect(Message.aboveLimit(.cpu, Quantity(97, "%"), nil, nil, nil, nil).text == "CPU 97 %")
        #expect(Message.noDataSince(nil).text == "no data")
        #expect(Message.namesStayHidden().text == "names stay hidden here: the configuration has no [privacy] reveal = true")
    }

    @Test func whatANewerEngineSaysIsToldAsFarAsItGoes() {
        #expect(Message(id: "tape.torn", arguments: [.text("A"), .count(3)]).text == "tape.torn: A, 3")
        #expect(Message(id: "tape.torn", arguments: []).text == "tape.torn")
        // Fewer arguments than the text has places, and others than it wants.
        #expect(Message(id: Message.clientsLost.id, arguments: []).text == " client lost")
        #expect(Message(id: Message.clientsLost.id, arguments: [.text("many")]).text == "many client lost")
    }

    /// As engines wrote them when these arguments were sentences.
    @Test func whatAnOlderEngineWroteReadsAsItDid() {
        func text(_ id: Message.ID, _ arguments: Message.Argument...) -> String { Message(id: id, arguments: arguments).text }
        #expect(
            text("failure.unreadable", .text("status 3"), .text("line 5: no column \"User\""), .raw("HEADER"))
                == "cannot read the answer to status 3 at line 5: no column \"User\": HEADER")
        let command = Message.Argument.text("notification command")
        #expect(text("notify.trouble", command, .raw("/bin/x ended with status 3")) == "notification command: /bin/x ended with status 3")
        #expect(text("notify.works_again", command, .count(3)) == "notification command: works again after 3 failures")
        #expect(text("notify.not_told", .text("cpu of hv-1, store"), .none).hasSuffix("in time: cpu of hv-1, store"))
        #expect(text("store.of_file", .raw("not a regular file"), .text("/s")) == "not a regular file: /s")
        #expect(text("store.damaged", .raw("not a store"), .text("/s")) == "damaged (not a store): /s")
        #expect(text("ssh.other_program", .raw("hello")).hasSuffix("it says: hello"))
        #expect(text("wireguard.tool_failed", .text("ended with status 1"), .text("wg show")).hasPrefix("it ended with status 1, in words"))
        #expect(text("wanted.number", .text("1"), .text("9"), .text("clients")) == "a number from 1 to 9 (clients)")
        // And as they are written now.
        #expect(
            Message.trouble(.notificationCommand(), .ofProgram("/bin/x", .endedWithStatus(3))).text
                == "notification command: /bin/x ended with status 3")
        #expect(
            Message.notTold([.ruleOfHost("cpu", HostArgument("hv-1")), .ruleOfHost("store", nil)], 2).text.hasSuffix(
                "in time: cpu of hv-1, store and 2 more"))
        #expect(
            CollectFailure.unreadable(asked: "status 3", place: .noColumn(5, "User"), got: .raw("HEADER")).text
                == "cannot read the answer to status 3 at line 5: no column \"User\": HEADER")
    }

    /// Whoever sends one that is nested without end gets no stack of ours.
    @Test func depthIsBounded() {
        var message = Message.raw("x")
        for _ in 0..<200 { message = .pollFailed(message) }
        #expect(message.text.hasSuffix("…"))
    }

    /// What the configuration and the system say names nobody, wherever it stands; an answer that nobody could read may.
    @Test(arguments: [
        CollectFailure.unreachable(asked: "anna:7505", reason: .raw("anna: Name or service not known")),
        .refused(asked: "anna:7505", reason: .raw("refused")), .timedOut(asked: "anna:7505", after: .seconds(5)),
        .busy(asked: "anna:7505"), .missing(target: "anna:7505"),
    ])
    func whatWasAskedStays(_ failure: CollectFailure) {
        let message = Message.noDataYet(failure.message)
        #expect(message.renaming { $0.replacing("anna", with: "u-1") } == message)
        #expect(!message.rewording { $0.replacing("anna", with: "u-1") }.text.contains("anna"))
    }

    @Test func whatCameMayNameSomebody() {
        let failure = CollectFailure.unreadable(asked: "anna:7505", place: .raw("line 1"), got: .raw("anna,10.9.8.7"))
        let text = Message.noDataYet(failure.message).renaming { $0.replacing("anna", with: "u-1") }.text
        #expect(text.contains("anna:7505") && text.contains("u-1,"))
    }

    @Test func everyTextInItCanBeReplaced() {
        let message = Message.several([.pollFailed(.raw("anna")), .nameTold("anna", "km", "ask anna"), .clientsLost(3, nil)])
        let passed = message.rewording { $0.replacing("anna", with: "u-1") }
        #expect(passed.text == "poll failed: u-1; the name behind u-1 was told to km: ask u-1; 3 clients lost")
    }

    @Test func placesThatAreWrittenWrongAreNone() {
        for text in ["{", "{x}", "{0!}", "[", "]", "[[{0}]]", "\\", "a [b {0"] { #expect(Template(text) == nil, "\(text)") }
        for text in ["", "{0}", "a [b {0}] c", "{0?|s}", "\\[x\\]", "{0:; }"] { #expect(Template(text) != nil, "\(text)") }
    }
}
