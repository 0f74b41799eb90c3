import Alarms
import Feed
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// Names come in by other ways than sessions, too.
@Suite struct RedactorTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func fail(_ engine: Engine, _ failure: CollectFailure) async {
        bench.clock.advance(1)
        let report = Report(target: "vpn-1", at: bench.clock.now, took: .milliseconds(1), outcome: .failure(failure))
        await engine.take(report, pause: .seconds(1))
    }

    @Test func anAnswerThatCannotBeReadTellsNoNameAndAnEndpointStaysWhole() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine, "bob")
        await fail(engine, .unreadable(asked: "status 3", place: .answerLine(5), got: .raw("CLIENT_LIST\tbob\t10.9.8.7:1194")))
        #expect(
            bench.heard.events.contains {
                $0.text.contains(#/cannot read the answer to status 3 at line 5: CLIENT_LIST\tu-[0-9a-f]{4}\t10\.9\.8\.0/24/#)
            })
        await fail(engine, .unreachable(asked: "10.1.2.3:7505", reason: "Connection refused"))
        #expect(
            bench.heard.hosts.last?.failure?.text == "Connection refused: 10.1.2.3:7505", "where to look is what the configuration says")
        for secret in ["bob", "10.9.8.7"] { #expect(!bench.heard.text.contains(secret)) }
    }

    /// The words of a figure that could not be read are the other side's too.
    @Test func whatIsMissingTellsNoName() async throws {
        let engine = try await bench.engine()
        bench.clock.advance(1)
        let reason = Message.proxmoxAnswered(500, MarkedLine([.unknown("alice.meier from 10.1.2.3")]))
        let figures = HostFigures(inventory: Inventory(product: "P", gaps: [.init(figure: "its status", reason: reason)]))
        let report = Report(target: "vpn-1", at: bench.clock.now, took: .milliseconds(1), outcome: .success(Reading(figures)))
        await engine.take(report, pause: .seconds(1))
        #expect(bench.heard.hosts.last?.inventory.gaps.map(\.reason.text) == ["it answered 500 …"])
        for secret in ["alice", "10.1.2.3"] { #expect(!bench.heard.text.contains(secret)) }
    }

    /// People write a name as it comes to hand.
    @Test(
        arguments: [
            (
                "Anna Berg",
                ["Anna  Berg", "anna\tberg", "Anna\nBerg", "ANNA\u{A0}BERG", "Anna \r\n Berg", "Anna_Berg", "anna.berg", "Anna-Berg"]
            ),
            ("anna.berg", ["Anna Berg", "Anna\u{200B}Berg", "ANNA.BERG", "Berg Anna", "BERG, Anna", "berg.anna"]),
            ("Klara Weißmüller", ["Weißmüller Klara", "WEISSMÜLLER, KLARA"]),
            ("Eva von der Au", ["von der Au, Eva", "von der Au Eva", "Au, Eva von der"]), ("straße", ["STRASSE", "Strasse"]),
            ("Σίσυφος", ["ΣΊΣΥΦΟΣ", "σίσυφοσ"]),
        ])
    func aNameIsFoundHoweverItIsWritten(_ name: String, _ written: [String]) {
        var redactor = Redactor(policy: .pseudonyms)
        let known = redactor.pseudonyms.pseudonym(for: name, at: Moment(seconds: 1_795_521_600))
        for text in written {
            let passed = redactor.pass("call \(text), now", at: Moment(seconds: 1_795_521_600))
            #expect(passed == "call \(known), now", "\(text.debugDescription)")
        }
        // What only looks alike is no name.
        for other in ["call Annab erg, now", "call Anna, Berg now", "call strase, now"] {
            #expect(redactor.pass(other, at: Moment(seconds: 1_795_521_600)) == other)
        }
    }

    private func described(_ title: String, _ notes: String, _ path: [LinePiece]) -> Guest {
        Guest(
            id: "00000000-0000-4000-8000-000000000001", name: "desk-1", state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .host,
            facts: GuestFacts(
                title: title, notes: notes, isPersistent: true, system: GuestSystem(name: "Debian 12"),
                fileSystems: [GuestFileSystem(mountPoint: path, type: "ext4", size: 2, used: 1)]))
    }
    private static let path: [LinePiece] = [.known("/"), .known("home"), .known("/"), .unknown("meier")]

    /// A title or a description is somebody's words, and where a disk is mounted somebody's name may be.
    @Test func whatIsWrittenAboutAGuestTellsNoName() async throws {
        let engine = try await bench.engine()
        bench.clock.advance(1)
        let guests = [described("Desk of Alice Meier", "call meier, 4711", Self.path), described("", "", [.known("/")])]
        let reading = Reading(
            HostFigures(guests: guests),
            events: [HostEvent(at: bench.clock.now, host: "vpn-1", .raw("Desk of Alice Meier is a desk"))])
        await engine.take(bench.report(reading), pause: .seconds(1))
        let facts = try #require(bench.heard.hosts.last?.guests.map(\.facts))
        #expect(facts[0].title.contains(#/^u-[0-9a-f]{16}$/#) && facts[0].notes.contains(#/^u-[0-9a-f]{16}$/#), "\(facts)")
        #expect(facts[0].title != facts[0].notes && facts[0].fileSystems[0].mountPoint == [.known("/home/…")])
        #expect(facts[0].system?.name == "Debian 12" && facts[0].isPersistent == true && facts[0].fileSystems[0].used == 1)
        #expect(facts[1].title == "" && facts[1].notes == "" && facts[1].fileSystems[0].mountPoint == [.known("/")])
        // Its words are no names: a line that has them stays as it is.
        #expect(bench.heard.events.contains { $0.text == "Desk of Alice Meier is a desk" })
    }

    /// A desktop is called after who sits at it, and is seen first: who logs in is looked for in lines all the same.
    @Test func aTextThatIsANameHidesNoPerson() async throws {
        let engine = try await bench.engine()
        bench.clock.advance(1)
        await engine.take(bench.report(Reading(HostFigures(guests: [described("bob", "", [.known("/")])]))), pause: .seconds(1))
        await bench.loseOne(engine, "bob")
        let id = try #require(bench.heard.alarms.first?.id)
        try await engine.perform(.acknowledge(ids: [id], comment: "bob's train"), author: "km")
        #expect(bench.heard.alarms.contains { $0.acknowledgement?.comment.contains(#/^u-[0-9a-f]{4}'s train$/#) == true })
        #expect(!bench.heard.text.contains("bob"))
    }

    @Test func aTextIsToldWhereNamesAreKeptAndReplacedOnceTheyAreNot() async throws {
        var settings = bench.settings()
        settings.names = .plain
        let engine = try await bench.engine(settings)
        bench.clock.advance(1)
        await engine.take(bench.report(Reading(HostFigures(guests: [described("Alice's", "", Self.path)]))), pause: .seconds(1))
        let before = try #require(bench.heard.hosts.last?.guests.first?.facts)
        #expect(before.title == "Alice's" && before.fileSystems[0].mountPoint.text == "/home/meier")
        settings.names = .pseudonyms
        await engine.apply(settings)
        let after = try #require(bench.heard.hosts.last?.guests.first?.facts)
        #expect(after.title.hasPrefix("u-") && after.fileSystems[0].mountPoint.text == "/home/…", "\(after)")
    }

    @Test func whatPeopleTypeIsReplacedAsWell() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine, "bob")
        let id = try #require(bench.heard.alarms.first?.id)
        try await engine.perform(.acknowledge(ids: [id], comment: "bob's train"), author: "km")
        try await engine.perform(.comment(id: id, text: "ask bob! He has 10.9.8.7; bobbing along"), author: "km")
        try await engine.perform(.shelve(id: id, duration: .seconds(60), reason: "(bob) knows"), author: "km")
        try await engine.perform(.startMaintenance(host: "vpn-1", duration: .seconds(60), reason: "for bob."), author: "km")
        let alarm = try #require(bench.heard.alarms.first { $0.id == id })
        #expect(
            alarm.comments.first?.text.contains(#/^ask u-[0-9a-f]{4}! He has 10\.9\.8\.0/24; bobbing along$/#) == true, "\(alarm.comments)")
        let steps = try Journal(reading: bench.folder.file("journal")).steps(of: id)
        #expect(
            steps.contains { $0.comment.text.contains(#/^u-[0-9a-f]{4}'s train$/#) }
                && steps.contains { $0.comment.text.contains(#/^\(u-[0-9a-f]{4}\) knows$/#) })
        var written = bench.heard.text.replacing("bobbing", with: "")
        for name in namesInFolder(bench.folder.path) {
            written += String(decoding: try readFile(bench.folder.file(name)), as: UTF8.self).replacing("bobbing", with: "")
        }
        for secret in ["bob", "10.9.8.7"] { #expect(!written.contains(secret)) }
    }

    /// Who silences an alarm elsewhere writes whom it is about, in the letters that come to hand, and about people no host has told of yet.
    @Test func whatIsTypedIntoAnAlertmanagerStaysThere() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine, "bob.Berg")
        let alarm = try #require(bench.heard.alarms.first)
        await engine.silence([alarm.key: .silence("Bob.Berg and erika.muster call from 10.9.8.7:5 about it", "BOB.BERG")])
        try await engine.perform(.comment(id: alarm.id, text: "BOB.BERG, bob.berg"), author: "km")
        await engine.written()
        #expect(bench.heard.alarms.first?.suppressedBy?.text == "silence: Alertmanager has its comment")
        var written = bench.heard.text
        for name in namesInFolder(bench.folder.path) { written += String(decoding: try readFile(bench.folder.file(name)), as: UTF8.self) }
        for secret in ["bob.berg", "10.9.8.7", "erika"] { #expect(!written.lowercased().contains(secret)) }
    }

    @Test func aSilencesCommentIsShownWhereNamesAreKept() async throws {
        var settings = bench.settings()
        settings.names = .plain
        let engine = try await bench.engine(settings)
        await bench.loseOne(engine, "bob")
        let alarm = try #require(bench.heard.alarms.first)
        await engine.silence([alarm.key: .silence("bob knows", "karl")])
        #expect(bench.heard.alarms.first?.suppressedBy?.text == "silence: bob knows by karl")
    }

    @Test func whatAServerSaidBeforeItWasGoneComesWithTheFailure() async throws {
        let engine = try await bench.engine()
        bench.clock.advance(1)
        let aside = Aside(
            ends: [bench.lost("bob")],
            events: [
                HostEvent(at: bench.clock.now, host: "vpn-1", .serverExiting(MarkedLine([.known("SIGTERM")])), isKnown: true)
            ])
        let report = Report(
            target: "vpn-1", at: bench.clock.now, took: .milliseconds(1),
            outcome: .failure(.unreachable(asked: "/run/x", reason: "Connection refused")), aside: aside)
        await engine.take(report, pause: .seconds(1))
        #expect(bench.heard.events.contains { $0.text == "the server is exiting (SIGTERM)" })
        #expect(bench.heard.text.contains("clientLost") && !bench.heard.text.contains("bob") && !bench.heard.text.contains("10.9.8.7"))
        await engine.written()
        #expect(try Journal(reading: bench.folder.file("journal")).ends(since: Moment(milliseconds: 0)).count == 1)
    }

    /// Its collector says so; no kind of session and no beginning of an id does.
    @Test func anIdIsReplacedWhereItsCollectorDoesNotKnowThatItNamesNobody() async throws {
        let engine = try await bench.engine()
        let ids = [("h668ddb43840311c@1", false), ("7@1", true), ("hq-gw/7", true), ("bob/tunnel-7", false)]
        let sessions = ids.map { Session(id: $0.0, kind: .vpn, user: "bob", address: "10.9.8.7:1", since: nil, isOpaque: $0.1) }
        await engine.take(bench.report(Reading(sessions: sessions)), pause: .seconds(1))
        let shown = try #require(bench.heard.hosts.last?.sessions.map(\.id))
        for (id, found) in zip(ids, shown) {
            #expect(id.1 ? found == id.0 : found.contains(#/^u-[0-9a-f]{4}$/#), "\(id.0): \(found)")
        }
    }

    @Test func anEndsIdIsReplacedAsItsSessionsIs() {
        var redactor = Redactor(policy: .pseudonyms)
        func passed(_ session: String, isOpaque: Bool, isAttempt: Bool = false) -> String {
            let end = SessionEnd(
                at: bench.clock.now, host: "vpn-1", kind: .console, session: session, user: "bob", cause: .error, confidence: .exact,
                evidence: "", isOpaque: isOpaque, isAttempt: isAttempt)
            let passed = redactor.pass([end], at: bench.clock.now)[0]
            #expect(passed.isAttempt == isAttempt)
            return passed.session
        }
        #expect(passed("42", isOpaque: true) == "42")
        #expect(passed("10.9.8.7:5900", isOpaque: false).contains(#/^u-[0-9a-f]{4}$/#))
        #expect(passed("from 10.9.8.7", isOpaque: false, isAttempt: true).contains(#/^from [0-9a-f]{16}$/#))
        // A session's own id is none of an attempt for how it begins.
        #expect(passed("from home", isOpaque: true) == "from home")
        #expect(passed("from home", isOpaque: false).contains(#/^u-[0-9a-f]{4}$/#))
        #expect(passed("", isOpaque: false) == "")
    }

    @Test func whatAnEndWasConcludedFromKeepsItsIdAndNoName() {
        let end = SessionEnd(
            at: bench.clock.now, host: "h", kind: .desktop, session: "d", user: "erika", cause: .loggedOut, confidence: .inferred,
            because: .notLoggedIn("desk", MarkedLine([.name("erika")])))
        var (replacing, keeping) = (Redactor(policy: .pseudonyms), Redactor(policy: .plain))
        let replaced = replacing.pass([end], at: bench.clock.now)[0]
        #expect(replaced.evidenceMessage.id == Message.notLoggedIn.id && replaced.pieces.isEmpty)
        #expect(replaced.evidence == "guest agent of desk: no longer logged in: \(replaced.user)" && replaced.user != "erika")
        let kept = keeping.pass([end], at: bench.clock.now)[0]
        #expect(kept.evidence == end.evidence && kept.pieces.isEmpty)
        // Names that are no longer to be kept: what was kept of it is marked no more.
        let changed = replacing.pass([kept], at: bench.clock.now)[0]
        #expect(!changed.evidence.contains("erika") && changed.evidenceMessage.id == Message.notLoggedIn.id, "\(changed.evidence)")
    }

    @Test func whatACrashWasConcludedFromKeepsItsIdAndNoAddress() throws {
        var redactor = Redactor(policy: .pseudonyms)
        let crash = GuestCrash(
            at: bench.clock.now, guest: "g", name: "db", isAutostarted: true, evidence: .guestStatus("lost by 10.9.8.7:1194"))
        let passed = try redactor.pass(.success(HostFigures(crashes: [crash])), at: bench.clock.now).get().crashes[0].evidence
        #expect(
            passed.id == Message.guestStatus.id && passed.text.hasPrefix("status: lost by ") && !passed.text.contains("10.9.8.7"),
            "\(passed.text)")
    }

    private static let marked: [LinePiece] = [
        .known("peer "), .name("erika"), .known(" at "), .address("10.9.8.7:1"), .known(" serves "), .unknown("Kurt"),
    ]

    /// Also where no session has told the name before, and inside another message; what is not marked stays, though it looks like a name.
    @Test func whatACollectorMarksInAMessageIsReplacedAndNothingElse() {
        var redactor = Redactor(policy: .pseudonyms)
        let now = bench.clock.now
        let serves = redactor.pseudonyms.pseudonym(for: "serves", at: now)
        let message = Message.several([.serverFatal(MarkedLine(Self.marked)), .guestDefined("serves")])
        let event = redactor.pass([HostEvent(at: now, host: "h", message, isKnown: true)], at: now)[0]
        #expect(event.text.contains(#/^fatal: peer u-[0-9a-f]{4} at 10\.9\.8\.0\/24 serves …; guest serves defined$/#), "\(event.text)")
        let unknown = redactor.pass([HostEvent(at: now, host: "h", message)], at: now)[0]
        #expect(unknown.text.hasSuffix("serves …; guest \(serves) defined"), "\(unknown.text)")
        for failure in [
            CollectFailure.refused(asked: "h", reason: .marked(Self.marked)), .unreachable(asked: "h", reason: .marked(Self.marked)),
        ] {
            let text = redactor.pass(failure, at: now).text
            #expect(text.contains("serves …") && !text.contains("erika") && !text.contains("10.9.8.7"), "\(text)")
        }
    }

    @Test func whereNamesAreKeptAMarkedLineHasNoneAllTheSame() {
        var redactor = Redactor(policy: .plain)
        let event = HostEvent(at: bench.clock.now, host: "h", .serverFatal(MarkedLine(Self.marked)), isKnown: true)
        let passed = redactor.pass(Reading(HostFigures(), events: [event]), at: bench.clock.now).events[0]
        #expect(passed.message.arguments == [.raw("peer … at … serves …")], "it outlives a change to pseudonyms")
    }
}
