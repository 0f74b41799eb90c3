import Alarms
import Telemetry
import TestSupport
import Testing

@testable import Notify

struct AlertLedgerTests {
    let now = Samples.start + .seconds(100)

    @Test func whatIsPutAsideOrFollowsFromSomethingIsNotPosted() {
        var shelved = Samples.alarm(1)
        shelved.shelf = Shelf(author: "a", at: now, reason: "r", until: now + .seconds(60))
        var out = Samples.alarm(2)
        out.isInMaintenance = true
        #expect(!AlertLedger.isActive(shelved) && !AlertLedger.isActive(out))
        #expect(
            !AlertLedger.isActive(Samples.alarm(3, suppressedBy: "no data")) && !AlertLedger.isActive(Samples.alarm(3, phase: .returned)))
        #expect(
            AlertLedger.isActive(Samples.alarm(4, suppressedBy: .silence("x", nil)))
                && AlertLedger.isActive(Samples.alarm(4, phase: .acknowledged)))
    }

    @Test func whatChattersStaysPostedWhileItDoes() {
        var chattering = Samples.alarm(1, phase: .returned)
        chattering.isChattering = true
        #expect(AlertLedger.isActive(chattering))
        chattering.suppressedBy = "no data"
        #expect(!AlertLedger.isActive(chattering))
    }

    @Test func anEndIsPostedUntilItIsTakenAndNotForEver() {
        var ledger = AlertLedger(site: "")
        let first = ledger.alerts(for: [Samples.alarm(1)], at: now)
        #expect(first.map(\.isOver) == [false] && first.first?.labels["site"] == nil)
        ledger.posting(first, at: now)
        ledger.posted(first)
        #expect(!ledger.isBehind([Samples.alarm(1, text: "CPU 98 %, limit 95 %")]), "another number is no news")
        #expect(ledger.isBehind([]))
        var returned = Samples.alarm(1, phase: .returned)
        returned.returnedAt = now + .seconds(7)
        let end = ledger.alerts(for: [returned], at: now + .seconds(9))
        #expect(end.map(\.isOver) == [true] && end.first?.endsAt == now + .seconds(7))
        ledger.posting(end, at: now + .seconds(9))
        #expect(ledger.isBehind([]), "it was not taken")
        ledger.posting([], at: now + AlertLedger.life)
        #expect(!ledger.isBehind([]), "it ended there by itself")
    }

    @Test func manyThatEndAtOnceEndEachInItsOwnTime() {
        var ledger = AlertLedger(site: "")
        ledger.posting(ledger.alerts(for: (1...3000).map { Samples.alarm(Int64($0), host: "hv-\($0)") }, at: now), at: now)
        let returned = (1...3000).map { number in
            var alarm = Samples.alarm(Int64(number), host: "hv-\(number)", phase: .returned)
            alarm.returnedAt = now + .seconds(Int64(number % 50))
            return alarm
        }
        let ends = ledger.alerts(for: returned, at: now + .seconds(60))
        #expect(ends.count == 3000 && ends.allSatisfy(\.isOver))
        let expected = Dictionary(returned.map { (ledger.labels(of: $0), $0.returnedAt) }) { first, _ in first }
        #expect(ends.allSatisfy { $0.endsAt == expected[$0.labels] ?? nil })
    }

    @Test func aClockThatWasSetBackMakesNoAlertThatEndsBeforeItStarts() {
        var ledger = AlertLedger(site: "Test")
        let first = ledger.alerts(for: [Samples.alarm(1, raised: now + .seconds(500))], at: now)
        #expect(first.allSatisfy { $0.startsAt <= $0.endsAt })
        ledger.posting(first, at: now)
        var returned = Samples.alarm(1, phase: .returned)
        returned.returnedAt = Samples.start - .seconds(1000)
        #expect(ledger.alerts(for: [returned], at: now).allSatisfy { $0.startsAt <= $0.endsAt })
    }
}
