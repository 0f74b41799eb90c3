import Alarms
import Telemetry
import Testing

@testable import Notify

struct CallQueueTests {
    let start = ContinuousClock.now

    @Test func oneCallForEachAndTheRestInOne() {
        var queue = CallQueue()
        queue.add((1...50).map(Samples.raised))
        for id in 1...9 { #expect(queue.next(at: start) == .one(Samples.raised(Int64(id)))) }
        #expect(queue.next(at: start) == .summary((10...50).map(Samples.raised), count: 41))
        #expect(queue.next(at: start) == nil && queue.isEmpty && queue.due == nil)
    }

    @Test func whatComesWhenTheRateIsUsedUpWaitsForTheMinutesEnd() {
        var queue = CallQueue(callsPerMinute: 2)
        queue.add([Samples.raised(1)])
        #expect(queue.next(at: start) != nil)
        queue.add([Samples.raised(2)])
        #expect(queue.next(at: start + .seconds(10)) == .one(Samples.raised(2)), "the last place, and nothing else waits")
        queue.add([Samples.raised(3), Samples.raised(4)])
        #expect(queue.next(at: start + .seconds(59)) == nil)
        #expect(queue.due == start + .seconds(60))
        #expect(queue.next(at: start + .seconds(60)) == .summary([Samples.raised(3), Samples.raised(4)], count: 2))
    }

    @Test func aFloodIsCountedInFullAndKeptInPart() {
        var queue = CallQueue(callsPerMinute: 1)
        queue.add((1...5000).map(Samples.raised))
        guard case .summary(let kept, let count)? = queue.next(at: start) else {
            Issue.record("no summary")
            return
        }
        #expect(count == 5000 && kept.count == CallQueue.longest && kept.last == Samples.raised(5000))
        let document = TransitionDocument.summary(kept, count: count, site: "Test")
        #expect(document["transitions"]?.items?.count == TransitionDocument.longest)
    }

    @Test func theDocumentNamesNoOperatorAndQuotesNoProof() {
        let text = String(decoding: TransitionDocument.one(Samples.raised(1), site: "Test").bytes, as: UTF8.self)
        #expect(text.hasPrefix(#"{"kind":"transition","site":"Test","what":"raised","at":"2027-01-15T08:00:01.000Z","announced":true"#))
        #expect(text.contains(#""rule":"cpu","host":"hv-1","entity":"","severity":"critical","phase":"unacknowledged""#))
        #expect(!text.contains("anna") && !text.contains("raw line"))
    }
}
