import Alarms
import Drawing
import Feed
import Telemetry

/// What goes to the terminal beside the picture: a bell for a new critical alarm, once in 30 s; counts in the title.
struct Announcements: Sendable {
    private var heard: Set<Int64> = []
    private var knows = false
    private var rangAt: Moment?
    private var title = ""
    static let quiet: Duration = .seconds(30)

    mutating func effects(of update: Update, in world: World, alarms: AlarmList) -> [Effect] {
        var effects: [Effect] = []
        if case .alarms = update {
            let critical = Set(alarms.all.filter { $0.standing == .open && $0.severity == .critical }.map(\.id))
            let isNew = !critical.isSubset(of: heard)
            // Whoever starts to look sees what is there: the bell is for what comes.
            if isNew, knows, rangAt.map({ world.now < $0 || world.now - $0 >= Announcements.quiet }) ?? true {
                effects.append(.bell)
                rangAt = world.now
            }
            heard = critical
            knows = true
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
}
