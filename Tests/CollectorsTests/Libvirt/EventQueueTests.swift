import Telemetry
import Testing

@testable import Collectors

/// Who is heard, and who gets what was heard, while a connection hangs and another takes over. Without a libvirt and without a clock.
@Suite("libvirt: what a host's connections hear")
struct EventQueueTests {
    private let queue = EventQueue()

    private func put(_ guest: String, _ listeners: EventListener...) {
        for listener in listeners {
            listener.put(HypervisorEvent(at: Moment(seconds: 1), guest: guest, name: guest, what: .lifecycle(type: 5, detail: 5)))
        }
    }
    private func take(upTo count: Int) -> [String] { queue.take(upTo: count).map(\.guest) }

    @Test("what a look saw that hangs is taken by the look that comes back first, and by no other")
    func hanging() {
        let one = EventListener(queue)
        queue.hear(one)
        put("a", one)
        let hanging = queue.look()
        put("b", one)
        let other = queue.look()
        #expect(hanging.news.map(\.guest) == ["a"] && other.news.map(\.guest) == ["b"], "each is news once")
        #expect(take(upTo: other.count) == ["a", "b"] && take(upTo: hanging.count) == [])
        put("c", one)
        #expect(take(upTo: other.count) == [], "it came after that look had begun")
        #expect(take(upTo: queue.look().count) == ["c"])
    }

    @Test("the one that came back late, but before the other, takes what it saw")
    func order() {
        let one = EventListener(queue)
        put("a", one)
        let first = queue.look().count
        put("b", one)
        let second = queue.look().count
        #expect(take(upTo: first) == ["a"] && take(upTo: second) == ["b"])
    }

    @Test("from one connection to the next nothing is lost and nothing told twice")
    func handover() {
        let (one, two) = (EventListener(queue), EventListener(queue))
        put("before anybody is heard", one)
        queue.hear(one)
        put("one alone", one)
        // Registered, and not heard yet.
        put("both, while one is heard", one, two)
        queue.hear(two)
        put("both, while two is heard", one, two)
        queue.leave(one)
        put("two alone", two)
        queue.leave(two)
        let three = EventListener(queue)
        put("a new one", three)
        #expect(
            take(upTo: queue.look().count) == [
                "before anybody is heard", "one alone", "both, while one is heard", "both, while two is heard", "two alone", "a new one",
            ])
    }

    @Test("nobody takes it: the oldest go, and what is left is whose it was")
    func bound() {
        let one = EventListener(queue)
        for number in 0..<15_000 { put("\(number)", one) }
        let hanging = queue.look().count
        for number in 15_000..<25_000 { put("\(number)", one) }
        let seen = take(upTo: hanging)
        #expect(seen.first == "10000" && seen.last == "14999")
        let (news, count) = queue.look()
        #expect(count == 25_000 && news.map(\.guest) == (15_000..<25_000).map(String.init))
        #expect(take(upTo: count).count == 10_000 && take(upTo: count) == [])
    }
}
