import Alarms
import Drawing
import Feed
import Telemetry

/// What goes to the terminal beside the picture: a bell and a notification for new critical alarms, together once in 30 s; counts in
/// the title.
struct Announcements: Sendable {
    private var heard: Set<Int64> = []
    /// New ones that came while it was quiet, with their rule: told as soon as it may be, if they still are to be looked at.
    private var untold: [Int64: String] = [:]
    private var knows = false
    private var rangAt: Moment?
    private var title = ""
    static let quiet: Duration = .seconds(30)

    mutating func effects(of update: Update, in world: World, alarms: AlarmList) -> [Effect] {
        var effects: [Effect] = []
        if case .alarms = update {
            let critical = alarms.all.filter { $0.standing == .open && $0.severity == .critical }
            let ids = Set(critical.map(\.id))
            untold = untold.filter { ids.contains($0.key) }
            // Whoever starts to look sees what is there: the bell is for what comes.
            if knows { for alarm in critical where !heard.contains(alarm.id) { untold[alarm.id] = alarm.key.rule } }
            heard = ids
            knows = true
            effects += timePassed(in: world)
        }
        // The terminal takes the title outside the canvas: the name goes through the same door.
        let name = String(glyphs(world.site?.name ?? "", limit: 60).map(\.text))
        let site = name.isEmpty ? "Warte" : "Warte " + name
        let new = alarms.open > 0 ? "\(site) \(alarms.open)!" : site
        if new != title {
            title = new
            effects.append(.title(new))
        }
        return effects
    }

    /// What had to wait for the end of the quiet time.
    mutating func timePassed(in world: World) -> [Effect] {
        guard !untold.isEmpty, rangAt.map({ world.now < $0 || world.now - $0 >= Self.quiet }) ?? true else { return [] }
        rangAt = world.now
        let rules = Set(untold.values).sorted().prefix(5).joined(separator: ", ")
        let count = untold.count
        untold = [:]
        guard let osc = world.engine?.osc, osc != 0 else { return [.bell] }
        // No host, no user, no site: a desktop shows it to whoever is near.
        return [.bell, .notification("Warte: \(count) new critical alarm\(count == 1 ? "" : "s"): \(rules)", osc: osc)]
    }
}
