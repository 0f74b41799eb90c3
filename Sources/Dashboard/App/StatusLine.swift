import Alarms
import Drawing
import Feed
import Telemetry

/// The first row: whose site, where one is in it, the time, how old the data are, what is open.
struct StatusLine {
    /// As it is; the picture may be held at an earlier moment.
    let world: World
    let summary: SiteSummary
    let path: [String]
    /// What is kept of it leaves rows out: that must be seen on every screen.
    let filter: String
    /// How many things are marked: acts are about these.
    let marked: Int
    let settings: DisplaySettings
    let pausedAt: Moment?
    /// What is shown is of then.
    var pastAt: Moment?
    /// What is asked for and not there yet.
    var isGoingTo: Moment?
    /// By which those are told; nil for that of now.
    var clockThen: Clock?

    func draw(on canvas: inout Canvas, y: Int, width: Int) {
        let symbols = settings.symbols
        var right = width
        @discardableResult func put(_ text: String, _ role: Role, gap: Int, keeping least: Int) -> Bool {
            let length = columns(text)
            guard length > 0, right - length - gap >= least else { return false }
            right -= length
            canvas.write(text, x: right, y: y, width: length, role: role)
            right -= gap
            return true
        }
        /// On the smallest screen it must be seen before where one is.
        func putSilence(_ age: String, _ words: String) {
            _ =
                put(words, .problem, gap: 3, keeping: 10) || put(localized("silent \(age)"), .problem, gap: 2, keeping: 9)
                || put(localized("silent"), .problem, gap: 1, keeping: 0)
        }
        let silence = world.connection == .attached ? world.silence.map(Numbers.age) : nil
        right -= 1
        drawCounts(on: &canvas, y: y, right: &right)
        right -= 3
        let clock = Clock(now: world.now, offset: settings.localOffset)
        let then = clockThen ?? clock
        if pastAt != nil || isGoingTo != nil {
            right += 2
            // The counts are of now where the engine still tells them.
            if let silence { putSilence(silence, localized("silent \(silence)")) } else { put(localized("now"), .dim, gap: 3, keeping: 10) }
        }
        let when = momentWords(by: then, within: right)
        put(when.mark, .notice, gap: 3, keeping: 0)
        if isGoingTo != nil || pastAt != nil {
            put(when.words, isGoingTo == nil ? .past : .notice, gap: max(0, min(3, right - columns(when.words))), keeping: 0)
        } else if let pausedAt {
            _ =
                put(localized("PAUSED at \(clock.long(pausedAt))"), .notice, gap: 3, keeping: 10)
                || put(localized("PAUSED \(clock.short(pausedAt))"), .notice, gap: 2, keeping: 1)
                || put(localized("PAUSED"), .notice, gap: 1, keeping: 0)
            if let silence { putSilence(silence, localized("silent \(silence)")) }
        } else if let silence {
            putSilence(silence, localized("engine silent for \(silence)"))
        } else if world.connection == .attached, marking.isEmpty {
            put(localized("live"), .good, gap: 3, keeping: 50)
        }
        if marked > 0 { put(localized("\(marked) marked"), .notice, gap: 3, keeping: 16) }
        if let viewers = world.engine?.viewers, viewers > 1 { put(localized("\(viewers) viewers"), .dim, gap: 3, keeping: 62) }
        let (age, isOld) = dataAge
        let isNow = pastAt == nil
        if isNow { put(age, isOld ? .stale : .dim, gap: 3, keeping: isOld ? 12 : 20) }
        let local = clock.local(world.now)
        if !marking.isEmpty {
            // The time stands beside the word already, and before the engine spoke it is none of the demo's.
            // A moment of another day has its own date beside it.
            if right > 46, world.engine?.demo != nil || world.replay != nil, pastAt.map(then.isToday) ?? true {
                put((pastAt.map(then.local) ?? local).longDate, .plain, gap: 3, keeping: 16)
            }
        } else if !isNow {
            // One time is enough: two would leave it open which is meant.
        } else if right > 46 {
            put(local.longDate + " " + local.clock, .plain, gap: 3, keeping: 16)
        } else {
            put(right > 26 ? local.clock : local.short, .plain, gap: 2, keeping: 8)
        }
        // Site, area and host of one machine bear the same name: once is enough.
        let steps = [world.site?.name ?? ""].filter { !$0.isEmpty } + path
        let parts = steps.indices.filter { $0 == 0 || steps[$0] != steps[$0 - 1] }.map { steps[$0] }
        var x = 1
        if width >= 60 || parts.isEmpty { x += canvas.write("Warte", x: x, y: y, width: max(0, right - x), role: .accent) + 2 }
        // The last step says where one is: the first ones give way.
        var shown = parts
        let mark = filter.isEmpty ? "" : "/" + filter
        let room = right - (mark.isEmpty ? 0 : min(columns(mark), 12) + 2)
        while shown.count > 1, columns(shown.joined(separator: symbols.step)) > room - x { shown.removeFirst() }
        x += canvas.write(shown.joined(separator: symbols.step), x: x, y: y, width: max(0, room - x), role: .title)
        canvas.write(mark, x: x + (x > 1 ? 2 : 0), y: y, width: max(0, right - x), role: .notice)
    }

    /// `DEMO`, `REPLAY`; empty for what is.
    private var marking: String { Self.marking(world, settings) }
    static func marking(_ world: World, _ settings: DisplaySettings) -> String {
        world.replay != nil ? "REPLAY" : settings.isDemo ? "DEMO" : ""
    }

    /// That it is made up or recorded, and which moment is shown or asked for: of both as much as there is room for. How far back one is comes
    /// before all else, or what was is taken for what is.
    private func momentWords(by clock: Clock, within width: Int) -> (mark: String, words: String) {
        let marked = marking.isEmpty ? "" : Self.marked(marking, world, Clock(now: world.now, offset: settings.localOffset))
        guard let moment = isGoingTo ?? pastAt else { return (marked, "") }
        let ago = localized("\(Numbers.age(max(.zero, world.now - moment))) ago")
        let (brief, local) = (clock.long(moment), clock.local(moment))
        let isDated = isGoingTo == nil && !clock.isToday(moment)
        let middle = isGoingTo == nil ? "\(brief), \(ago)" : localized("going to \(brief)")
        let short = isGoingTo == nil ? ago : middle
        for (mark, words) in [(marked, middle), (marking, middle), (marking, short), ("", middle)] {
            let room = width - (mark.isEmpty ? 0 : columns(mark) + 3)
            guard columns(words) < room else { continue }
            return (mark, isDated && room > 46 ? "\(local.longDate) \(local.clock), \(ago)" : words)
        }
        return ("", short)
    }

    /// `DEMO 8:12, 10x`; `DEMO` alone as long as its engine has not said how its time goes. `REPLAY 8:12, paused`.
    private static func marked(_ word: String, _ world: World, _ clock: Clock) -> String {
        guard let pace = world.replay?.words ?? world.engine?.demo.map({ "\($0.speed)x" }) else { return word }
        let time = clock.local(world.now).short
        return "\(word) \(time.hasPrefix("0") ? String(time.dropFirst()) : time), \(pace)"
    }

    /// `2! 1~ 1<`, right-aligned; what is zero is dim. `1o` follows while a host is in maintenance. Before the engine spoke nothing is known, and that is said.
    private func drawCounts(on canvas: inout Canvas, y: Int, right: inout Int) {
        guard world.knowsAlarms else {
            right -= 9
            canvas.write(localized("alarms --"), x: right, y: y, width: 9, role: .dim)
            return
        }
        let alarms = summary.alarms
        var parts: [(String, Role)] = [
            ("\(alarms.open)!", alarms.open == 0 ? .dim : alarms.critical > 0 ? .critical : .warning),
            ("\(alarms.acknowledged)~", alarms.acknowledged == 0 ? .dim : .acknowledged),
            ("\(alarms.returned)<", alarms.returned == 0 ? .dim : .returned),
        ]
        let maintenanceWindows = summary.maintenanceWindows
        if maintenanceWindows > 0 { parts.append(("\(maintenanceWindows)\(MaintenanceWindow.shape)", .shelved)) }
        for (index, part) in parts.reversed().enumerated() {
            if index > 0 { right -= 1 }
            right -= part.0.count
            canvas.write(part.0, x: right, y: y, width: part.0.count, role: part.1)
        }
        canvas.note(.key("3"), x: right, y: y, width: canvas.width - right)
    }

    /// Of the newest answer of any host: a fixed width, so that nothing beside it moves.
    private var dataAge: (String, isOld: Bool) {
        guard let newest = summary.newestAnswer else { return (Measure.noneYet, true) }
        let age = max(.zero, world.now - newest)
        let words = localized("data \(Numbers.age(age))")
        let interval = summary.shortestInterval ?? .seconds(5)
        let width = columns(localized("data \("27 s")"))
        return (words + String(repeating: " ", count: max(0, width - columns(words))), age > interval * 3)
    }
}
