import Alarms
import Telemetry
import TestSupport
import Testing

@Suite struct BookActTests {
    /// hv-1 with memory at 92 %, hv-2 at 99 %.
    private func two() -> Watch {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        watch.run(30, [("hv-1", .memory, 92), ("hv-2", .memory, 99)])
        return watch
    }
    private let values: [(Host.ID, Metric, Double)] = [("hv-1", .memory, 92), ("hv-2", .memory, 99)]
    private let good: [(Host.ID, Metric, Double)] = [("hv-1", .memory, 10), ("hv-2", .memory, 10)]

    @Test func theWorstStandsFirst() throws {
        var watch = two()
        #expect(watch.book.alarms.map(\.key.host) == ["hv-2", "hv-1"])
        try watch.acknowledge("memory", "hv-2")
        #expect(watch.book.alarms.map(\.key.host) == ["hv-1", "hv-2"], "what wants attention, then what somebody has")
    }

    @Test func acknowledgingSeveralTakesThoseThatCanBe() throws {
        var watch = two()
        let ids = watch.book.alarms.map(\.id)
        let made = try watch.book.acknowledge(ids + [99], author: "km", comment: "known", at: watch.now)
        #expect(made.map(\.what) == [.acknowledged, .acknowledged])
        #expect(throws: ActProblem(.noSuchAlarm(99))) {
            try watch.book.acknowledge([99], author: "km", at: watch.now)
        }
        #expect(throws: ActProblem.self) { try watch.book.acknowledge([], author: "km", at: watch.now) }
    }

    @Test func anOldOccurrenceCannotBeAcknowledged() throws {
        var watch = two()
        let old = try #require(watch.alarm("memory")?.id)
        watch.run(20, good)
        watch.run(30, values)
        #expect(throws: ActProblem.self) { try watch.book.acknowledge([old], author: "km", at: watch.now) }
        #expect(watch.alarm("memory")?.unseen == 1)
    }

    @Test func undoWithinTenSecondsByTheSameAuthor() throws {
        var watch = two()
        let id = try #require(watch.alarm("memory")?.id)
        _ = try watch.book.acknowledge([id], author: "km", at: watch.now)
        #expect(throws: ActProblem.self) { try watch.book.undo(author: "eva", at: watch.now) }
        #expect(throws: ActProblem.self) { try watch.book.undo(author: "km", at: watch.now + .seconds(11)) }
        #expect(try watch.book.undo(author: "km", at: watch.now + .seconds(10)).map(\.what) == [.undone])
        #expect(watch.alarm("memory")?.phase == .unacknowledged)
        #expect(watch.alarm("memory")?.acknowledgement == nil)
        #expect(throws: ActProblem.self) { try watch.book.undo(author: "km", at: watch.now) }
    }

    @Test func undoGoesPieceByPieceAndWhatIsPutBackIsTakenBackLater() throws {
        var watch = two()
        let ids = watch.book.alarms.map(\.id)
        _ = try watch.book.acknowledge(ids, author: "km", at: watch.now)
        let act = try watch.book.takeLastAct(of: "km", at: watch.now)
        #expect(throws: ActProblem.self) { try watch.book.undo(author: "km", at: watch.now) }
        #expect(watch.book.undo(act.prefix(1), author: "km", at: watch.now).map(\.alarm.id) == [ids[0]])
        watch.book.putBack(act.dropFirst(1), of: "km")
        #expect(try watch.book.undo(author: "km", at: watch.now).map(\.alarm.id) == [ids[1]])
        #expect(watch.book.alarms.allSatisfy { $0.phase == .unacknowledged })
    }

    @Test func whatIsPutBackDoesNotReplaceANewerAct() throws {
        var watch = two()
        let ids = watch.book.alarms.map(\.id)
        _ = try watch.book.acknowledge([ids[0]], author: "km", at: watch.now)
        let act = try watch.book.takeLastAct(of: "km", at: watch.now)
        _ = try watch.book.acknowledge([ids[1]], author: "km", at: watch.now)
        watch.book.putBack(act, of: "km")
        #expect(try watch.book.undo(author: "km", at: watch.now).map(\.alarm.id) == [ids[1]])
    }

    @Test func undoOfAReturnedOneBringsItBack() throws {
        var watch = two()
        watch.run(20, good)
        let ids = watch.book.alarms.map(\.id)
        _ = try watch.book.acknowledge(ids, author: "km", at: watch.now)
        #expect(watch.book.alarms == [])
        #expect(try watch.book.undo(author: "km", at: watch.now).count == 2)
        #expect(watch.book.alarms.map(\.phase) == [.returned, .returned])
    }

    @Test func undoOfAnExtensionKeepsTheFirst() throws {
        var watch = two()
        let id = try #require(watch.alarm("memory")?.id)
        _ = try watch.book.acknowledge([id], author: "eva", comment: "first", at: watch.now)
        _ = try watch.book.acknowledge([id], author: "km", comment: "second", at: watch.now + .seconds(1))
        _ = try watch.book.undo(author: "km", at: watch.now + .seconds(2))
        #expect(watch.alarm("memory")?.acknowledgement?.comment == "first")
        #expect(watch.alarm("memory")?.phase == .acknowledged)
    }

    /// Who only goes on with it takes nobody's words away.
    @Test(arguments: ["", "  "]) func anExtensionWithoutWordsKeepsTheComment(_ words: String) throws {
        var watch = two()
        let id = try #require(watch.alarm("memory")?.id)
        _ = try watch.book.acknowledge([id], author: "eva", comment: "pool grows Thu", at: watch.now)
        let step = try watch.book.acknowledge([id], author: "km", comment: words, at: watch.now + .seconds(1)).last
        let held = try #require(watch.alarm("memory")?.acknowledgement)
        #expect(held.author == "km" && held.comment.isEmpty && held.at == watch.now + .seconds(1), "km has said nothing")
        #expect(step?.comment == .nothing, "km has said nothing")
        #expect(watch.alarm("memory")?.comments.map { "\($0.author): \($0.text)" } == ["eva: acknowledged: pool grows Thu"])
        _ = try watch.book.undo(author: "km", at: watch.now + .seconds(2))
        #expect(watch.alarm("memory")?.acknowledgement?.author == "eva" && watch.alarm("memory")?.comments == [])
        _ = try watch.book.acknowledge([id], author: "eva", comment: words, at: watch.now + .seconds(3))
        #expect(watch.alarm("memory")?.acknowledgement?.comment == "pool grows Thu", "she goes on with it")
    }

    /// It was acknowledged at its worst: that it falls and comes back there is nothing new.
    @Test func anAcknowledgementHoldsForWhatItWasGivenFor() throws {
        var watch = two()
        try watch.acknowledge("memory", "hv-2")
        #expect(watch.run(30, [("hv-1", .memory, 92), ("hv-2", .memory, 92)]).map(\.what) == [.severityLowered])
        #expect(watch.run(30, values).map(\.what) == [.severityRaised])
        #expect(watch.alarm("memory", "hv-2")?.phase == .acknowledged)
        #expect(watch.alarm("memory", "hv-2")?.severity == .critical)
        // Another one knows the warning alone.
        try watch.acknowledge("memory", "hv-1")
        watch.run(30, [("hv-1", .memory, 99), ("hv-2", .memory, 99)])
        #expect(watch.alarm("memory", "hv-1")?.phase == .unacknowledged)
    }

    /// Who takes his own back takes nothing back of who came after him.
    @Test func undoLeavesWhatSomebodyElseSaidSince() throws {
        var watch = two()
        let ids = watch.book.alarms.map(\.id)
        _ = try watch.book.acknowledge(ids, author: "km", comment: "first", at: watch.now)
        _ = try watch.book.acknowledge([ids[0]], author: "eva", comment: "mine now", at: watch.now + .seconds(1))
        #expect(try watch.book.undo(author: "km", at: watch.now + .seconds(2)).map(\.alarm.id) == [ids[1]])
        let hers = watch.book.alarms.first { $0.id == ids[0] }
        #expect(hers?.phase == .acknowledged && hers?.acknowledgement?.comment == "mine now")
        #expect(hers?.comments.map(\.text) == ["acknowledged: first"])
        _ = try watch.book.acknowledge([ids[1]], author: "km", at: watch.now + .seconds(3))
        _ = try watch.book.acknowledge([ids[1]], author: "eva", at: watch.now + .seconds(4))
        #expect(throws: ActProblem.isChanged) { try watch.book.undo(author: "km", at: watch.now + .seconds(5)) }
    }

    /// What has no number can come back for none.
    @Test func aShelfWaitsForNoValueWhereThereIsNone() throws {
        var watch = two()
        watch.problems["configuration"] = "warte.toml:3: this cannot be read"
        watch.hosts["hv-1"]?.isMissing = true
        watch.fail("hv-1", 30)
        for (rule, host) in [("configuration", ""), ("host_missing", "hv-1")] {
            let id = try #require(watch.alarm(rule, host)?.id)
            #expect(throws: ActProblem(.shelfWithoutValue(Int(id)))) {
                try watch.book.shelve(id, author: "km", reason: "known", wakes: [.severityUp, .value(95)], at: watch.now)
            }
            #expect(watch.alarm(rule, host)?.shelf == nil)
            _ = try watch.book.shelve(id, author: "km", reason: "known", wakes: [.severityUp], at: watch.now)
        }
        let id = try #require(watch.alarm("memory", "hv-2")?.id)
        _ = try watch.book.shelve(id, author: "km", reason: "known", wakes: [.value(99.5)], at: watch.now)
    }

    @Test func shelvingWantsAReasonAndHasItsLimits() throws {
        var watch = two()
        let warning = try #require(watch.alarm("memory", "hv-1")?.id)
        let critical = try #require(watch.alarm("memory", "hv-2")?.id)
        #expect(throws: ActProblem(.shelfNeedsReason())) {
            try watch.book.shelve(warning, author: "km", reason: "  ", at: watch.now)
        }
        #expect(throws: ActProblem(.shelfTooLong(Int(critical), .seconds(8 * 3600)))) {
            try watch.book.shelve(critical, author: "km", for: .seconds(8 * 3600 + 1), reason: "backup", at: watch.now)
        }
        #expect(throws: ActProblem(.shelfTooLong(Int(warning), .seconds(24 * 3600)))) {
            try watch.book.shelve(warning, author: "km", for: .seconds(25 * 3600), reason: "backup", at: watch.now)
        }
        #expect(throws: ActProblem.self) { try watch.book.shelve(warning, author: "km", for: .zero, reason: "backup", at: watch.now) }
        let made = try watch.book.shelve(warning, author: "km", reason: "backup", at: watch.now)
        #expect(made.first?.alarm.shelf == Shelf(author: "km", at: watch.now, reason: "backup", until: watch.now + .seconds(3600)))
        #expect(watch.book.alarms.last?.id == warning, "what is put aside stands last")
        _ = try watch.book.undo(author: "km", at: watch.now)
        #expect(watch.alarm("memory")?.shelf == nil)
        #expect(watch.alarm("memory")?.phase == .unacknowledged)
    }

    @Test func wakesWhenItIsWorse() throws {
        var watch = two()
        let id = try #require(watch.alarm("memory")?.id)
        watch.log += try watch.book.shelve(id, author: "km", reason: "backup", wakes: [.severityUp], at: watch.now)
        #expect(watch.run(10, values) == [])
        #expect(watch.run(1, [("hv-1", .memory, 98)]).map(\.what) == [.unshelved])
        #expect(watch.log.last?.comment == .isWorse())
    }

    @Test func wakesAtAValue() throws {
        var watch = two()
        let id = try #require(watch.alarm("memory")?.id)
        watch.log += try watch.book.shelve(id, author: "km", reason: "backup", wakes: [.value(95)], at: watch.now)
        #expect(watch.run(10, [("hv-1", .memory, 94.9)]) == [])
        #expect(watch.run(1, [("hv-1", .memory, 95)]).map(\.what) == [.unshelved])
    }

    @Test func wakesWhenTheHostIsBack() throws {
        var watch = Watch(site(host("hv-1")))
        watch.run(1)
        watch.fail("hv-1", 3)
        let id = try #require(watch.alarm("no_data")?.id)
        watch.log += try watch.book.shelve(id, author: "km", reason: "known", wakes: [.hostBack], at: watch.now)
        #expect(watch.fail("hv-1", 10).map(\.what) == [.severityRaised])
        watch.answer("hv-1")
        #expect(watch.run(1).map(\.what) == [.unshelved, .returned])
    }

    @Test func maintenanceKeepsAHostQuietAndItsEndsDoNotCount() throws {
        var watch = two()
        watch.log += try watch.book.startMaintenance(
            "hv-1", author: "km", until: watch.now + .seconds(600), reason: "new disks", at: watch.now)
        #expect(watch.alarm("memory")?.flag == .inMaintenance)
        #expect(watch.book.openMaintenanceWindows(at: watch.now).map(\.host) == ["hv-1"])
        watch.ends = (1...9).map { end("u-\($0)", on: "hv-1", at: watch.now + .seconds(2)) }
        let raised = watch.run(60, [("hv-1", .memory, 92), ("hv-1", .cpuWait, 50)])
        #expect(raised.filter { $0.what == .raised }.map(\.isAnnounced) == [false])
        #expect(watch.alarm("timeouts") == nil)
        let back = watch.run(61, [("hv-1", .memory, 92), ("hv-1", .cpuWait, 50)])
        #expect(back.map(\.what).contains(.maintenanceEnded))
        #expect(watch.alarm("memory")?.phase == .unacknowledged)
        #expect(watch.alarm("timeouts") == nil, "they fell into the maintenance")
        #expect(throws: ActProblem.self) { try watch.book.endMaintenance("hv-1", author: "km", at: watch.now) }
        #expect(throws: ActProblem(.thereIsNoHost("hv-9"))) {
            try watch.book.startMaintenance("hv-9", author: "km", until: watch.now + .seconds(600), reason: "x", at: watch.now)
        }
    }

    @Test func aCommentNeedsWords() throws {
        var watch = two()
        let id = try #require(watch.alarm("memory")?.id)
        #expect(throws: ActProblem.self) { try watch.book.comment(id, author: "km", text: " \n", at: watch.now) }
        _ = try watch.book.comment(id, author: "km", text: "pool grows Thu", at: watch.now)
        #expect(watch.alarm("memory")?.comments == [Comment(author: "km", at: watch.now, text: "pool grows Thu")])
    }

    /// Whoever takes over reads who had it and what was said.
    @Test func whatWasSaidOutlivesAcknowledgementAndShelf() throws {
        var watch = two()
        let id = try #require(watch.alarm("memory")?.id)
        _ = try watch.book.acknowledge([id], author: "km", comment: "known", at: watch.now)
        _ = try watch.book.acknowledge([id], author: "eva", at: watch.now)
        #expect(watch.alarm("memory")?.comments.map(\.text) == ["acknowledged: known"])
        _ = try watch.book.undo(author: "eva", at: watch.now)
        #expect(watch.alarm("memory")?.comments == [], "it holds again")
        _ = try watch.book.shelve(id, author: "eva", for: .seconds(600), reason: "at lunch", at: watch.now)
        _ = try watch.book.unshelve(id, author: "eva", at: watch.now)
        #expect(watch.alarm("memory")?.phase == .acknowledged, "a shelf takes no acknowledgement away")
        #expect(watch.alarm("memory")?.acknowledgement?.comment == "known")
        #expect(watch.alarm("memory")?.comments.map { "\($0.author): \($0.text)" } == ["eva: shelved: at lunch", "eva: unshelved"])
        _ = try watch.book.shelve(id, author: "km", for: .seconds(600), reason: "at home", at: watch.now)
        _ = try watch.book.shelve(id, author: "eva", for: .seconds(900), reason: "in bed", at: watch.now)
        #expect(watch.alarm("memory")?.shelf?.reason == "in bed")
        _ = try watch.book.unshelve(id, author: "km", at: watch.now)
        #expect(
            watch.alarm("memory")?.comments.map { "\($0.author): \($0.text)" } == [
                "eva: shelved: at lunch", "eva: unshelved", "km: shelved: at home", "eva: shelved: in bed", "km: unshelved",
            ])
    }

    /// Each step of an alarm carries all its comments, so there is an end to them; nobody is kept from acknowledging.
    @Test func commentsHaveABound() throws {
        var watch = two()
        let id = try #require(watch.alarm("memory")?.id)
        for number in 0..<AlarmState.mostComments - 1 { _ = try watch.book.comment(id, author: "km", text: "\(number)", at: watch.now) }
        for number in 0..<10 { _ = try watch.book.acknowledge([id], author: "km", comment: "\(number)", at: watch.now) }
        #expect(watch.alarm("memory")?.comments.count == AlarmState.mostComments)
        #expect(watch.alarm("memory")?.acknowledgement?.comment == "9")
        #expect(throws: ActProblem(.ofAlarm(Int(id), .tooManyComments(100)))) {
            try watch.book.comment(id, author: "km", text: "one more", at: watch.now)
        }
    }

    @Test func severalAreShelvedSaidSomethingOfAndTakenBackAsOne() throws {
        var watch = two()
        let ids = try ["hv-1", "hv-2"].map { try #require(watch.alarm("memory", $0)?.id) }
        func shelves() -> [String?] { ["hv-1", "hv-2"].map { watch.alarm("memory", $0)?.shelf?.reason } }
        let made = try watch.book.shelve([999] + ids + ids, author: "km", reason: "backup", at: watch.now)
        #expect(made.map(\.what) == [.shelved, .shelved] && shelves() == ["backup", "backup"])
        _ = try watch.book.undo(author: "km", at: watch.now)
        #expect(shelves() == [nil, nil], "one act, one undo")
        // A day is too long for the critical one.
        let day = Duration.seconds(20 * 3600)
        #expect(try watch.book.shelve(ids, author: "km", for: day, reason: "backup", at: watch.now).map(\.alarm.id) == [ids[0]])
        let part = try #require(watch.book.lastAct(of: "km"))
        _ = try watch.book.shelve([ids[1]], author: "km", reason: "backup", at: watch.now, goesOn: part)
        #expect(watch.book.lastAct(of: "km")?.count == 2)
        _ = try watch.book.comment(ids, author: "km", text: "pool grows", at: watch.now)
        for host in ["hv-1", "hv-2"] { #expect(watch.alarm("memory", host)?.comments.map(\.text) == ["pool grows"]) }
        #expect(try watch.book.unshelve(ids, author: "km", at: watch.now).map(\.what) == [.unshelved, .unshelved])
        #expect(throws: ActProblem(.notShelved(Int(ids[0])))) { try watch.book.unshelve(ids, author: "km", at: watch.now) }
        #expect(throws: ActProblem(.noAlarmNamed())) { try watch.book.unshelve([], author: "km", at: watch.now) }
        #expect(throws: ActProblem(.noSuchAlarm(7))) { try watch.book.comment([7, 8], author: "km", text: "x", at: watch.now) }
    }

    /// A caller may name one alarm as often as it fits into a message.
    @Test func theSameIdManyTimesIsOneAct() throws {
        var watch = two()
        let id = try #require(watch.alarm("memory")?.id)
        let made = try watch.book.acknowledge(Array(repeating: id, count: 100_000), author: "km", comment: "known", at: watch.now)
        #expect(made.map(\.what) == [.acknowledged])
        #expect(watch.alarm("memory")?.comments == [])
        _ = try watch.book.undo(author: "km", at: watch.now)
        #expect(watch.alarm("memory")?.phase == .unacknowledged)
        #expect(throws: ActProblem.self) {
            try watch.book.acknowledge(Array(repeating: 99, count: 100_000), author: "km", at: watch.now)
        }
    }
}
