/// How a counter grows from day to day: what flows is a curve that is the same on all working days and on all free ones, so that its
/// total at any time can be told at once.
struct DemoCounter: Sendable {
    /// Seconds of full flow since midnight, for each minute of a working day and of a free one.
    private let working: [Double]
    private let free: [Double]
    /// Before all that is asked for: a counter begins at nothing. Since 2020 where that is early enough, which keeps the numbers small.
    private let firstWeek: Int64

    init(_ scenario: DemoScenario, _ host: DemoScenario.Machine) {
        let chance = DemoChance(seed: scenario.seed, host.name + "/flow")
        func totals(_ level: (Double) -> Double) -> [Double] {
            var (sum, out) = (0.0, [0.0])
            for minute in 0..<1440 {
                sum += 60 * max(0.01, level(Double(minute)) * (1 + 0.4 * chance.noise(at: Double(minute), period: 5)))
                out.append(sum)
            }
            return out
        }
        let (from, until) = (Double(scenario.arrive) / 60, Double(scenario.leave) / 60)
        working = totals { minute in
            let risen = min(1, max(0, (minute - from + 10) / 20))
            return 0.03 + 0.97 * risen * min(1, max(0, (until + 60 - minute) / 120))
        }
        free = totals { _ in 0.03 }
        firstWeek = min(2609, (scenario.day - scenario.history.components.seconds / 86_400) / 7 - 1)
    }

    /// - Parameters:
    ///   - second: since 1970, local.
    ///   - rate: at full flow.
    func total(at second: Double, perSecond rate: Double) -> Double {
        let minutes = Int64(second / 60)
        let (day, minute) = (minutes / 1440, Int(minutes % 1440))
        // 1970-01-05 was the first Monday.
        let (week, weekday) = ((day + 3) / 7 - firstWeek, Double((day + 3) % 7))
        let today = weekday < 5 ? working : free
        let before =
            Double(week) * (5 * working[1440] + 2 * free[1440]) + min(weekday, 5) * working[1440] + max(0, weekday - 5) * free[1440]
        let part = (second / 60 - Double(minutes)) * (today[minute + 1] - today[minute])
        return ((before + today[minute] + part) * rate).rounded(.down)
    }
}
