import Testing

@testable import warte

@Suite struct FrameBudgetTests {
    private let start = ContinuousClock.now

    @Test func theFirstNewsAfterTheFirstPictureAreSeenAtOnce() {
        var budget = FrameBudget(at: start)
        budget.painted(at: start, cost: .milliseconds(3))
        #expect(budget.due == start + .milliseconds(20))
        let later = start + .seconds(60)
        for picture in 0..<4 { budget.painted(at: later + .milliseconds(20 * picture), cost: .milliseconds(4)) }
        #expect(budget.due == later + .milliseconds(80), "what a quiet minute left is there for a burst")
    }

    /// Pictures of 3 ms each, painted as early as they may be.
    @Test func picturesThatCostMuchTakeHalfAPercent() {
        var budget = FrameBudget(at: start)
        var (now, spent) = (start, Duration.zero)
        while now < start + .seconds(100) {
            budget.painted(at: now, cost: .milliseconds(3))
            spent += .milliseconds(3)
            now = budget.due
        }
        #expect(spent > .milliseconds(450) && spent < .milliseconds(550))
    }

    @Test func noPictureIsWaitedForLongerThanASecond() {
        var budget = FrameBudget(at: start)
        for _ in 0..<5 { budget.painted(at: budget.due, cost: .seconds(2)) }
        let last = budget.due
        budget.painted(at: last, cost: .seconds(2))
        #expect(budget.due == last + FrameBudget.longestPause)
    }
}
