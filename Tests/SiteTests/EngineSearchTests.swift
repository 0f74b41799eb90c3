import Testing

@testable import warte

/// How a front brings engines one after the other.
@Suite struct EngineSearchTests {
    private let start = ContinuousClock.now

    /// Goes on as the link does; answers when the next engine was brought, and how often one was looked for until then.
    private func nextStart(_ search: inout EngineSearch, from now: ContinuousClock.Instant) -> (at: ContinuousClock.Instant, looks: Int) {
        var (now, looks) = (now, 0)
        while true {
            if case .wait(let until) = search.step(at: now) { now = until }
            looks += 1
            if search.foundNobody(at: now) { return (now, looks) }
        }
    }

    @Test func thePauseGrowsWhileEnginesServeAndDieEarly() {
        var search = EngineSearch(at: start)
        var now = start
        var pauses: [Duration] = []
        for _ in 0..<8 {
            let next = nextStart(&search, from: now)
            pauses.append(now.duration(to: next.at))
            #expect(next.looks >= Int(pauses[pauses.count - 1] / .milliseconds(500)), "an engine that somebody else brings is not missed")
            // It served; then the link is heard to be gone, and a little later the engine to have ended: one death.
            now = next.at + .seconds(2)
            search.lost(at: now)
            search.startedOneEnded(at: now + .milliseconds(10))
        }
        #expect(pauses == [0, 1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
    }

    @Test func oneThatLivedLongIsBroughtBackAtOnceAndThePauseBeginsAnew() {
        var search = EngineSearch(at: start)
        var now = start
        for (life, pause) in [(2, 1000), (2, 2000), (3600, 500), (2, 1000)] {
            now = nextStart(&search, from: now).at + .seconds(life)
            search.lost(at: now)
            let again = nextStart(&search, from: now).at
            #expect(now.duration(to: again) == .milliseconds(pause), "after \(life) s")
            // As it was: that one is seen to die at once, too, and is none of this list.
            search.startedOneEnded(at: again, gaveWay: true)
            now = again
        }
    }

    @Test func oneThatGaveWayToAnotherHasNotDied() {
        var search = EngineSearch(at: start)
        var now = start
        for _ in 0..<5 {
            now = nextStart(&search, from: now).at + .milliseconds(100)
            search.startedOneEnded(at: now, gaveWay: true)
        }
        #expect(now.duration(to: nextStart(&search, from: now).at) == EngineSearch.retryPause)
    }
}
