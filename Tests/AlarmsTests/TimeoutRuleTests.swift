import Alarms
import Telemetry
import TestSupport
import Testing

@Suite struct TimeoutRuleTests {
    private func gateway(_ sessions: Int = 200) -> Watch {
        var watch = Watch(site(host("vpn-1"), host("vpn-2"), host("vpn-3")))
        for id in watch.hosts.keys { watch.hosts[id]?.sessions = sessions }
        return watch
    }

    @Test func oneIsAnEventAClusterIsTheAlarm() throws {
        var watch = gateway()
        watch.ends = [end("u-1", at: after(1)), end("u-2", at: after(2))]
        #expect(watch.run(1) == [])
        watch.ends.append(end("u-3", at: after(8)))
        let raised = watch.run(1)
        #expect(raised.map(\.what) == [.raised])
        let alarm = try #require(raised.first?.alarm)
        #expect(alarm.severity == .warning)
        #expect(alarm.text == "3 clients lost in 7 s")
        #expect(alarm.evidence.map(\.text) == ["u-3", "u-2", "u-1"].map { "[\($0)] Inactivity timeout (--ping-restart), restarting" })
        #expect(alarm.key == AlarmKey(rule: "timeouts", host: "vpn-1"))
    }

    /// What Warte concluded stays a message, a line is one, whatever its collector has marked in it.
    @Test func evidenceIsWhatTheEndsWereConcludedFrom() throws {
        var watch = gateway()
        let evidence: [Message] = [.peerRemoved(), .marked([.known("lost "), .name("anna")]), .raw("SIGTERM"), ""]
        watch.ends = evidence.enumerated().map { index, message in
            SessionEnd(
                at: after(Int64(index + 1)), host: "vpn-1", kind: .vpn, session: "s-\(index)", user: "u-\(index)", cause: .clientLost,
                confidence: .inferred, because: message)
        }
        watch.now = after(10)
        watch.run(1)
        let alarm = try #require(watch.alarm("timeouts", "vpn-1"))
        #expect(alarm.evidence == [.raw("SIGTERM"), .raw("lost anna"), .peerRemoved()])
    }

    @Test func sixAtOnceAreOneAlarm() {
        var watch = gateway()
        watch.ends = (1...6).map { end("u-\($0)", at: after(3)) }
        #expect(watch.run(1).map(\.what) == [.raised])
        #expect(watch.book.alarms.map(\.text) == ["6 clients lost at once"])
        #expect(watch.book.alarms.first?.severity == .critical)
    }

    @Test func theWordsOfTheScreen() {
        var watch = gateway()
        watch.ends = (0...10).map { end("u-\($0)", at: after(Int64($0) * 22)) }
        watch.now = after(230)
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-1")?.text == "11 clients lost in 4 min")
        watch.ends.append(end("u-99", at: after(231), cause: .resource))
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-1")?.text == "12 clients timed out in 4 min: 11 clients lost, 1 without room")
    }

    /// Who was lost and then failed to come back, again and again, is one client, and counts for the newest of it.
    @Test func thePartsAreTheWhole() {
        var watch = gateway()
        watch.ends = [end("u-1", at: after(1)), end("u-2", at: after(2)), end("u-3", at: after(3))]
        watch.ends += (1...7).map { end($0 % 2 == 0 ? "u-3" : "u-4", at: after(10 + Int64($0) * 30), cause: .handshake) }
        watch.now = after(225)
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-1")?.text == "4 clients timed out in 4 min: 2 clients lost, 2 with failed handshakes")
    }

    @Test func twentyLinesOfEvidenceAreEnough() {
        var watch = gateway()
        watch.ends = (0..<50).map { end("u-\($0)", at: after(1)) }
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-1")?.evidence.count == 20)
    }

    @Test(arguments: Cause.allCases)
    func onlyTimeoutsCount(_ cause: Cause) {
        var watch = gateway()
        watch.ends = (1...9).map { end("u-\($0)", at: after(1), cause: cause) }
        watch.run(1)
        #expect((watch.alarm("timeouts", "vpn-1") != nil) == cause.isTimeout)
    }

    /// A clock that was ahead dated them: they would lie in every window until their time has come.
    @Test func whatIsDatedAheadDoesNotCountYet() {
        var watch = gateway()
        for id in ["vpn-1", "vpn-2"] { watch.ends += (1...4).map { end("u-\(id)-\($0)", on: id, at: after(7200)) } }
        #expect(watch.run(3) == [])
        watch.ends = (1...4).map { end("u-\($0)", at: after(24)) }
        #expect(watch.run(1).map(\.what) == [.raised], "clocks differ by some seconds")
    }

    @Test func theSameUserThreeTimesIsNoCluster() {
        var watch = gateway()
        watch.ends = (1...6).map { end("u-1", at: after(Int64($0))) }
        #expect(watch.run(3) == [])
        watch.ends += (1...3).map { _ in end("UNDEF", at: after(20), cause: .handshake) }
        #expect(watch.run(1).map(\.what) == [.raised], "who has no name counts each time")
    }

    /// It comes from another port each time, and from the same address.
    @Test func oneClientThatTriesAgainAndAgainIsNoCluster() {
        var watch = gateway()
        func attempt(_ second: Int64, from address: String) -> SessionEnd {
            SessionEnd(
                at: after(second), host: "vpn-1", kind: .vpn, session: SessionEnd.attempt + address, user: "", cause: .handshake,
                confidence: .exact, evidence: "TLS Error: TLS handshake failed", isAttempt: true)
        }
        watch.ends = (1...7).map { attempt($0 * 4, from: "a") }
        #expect(watch.run(3) == [])
        watch.ends += [attempt(29, from: "b"), attempt(30, from: "c")]
        #expect(watch.run(1).map(\.what) == [.raised])
        #expect(watch.alarm("timeouts", "vpn-1")?.text == "3 clients could not get in, 9 handshakes failed in 26 s")
    }

    /// Two clients are two clients however often they try, but the words say how often; and a restart takes nothing of them away.
    @Test func theWordsGrowWithTheAttempts() throws {
        var watch = gateway()
        var patch = ThresholdsPatch(origin: "test")
        patch.warning = 2
        var limits = ThresholdBook()
        limits.site["timeouts"] = patch
        watch.book = AlarmBook(site: watch.book.site, limits: limits)
        func attempts(_ range: ClosedRange<Int64>) -> [SessionEnd] {
            range.map { end($0 % 2 == 0 ? "u-1" : "u-2", at: after($0 * 5), cause: .handshake) }
        }
        watch.ends = attempts(1...2)
        watch.now = after(10)
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-1")?.text == "2 handshakes failed in 5 s")
        watch.ends += attempts(3...46)
        watch.now = after(231)
        watch.run(1)
        let text = "2 clients could not get in, 46 handshakes failed in 4 min"
        #expect(watch.alarm("timeouts", "vpn-1")?.text == text)
        // Most of it lies before the window by then.
        var next = Watch(watch.book.site, limits: limits)
        next.hosts = watch.hosts
        next.book.restore(from: watch.book.records)
        next.ends = watch.ends
        next.now = after(231 + 580)
        next.run(1)
        #expect(next.alarm("timeouts", "vpn-1")?.text == text)
    }

    /// They have other names after each restart, and go on failing: they are no more than they were, and who has seen that has seen it.
    @Test func theSameClientsAreNotCountedAgainAfterARestart() throws {
        var watch = gateway()
        func fail(_ names: ClosedRange<Int>, as key: String) {
            watch.ends += names.map { end("u-\(key)\($0)", at: watch.now + .seconds(1), cause: $0 % 2 == 0 ? .handshake : .clientLost) }
        }
        fail(1...4, as: "a")
        watch.run(1)
        try watch.acknowledge("timeouts", "vpn-1")
        for key in ["b", "c"] {
            watch.now = watch.now + .seconds(5)
            watch.renamings.append(watch.now)
            fail(1...4, as: key)
            #expect(watch.run(2) == [])
            #expect(watch.alarm("timeouts", "vpn-1")?.text.hasPrefix("4 clients timed out") == true)
        }
        // More than before are more.
        fail(5...6, as: "c")
        #expect(watch.run(1).map(\.what) == [.severityRaised])
        #expect(watch.alarm("timeouts", "vpn-1")?.text.hasPrefix("6 clients timed out") == true)
    }

    /// Who is nobody in particular is nobody before a restart either: those add up as they always do.
    @Test func whoCannotBeToldFromOthersCountsBeforeAndAfterARestart() {
        var watch = gateway()
        let nobody = (1...4).map { end("", at: after(Int64($0)), cause: .resource, session: "") }
        watch.ends = nobody + (7...8).map { end("", at: after($0), cause: .resource, session: "") }
        watch.renamings = [after(6)]
        watch.now = after(5)
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-1")?.text.hasPrefix("6 clients") == true)
    }

    /// Who has seen that eight are lost has not seen that three thousand are; a few more are what was seen.
    @Test(arguments: [false, true]) func farMoreThanWasAcknowledgedIsOpenAgain(isRestarted: Bool) throws {
        var watch = gateway()
        func lose(_ names: ClosedRange<Int>) { watch.ends += names.map { end("u-\($0)", at: watch.now + .seconds(1)) } }
        lose(1...8)
        watch.run(1)
        try watch.acknowledge("timeouts", "vpn-1")
        if isRestarted {
            let records = watch.book.records
            watch.book = AlarmBook(site: watch.book.site, limits: ThresholdBook())
            watch.book.restore(from: records)
        }
        lose(9...17)
        #expect(watch.run(1) == [], "nine more")
        lose(18...18)
        let again = watch.run(1)
        #expect(again.map(\.what) == [.worsened] && again.first?.isAnnounced == true)
        let alarm = try #require(again.first?.alarm)
        #expect(alarm.phase == .unacknowledged && alarm.acknowledgement == nil && alarm.text.hasPrefix("18 clients lost"))
        try watch.acknowledge("timeouts", "vpn-1")
        lose(19...35)
        #expect(watch.run(1) == [], "not twice as many")
        lose(36...36)
        #expect(watch.run(1).map(\.what) == [.worsened])
        #expect(watch.run(1) == [])
    }

    /// One client of one is all of them, and still one client: what is critical is what the configuration says.
    @Test func aSmallGatewayIsJudgedByTheSameLimits() {
        var watch = gateway(0)
        watch.ends = (1...4).map { end("u-\($0)", at: after(1)) }
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-1")?.severity == .warning)
        watch.ends.append(end("u-5", at: after(2)))
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-1")?.severity == .critical)
        #expect(watch.alarm("site_timeouts", "") == nil)
    }

    /// A host that reports late, or whose clock is behind, must not hide what others lose now.
    @Test func theOrderInWhichEndsArriveSaysNothing() {
        var random = SeededGenerator(seed: 7)
        let late = (0..<20).map { end("old-\($0)", on: "vpn-2", at: after(-4000 - Int64($0))) }
        let live = (1...4).map { end("u-\($0)", at: after(Int64($0))) }
        for _ in 0..<20 {
            var watch = gateway()
            watch.ends = (late + live).shuffled(using: &random)
            watch.run(1)
            #expect(watch.book.alarms.map(\.text) == ["4 clients lost in 3 s"])
            #expect(watch.alarm("timeouts", "vpn-1")?.evidence.first?.text == "[u-4] Inactivity timeout (--ping-restart), restarting")
        }
    }

    @Test func overOnceAllAreBackAndItIsQuiet() throws {
        var watch = gateway()
        watch.ends = (1...4).map { end("u-\($0)", at: after(2)) }
        watch.run(1)
        try watch.acknowledge("timeouts", "vpn-1")
        watch.run(20)
        #expect(watch.alarm("timeouts", "vpn-1")?.phase == .acknowledged, "nobody is back")
        watch.hosts["vpn-1"]?.sessionsByUser = ["u-1": after(60), "u-2": after(61), "u-3": after(62)]
        #expect(watch.run(1) == [], "one is missing")
        watch.hosts["vpn-1"]?.sessionsByUser["u-4"] = after(1)
        #expect(watch.run(1) == [], "an older session of his does not count")
        watch.hosts["vpn-1"]?.sessionsByUser["u-4"] = after(110)
        #expect(watch.run(1).map(\.what) == [.cleared])
        #expect(watch.book.alarms == [])
    }

    /// Whoever was lost, came back and goes home is not lost again.
    @Test(arguments: [Cause.loggedOut, .unknown, .idle, .admin, .replaced, .limit]) func whoHasBeenBackMayLeave(_ cause: Cause) {
        var watch = gateway()
        watch.ends = (1...4).map { end("u-\($0)", at: after(2)) }
        watch.run(1)
        watch.hosts["vpn-1"]?.sessionsByUser = ["u-1": after(10), "u-2": after(10), "u-3": after(10), "u-4": after(10)]
        #expect(watch.run(20).map(\.what) == [.returned])
        func leaves(_ user: String, _ session: String, _ cause: Cause, isAttempt: Bool = false) -> SessionEnd {
            SessionEnd(
                at: watch.now, host: "vpn-1", kind: .vpn, session: session, user: user, cause: cause, confidence: .exact, evidence: "bye",
                isAttempt: isAttempt)
        }
        watch.hosts["vpn-1"]?.sessionsByUser["u-1"] = nil
        watch.ends.append(leaves("u-1", "s-9", cause))
        #expect(watch.run(3) == [])
        // What is no session of his shows nothing: a failed attempt, another word on the one that was lost.
        watch.hosts["vpn-1"]?.sessionsByUser["u-2"] = nil
        watch.ends += [
            leaves("u-2", SessionEnd.attempt + "a", cause, isAttempt: true), leaves("u-2", "s-u-2", cause), leaves("u-2", "s-10", .error),
        ]
        #expect(watch.run(1).map(\.what) == [.raised])
    }

    @Test func backAtOnceIsNotQuietYet() {
        var watch = gateway()
        watch.ends = (1...4).map { end("u-\($0)", at: after(2)) }
        watch.hosts["vpn-1"]?.sessionsByUser = ["u-1": after(2), "u-2": after(2), "u-3": after(3), "u-4": after(3)]
        #expect(watch.run(1).map(\.what) == [.raised])
        #expect(watch.run(11) == [])
        #expect(watch.run(1).map(\.what) == [.returned])
    }

    @Test func overWhenTheWindowHasPassed() {
        var watch = gateway()
        watch.ends = (1...4).map { end("u-\($0)", at: after(2)) }
        watch.run(120)
        #expect(watch.log.map(\.what) == [.raised])
        #expect(watch.run(1).map(\.what) == [.returned])
        #expect(watch.alarm("timeouts", "vpn-1")?.text == "4 clients lost at once", "said at its worst")
    }

    @Test func aSilentGatewayMovesNothing() {
        var watch = gateway()
        watch.ends = (1...4).map { end("u-\($0)", at: after(2)) }
        watch.run(1)
        watch.fail("vpn-1", 200)
        let own = watch.log.filter { $0.alarm.key.rule == "timeouts" }
        #expect(own.map(\.what) == [.raised, .suppressed])
        watch.answer("vpn-1")
        #expect(watch.run(1).map(\.what).contains(.returned))
        #expect(watch.alarm("timeouts", "vpn-1")?.phase == .returned, "nobody has seen it")
    }

    @Test func overTheSiteWhereNoGatewayHasItsOwn() throws {
        var watch = gateway()
        watch.ends = [
            end("u-1", on: "vpn-1", at: after(1)), end("u-2", on: "vpn-2", at: after(2)), end("u-3", on: "vpn-3", at: after(3)),
        ]
        #expect(watch.run(1).map(\.what) == [.raised])
        #expect(watch.book.alarms.map(\.key) == [AlarmKey(rule: "site_timeouts", host: "")])
        #expect(watch.book.alarms.map(\.text) == ["3 clients lost in 2 s on 3 gateways"])
        var one = gateway()
        one.ends = (1...4).map { end("u-\($0)", on: "vpn-1", at: after(1)) } + [end("u-9", on: "vpn-2", at: after(1))]
        one.run(1)
        #expect(one.book.alarms.map(\.key.rule) == ["timeouts"], "one cause, one alarm")
    }

    @Test func aLimitOfOneForALab() {
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "test")
        patch.warning = 1
        limits.site["timeouts"] = patch
        var watch = Watch(site(host("vpn-1")), limits: limits)
        watch.hosts["vpn-1"]?.sessions = 200
        watch.ends = [end("u-1", at: after(1))]
        watch.run(1)
        #expect(watch.book.alarms.map(\.text) == ["1 client lost"])
    }
}
