import Feed
import Telemetry

/// What polls bring on its way through the redactor. A gateway may tell of tens of thousands of people at once: they pass in pieces,
/// and whoever asks for something meanwhile has it between two of them.
extension Engine {
    /// So many sessions, ends or lines without a pause.
    static let passedAtOnce = 200

    func pass(_ report: Report) async -> Report {
        let at = report.at
        for _ in 0..<3 {
            redactor.pseudonyms.turn(to: at)
            let (policy, era) = (redactor.policy, redactor.pseudonyms.era)
            let outcome: Result<Reading, CollectFailure>
            switch report.outcome {
            case .success(let reading): outcome = .success(await pass(reading, at: at))
            case .failure(let failure): outcome = .failure(redactor.pass(failure, at: at))
            }
            var aside = report.aside
            aside.ends = await inPieces(aside.ends) { redactor.pass($0, at: at) }
            aside.events = await inPieces(aside.events) { redactor.pass($0, at: at) }
            aside.crashes = aside.crashes.mapValues { redactor.pass($0, at: at) }
            let passed = report.with(outcome, aside: aside)
            // What passed under another policy, or with the pseudonyms of another day, has to pass again.
            if redactor.policy == policy, redactor.pseudonyms.era == era { return passed }
        }
        return redactor.pass(report)
    }

    private func pass(_ reading: Reading, at now: Moment) async -> Reading {
        var out = reading
        // Sessions first: a line may name their users.
        for index in out.hosts.indices {
            guard case .success(var figures) = out.hosts[index].outcome, !figures.sessions.isEmpty else { continue }
            figures.sessions = await inPieces(figures.sessions) { redactor.pass($0, at: now) }
            out.hosts[index].outcome = .success(figures)
        }
        out.ends = await inPieces(out.ends) { redactor.pass($0, at: now) }
        out.events = await inPieces(out.events) { redactor.pass($0, at: now) }
        for index in out.hosts.indices { out.hosts[index].outcome = redactor.pass(out.hosts[index].outcome, at: now) }
        return out
    }

    private func inPieces<Item>(_ all: [Item], _ pass: ([Item]) -> [Item]) async -> [Item] {
        guard all.count > Self.passedAtOnce else { return pass(all) }
        var out: [Item] = []
        out.reserveCapacity(all.count)
        for start in stride(from: 0, to: all.count, by: Self.passedAtOnce) {
            if start > 0 { await Task.yield() }
            out += pass(Array(all[start..<min(start + Self.passedAtOnce, all.count)]))
        }
        return out
    }
}

extension Report {
    fileprivate func with(_ outcome: Result<Reading, CollectFailure>, aside: Aside) -> Report {
        Report(target: target, at: at, took: took, outcome: outcome, aside: aside, isLast: isLast)
    }
}

extension Redactor {
    /// All of it at once.
    mutating func pass(_ report: Report) -> Report {
        let outcome: Result<Reading, CollectFailure> =
            switch report.outcome {
            case .success(let reading): .success(pass(reading, at: report.at))
            case .failure(let failure): .failure(pass(failure, at: report.at))
            }
        var aside = report.aside
        aside.ends = pass(aside.ends, at: report.at)
        aside.events = pass(aside.events, at: report.at)
        aside.crashes = aside.crashes.mapValues { pass($0, at: report.at) }
        return report.with(outcome, aside: aside)
    }
}
