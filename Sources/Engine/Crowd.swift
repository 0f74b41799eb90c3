import Journal
import Telemetry

/// So much at once, and then so much a second.
struct Allowance: Hashable {
    let burst: Double
    let perSecond: Double
    private var left: Double
    private var at: Moment?

    init(burst: Double, perSecond: Double) {
        self.burst = burst
        self.perSecond = perSecond
        left = burst
    }

    /// Whether it was left alone for so long that all of it is there again.
    func isFull(at now: Moment) -> Bool { at.map { left + max(0, (now - $0).inSeconds) * perSecond >= burst } ?? true }

    /// False where it is used up.
    mutating func take(at now: Moment) -> Bool {
        refill(at: now)
        guard left >= 1 else { return false }
        left -= 1
        return true
    }

    /// Takes so many whether they are there or not: what comes after them waits until they would have been.
    mutating func owe(_ count: Int, at now: Moment) {
        refill(at: now)
        left -= Double(count)
    }

    private mutating func refill(at now: Moment) {
        let passed = at.map { max(0, (now - $0).inSeconds) } ?? 0
        // Else the time between would be given twice.
        if at.map({ !now.isLate(after: $0) }) ?? true { at = now }
        left = min(burst, left + passed * perSecond)
    }
}

/// What hosts tell faster than anybody could read: a port scan is a hundred failed handshakes a second all day. The first of it is kept
/// one by one, and then one every two seconds; the rest is counted, by hour and cause, and how many they were is said once a minute.
///
/// A gateway that loses all of its clients at once mostly stays within the burst; what does not is counted by the rules all the same.
struct Crowd {
    private struct Source {
        var ends: [Cause: Allowance] = [:]
        var lines = Allowance(burst: Crowd.burstOfLines, perSecond: Crowd.perSecond)
        /// What the engine sees of a target's hosts: they are lost, they answer, their alarms come and go.
        var allowance = Allowance(burst: Crowd.burstOfLines, perSecond: Crowd.perSecond)
        var leftOutEnds: [Cause: Int] = [:]
        var leftOutLines = 0
        var toldAt: Moment?
    }
    /// By host, and what the engine sees of hosts by their target.
    private var sources: [Host.ID: Source] = [:]
    /// What is said in the same words again and again: a quorum that is lost and back every second.
    /// By a hash: what is said may hold a name, which nothing here is to keep.
    private var refrains: [Int: Allowance] = [:]
    private static let refrain = Allowance(burst: 10, perSecond: 1.0 / 60)
    private static let mostRefrains = 2000
    /// By hour since 1970: what was counted alone.
    private var hours: [Int64: Int] = [:]
    static let burstOfEnds = 2000.0
    static let burstOfLines = 500.0
    static let perSecond = 0.5
    static let tellingPause = Duration.seconds(60)

    /// Those that are kept one by one; `leftOut` gets the others.
    mutating func admit(_ ends: [SessionEnd], at now: Moment, leftOut: (SessionEnd) -> Void = { _ in }) -> [SessionEnd] {
        ends.filter { end in
            var allowance = sources[end.host]?.ends[end.cause] ?? Allowance(burst: Self.burstOfEnds, perSecond: Self.perSecond)
            let isKept = allowance.take(at: now)
            sources[end.host, default: Source()].ends[end.cause] = allowance
            if !isKept {
                sources[end.host]?.leftOutEnds[end.cause, default: 0] += 1
                count([now])
                leftOut(end)
            }
            return isKept
        }
    }
    mutating func admit(_ lines: [HostEvent], at now: Moment) -> [HostEvent] {
        lines.filter { line in
            let isKept = !isRefrain(line, at: now) && sources[line.host, default: Source()].lines.take(at: now)
            if !isKept { sources[line.host, default: Source()].leftOutLines += 1 }
            return isKept
        }
    }
    /// What the engine sees of the hosts of one target, which may be a thousand that come and go every second. Left out, it is said of the
    /// target; how each of them is now is known all the same.
    mutating func admit(_ line: HostEvent, of target: Target.ID, at now: Moment) -> Bool {
        let isKept = !isRefrain(line, at: now) && sources[target, default: Source()].allowance.take(at: now)
        if !isKept { sources[target, default: Source()].leftOutLines += 1 }
        return isKept
    }

    /// Lines of an interface's own words are many that are the same once nobody's name is in them.
    private mutating func isRefrain(_ line: HostEvent, at now: Moment) -> Bool {
        guard line.message.id != Message.line.id else { return false }
        if refrains.count >= Self.mostRefrains {
            refrains = refrains.filter { !$0.value.isFull(at: now) }
            if refrains.count >= Self.mostRefrains { refrains = [:] }
        }
        var hash = Hasher()
        hash.combine(line.host)
        hash.combine(line.message)
        return !refrains[hash.finalize(), default: Self.refrain].take(at: now)
    }

    /// Ends that no list has any more.
    mutating func count(_ ends: [Moment]) { for at in ends { hours[at.seconds / 3600, default: 0] += 1 } }

    /// Of the last 24 h.
    mutating func counted(at now: Moment) -> Int {
        let hour = now.seconds / 3600
        // A clock that was ahead counted for an hour that is still to come.
        hours = hours.filter { $0.key > hour - 24 && $0.key <= hour }
        return hours.values.reduce(0, +)
    }

    /// What is to be said now of what was left out: a line for each host, at most one in a minute, and the counts.
    ///
    /// With `isLast` all of it is said, whenever something was said before.
    mutating func tell(at now: Moment, isLast: Bool = false) -> (lines: [HostEvent], counts: [EndCount]) {
        var out: (lines: [HostEvent], counts: [EndCount]) = ([], [])
        for (host, source) in sources.sorted(by: { $0.key < $1.key }) where source.leftOutLines > 0 || !source.leftOutEnds.isEmpty {
            if !isLast, let told = source.toldAt, now >= told, now - told < Self.tellingPause { continue }
            let ends = source.leftOutEnds.sorted { $0.key.rawValue < $1.key.rawValue }
            out.counts += ends.map { EndCount(hour: now, host: host, cause: $0.key, count: $0.value) }
            var parts = ends.map { Message.endsCounted($0.value, $0.key.message) }
            if source.leftOutLines > 0 { parts.append(.linesLeftOut(source.leftOutLines)) }
            out.lines.append(HostEvent(at: now, host: host, .tooMuch(parts)))
            sources[host]?.leftOutEnds = [:]
            sources[host]?.leftOutLines = 0
            sources[host]?.toldAt = now
        }
        return out
    }

    /// Hosts that are watched no longer.
    mutating func keep(_ isKept: (Host.ID) -> Bool) { sources = sources.filter { isKept($0.key) } }
}
