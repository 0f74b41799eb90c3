import Alarms
import Drawing
import Feed
public import Telemetry

/// Following what becomes of alarms since somebody looked.
struct Looking: Sendable {
    /// When all was marked as seen the last time, by what was kept; none of it is followed before somebody says so.
    var from: Moment??
    var look: LastLook?
    fileprivate var engine = EngineID.unknown
    /// In which the peak was looked for.
    fileprivate var minute: Int64 = -1
    fileprivate var hasTold = false
}

/// "Since I last looked": what is new, over, acknowledged by others, and what stood out, from the moment somebody marked all as seen.
extension App {
    /// Follows from now on what becomes of alarms.
    /// - Parameter since: when all was marked as seen the last time; nil begins with the first news.
    public mutating func followLook(since: Moment?) { looking.from = .some(since) }

    /// After what was told: whatever became of alarms, and what is to be asked for it.
    mutating func refreshLook(alarmsChanged: Bool) -> [Effect] {
        guard case .some(let from) = looking.from, world.connection == .attached, world.knowsAlarms, knowsTime,
            let engine = world.engine?.id
        else { return [] }
        var effects: [Effect] = []
        let isFirst = looking.look == nil
        if isFirst {
            // One that is ahead was written by another clock, one before 1970 by none: the time since then may not fit into a number.
            let begin = from.flatMap { $0 >= Moment(milliseconds: 0) && $0 < world.now ? $0 : nil }
            looking.look = LastLook(since: begin ?? world.now)
            if begin == nil { effects.append(.keepLook(world.now)) }
        } else if engine != looking.engine {
            looking.look?.askAgain(isAnother: true)
        }
        if isFirst || alarmsChanged || engine != looking.engine {
            followAlarms()
        }
        looking.engine = engine
        if let look = looking.look, look.past == .unasked {
            looking.look?.noteAsked()
            effects.append(.askHistory(since: look.since, limit: LastLook.most))
        }
        findPeak()
        return effects
    }
    private mutating func followAlarms() {
        let (alarms, now, user) = (summary.alarms.all, world.now, settings.user)
        looking.look?.follow(alarms, at: now, user: user)
    }
    private mutating func findPeak() {
        let minute = world.now.seconds / 60
        guard let since = looking.look?.since, minute != looking.minute else { return }
        looking.minute = minute
        let rows = summary.rows.count <= Peaks.mostHosts ? summary.rows : summary.rows.sorted { $0.urgency > $1.urgency }
        let peaks = Peaks(history: world.history, limits: world.limits, since: since, now: world.now)
        looking.look?.peak = peaks.furthest(of: rows)
    }
    /// The link is gone: what it was asked will not come, and what ends meanwhile is not told.
    mutating func loseLook() { looking.look?.askAgain(isAnother: false) }

    mutating func hearHistory(_ answer: Result<[Alarm], CommandRefusal>) {
        let user = settings.user
        looking.look?.take(answer, user: user)
        // What is marked as seen is what was shown: it is shown, too.
        if case .since(let shown) = overlay, shown.awaitsPast, let look = looking.look {
            var whole = card(of: look)
            whole.scrolled = shown.scrolled
            overlay = .since(whole)
        }
        // Once, for whoever comes back after a while.
        guard let look = looking.look, !looking.hasTold else { return }
        looking.hasTold = true
        let words = look.words
        guard !words.isEmpty, world.now - look.since >= .seconds(600) else { return }
        sayBehind(
            localized("since you looked (\(clock(around: look.since).brief(look.since))): \(words); \(VerbTable.key("seen")) shows it"),
            .notice, for: .seconds(30))
    }

    mutating func showLook() -> [Effect] {
        guard let look = looking.look else { return told(localized("the engine has not told yet what happened")) }
        guard !isInPast else { return told(localized("this is about now: \(VerbTable.key("live")) goes there")) }
        return lay(.since(card(of: look)))
    }
    private func card(of look: LastLook) -> SinceCard {
        let rows = summary.rows.sorted { $0.urgency > $1.urgency }
        let measured = rows.filter { $0.isMeasured(since: look.since) }.map(\.host.id)
        return SinceCard(
            look, user: settings.user, hosts: measured, unmeasured: rows.count - measured.count, clock: clock(around: look.since),
            at: world.now)
    }

    mutating func press(_ key: Key, in card: SinceCard) -> [Effect] {
        var card = card
        guard let verb = verbs.verb(for: key, on: shown) else { return [] }
        switch verb.name {
        case "seen", "open":
            guard card.rowsShown(in: cardArea) > 0 else { return [] }
            overlay = nil
            return markAsSeen(until: card.until)
        case "back", "quit", "interrupt": overlay = nil
        case "redraw": return [.redrawAll]
        default:
            let most = card.mostScrolled(in: cardArea)
            card.scrolled = min(max(min(card.scrolled, most) + (verb.action?.step ?? 0), 0), most)
            overlay = .since(card)
        }
        return []
    }
    /// Where there is no room for a screen the card has all of the window.
    private var cardArea: Rect { SmallView.isNeeded(width: size.width, height: size.height) ? size : context.body }
    /// What came after the card was opened was not on it.
    private mutating func markAsSeen(until moment: Moment) -> [Effect] {
        looking.look = LastLook(since: moment)
        followAlarms()
        looking.minute = -1
        say(localized("all up to \(clock(around: moment).long(moment)) is seen"), .notice)
        return [.keepLook(moment)]
    }

    /// `since 11:40: 3 new, 1 over, hv-1 CPU peak 97 %`, beside the screens, the fullest first; empty where nothing happened.
    var lookWords: [String] {
        guard let look = looking.look, !isInPast, held == nil else { return [] }
        let peak =
            look.peak.map { localized("\($0.host.prefix(24)) \(Peaks.label($0.metric)) peak \(Peaks.words($0.value, $0.metric))") } ?? ""
        let all = [look.words, peak].filter { !$0.isEmpty }
        let since = localized("since \(clock(around: look.since).brief(look.since)): ")
        guard let first = all.first else { return [] }
        let new = look.counts.new > 0 ? [localized("\(look.counts.new) new")] : []
        return ([all.joined(separator: ", "), first] + new).map { since + $0 }
    }
}
