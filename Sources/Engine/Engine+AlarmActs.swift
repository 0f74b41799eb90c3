import Alarms
import Feed
import Journal
import Telemetry

/// What people do to alarms, one or ten thousand of them at once.
extension Engine {
    /// Of several it is told of so many why it was not done to them; of the others how many they are.
    private static let mostReasons = 10

    /// Others have their turn between the pieces. It is one act all the same: one `undo` takes all of it back. Of several it is done to
    /// those that it can be done to, and who asked is told of the others.
    func actUpon(_ asked: Command, author: String) async throws(CommandRefusal) {
        var seen: Set<Int64> = []
        let ids = asked.alarms.filter { seen.insert($0).inserted }
        let names = settings.names
        var act: AlarmBook.LastAct?
        var done = 0
        var reasons: [Message] = []
        for start in stride(from: 0, to: max(1, ids.count), by: Self.atOnce) {
            let piece = Array(ids[start..<min(start + Self.atOnce, ids.count)])
            let earlier = act
            let most = Self.mostReasons - reasons.count
            do throws(CommandRefusal) {
                let carried = try await inTurn { () async throws(CommandRefusal) in
                    try await actUpon(piece, asked, author: author, goesOn: earlier, reasons: most)
                }
                if !carried.done.isEmpty, asked.canBeUndone { act = book.lastAct(of: author) }
                done += Set(carried.done.map(\.alarm.id)).count
                reasons += carried.reasons.filter { !reasons.contains($0) }
            } catch {
                // Nothing is done to the others, whatever was wrong with the first ones.
                reasons = [error.message]
                break
            }
            await Task.yield()
        }
        // The first pieces are remembered as they were typed.
        if isToReword(since: names) { rewordAlarms(keeping: knownEvidence, at: wallClock()) }
        settle([], at: wallClock(), isAct: true)
        guard let reason = Self.reason(reasons, of: ids.count - done) else { return }
        guard done > 0 else { throw CommandRefusal(reason) }
        if case .acknowledge = asked { throw CommandRefusal(.someAcknowledged(done, ids.count, reason)) }
        throw CommandRefusal(.someDone(done, ids.count, reason))
    }

    /// Nil where there is none: it was done.
    private static func reason(_ reasons: [Message], of count: Int) -> Message? {
        guard let first = reasons.first else { return nil }
        // One alone is of the whole act, or of the one that is left.
        guard reasons.count > 1 else { return first }
        return .several(reasons + (count > reasons.count ? [.andOthers(count - reasons.count)] : []))
    }

    private func actUpon(
        _ piece: [Int64], _ asked: Command, author: String, goesOn earlier: AlarmBook.LastAct?, reasons most: Int
    ) async throws(CommandRefusal) -> Carried {
        let now = wallClock()
        let command = redacted(asked, at: now)
        let lasts = settings.acknowledgementLasts
        func act(_ book: inout AlarmBook, _ ids: [Int64]) throws(ActProblem) -> [Transition] {
            switch command {
            case .acknowledge(_, let comment):
                try book.acknowledge(ids, author: author, comment: comment, at: now, for: lasts, goesOn: earlier)
            case .comment(_, let text): try book.comment(ids, author: author, text: text, at: now)
            case .shelve(_, let duration, let reason, let wakes):
                try book.shelve(ids, author: author, for: duration, reason: reason, wakes: wakes, at: now, goesOn: earlier)
            case .unshelve: try book.unshelve(ids, author: author, at: now)
            // Each has its own way.
            case .undo, .startMaintenance, .endMaintenance, .forget, .run, .pollNow, .reload: []
            }
        }
        var carried = try await carryOut(at: now, isShown: false) { (book: inout AlarmBook, isMeant) throws(ActProblem) in
            try act(&book, piece.filter(isMeant))
        }
        let done = Set(carried.done.map(\.alarm.id))
        let left = piece.filter { !done.contains($0) }
        if piece.isEmpty, let problem = carried.problem { carried.reasons = [problem.message] }
        // What is tried on what stands now is thrown away.
        var tried = book
        for id in left where carried.reasons.count < most {
            var problem = carried.overtaken[id]
            if problem == nil { do throws(ActProblem) { _ = try act(&tried, [id]) } catch { problem = error } }
            let reason = (problem ?? .changed(id)).message
            if !carried.reasons.contains(reason) { carried.reasons.append(reason) }
        }
        return carried
    }

    /// In pieces too: what was acknowledged with long comments is as much to write when it is taken back.
    func undo(author: String) async throws(CommandRefusal) {
        var left: AlarmBook.LastAct?
        var (all, tried, done) = (0, 0, 0)
        var refusal: CommandRefusal?
        var names = settings.names
        repeat {
            do throws(CommandRefusal) {
                // Taken in its turn: what its author did before may have waited for its own.
                let (rest, count) = try await inTurn { () async throws(CommandRefusal) in
                    let now = wallClock()
                    let act: AlarmBook.LastAct
                    if let left {
                        act = isToReword(since: names) ? left.rewording { redactor.pass($0, at: now) } : left
                    } else {
                        act = try lastAct(of: author)
                    }
                    names = settings.names
                    all = max(all, act.count)
                    left = act
                    let carried = try await carryOut(at: now, isShown: false) { book, isMeant in
                        book.undo(act.prefix(Self.atOnce).filter(isMeant), author: author, at: now)
                    }
                    return (act.dropFirst(Self.atOnce), carried.done.count)
                }
                left = rest
                done += count
                tried = all - rest.count
            } catch {
                refusal = error
            }
            await Task.yield()
        } while refusal == nil && (left?.count ?? 0) > 0
        settle([], at: wallClock(), isAct: true)
        if let refusal {
            if let left { book.putBack(left, of: author) }
            throw tried == 0
                ? refusal : CommandRefusal(.someTakenBack(tried, all, refusal.message))
        }
        guard done > 0 else { throw CommandRefusal(ActProblem.isChanged.message) }
        if done < all { throw CommandRefusal(.someChanged(done, all)) }
    }

    private func lastAct(of author: String) throws(CommandRefusal) -> AlarmBook.LastAct {
        let now = wallClock()
        let window = Policy.undo * (settings.demo?.speed ?? 1)
        do throws(ActProblem) { return try book.takeLastAct(of: author, at: now, within: window) } catch {
            throw CommandRefusal(
                hasActedBeforeStart(author, since: now - window) ? .undoEndsWithEngine(now - status.startedAt) : error.message)
        }
    }

    /// Whether somebody did to an engine before this one what it could have taken back. How things stood before that is in no journal.
    private func hasActedBeforeStart(_ author: String, since: Moment) -> Bool {
        guard since < status.startedAt else { return false }
        let span = since..<status.startedAt
        let steps = [Message.stepAcknowledged.id, Message.stepShelved.id, Message.stepReset.id]
        return events.contains {
            span.contains($0.at) && steps.contains($0.message.id) && $0.message.arguments.dropFirst().first == .text(author)
        }
            || book.alarms.contains { alarm in
                [alarm.acknowledgement.map { ($0.author, $0.at) }, alarm.shelf.map { ($0.author, $0.at) }].contains {
                    $0.map { $0.0 == author && span.contains($0.1) } ?? false
                }
            }
    }
}

extension Command {
    /// Whether its author can take it back.
    fileprivate var canBeUndone: Bool {
        switch self {
        case .acknowledge, .shelve: true
        default: false
        }
    }
}
