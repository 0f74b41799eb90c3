import Alarms
import Drawing
import Feed
import Telemetry

/// What goes to the terminal beside the picture: a notification whenever the engine tells people something, a bell where something
/// critical is in it, counts in the title.
struct Announcements: Sendable {
    private var title = ""
    /// What the title was made of: most news change nothing of it.
    private var named: (site: String?, open: Int)?

    func effects(of update: Update, in world: World) -> [Effect] {
        var effects: [Effect] = []
        if case .interruption(let told) = update {
            if told.critical > 0 { effects.append(.bell) }
            if let osc = world.engine?.osc, osc != 0 { effects.append(.notification(Self.words(told), osc: osc)) }
        }
        return effects
    }

    /// Where it has become another one.
    mutating func title(in world: World, alarms: AlarmList) -> [Effect] {
        guard named?.open != alarms.open || named?.site != world.site?.name else { return [] }
        named = (world.site?.name, alarms.open)
        // The terminal takes the title outside the canvas: the name is made harmless in the same way.
        let name = String(glyphs(world.site?.name ?? "", limit: 60).map(\.text))
        let site = name.isEmpty ? "Warte" : "Warte " + name
        let new = alarms.open > 0 ? "\(site) \(alarms.open)!" : site
        guard new != title else { return [] }
        title = new
        return [.title(new)]
    }

    /// No host, no user, no site: a desktop shows it to whoever is near.
    private static func words(_ told: Interruption.Summary) -> String { "Warte: " + counts(told) }
    static func counts(_ told: Interruption.Summary) -> String {
        let rules = told.symptoms.map(\.rule).prefix(5).joined(separator: ", ")
        let over = told.over == 0 ? "" : localized("\(counted(told.over, "alarm")) over")
        guard told.bad > 0 else { return "\(over): \(rules)" }
        let what: String =
            switch told.critical {
            case told.bad: counted(told.bad, "new critical alarm")
            case 0: counted(told.bad, "new warning")
            default: localized("\(told.bad) new alarms, \(told.critical) critical")
            }
        return "\(what): \(rules)" + (over.isEmpty ? "" : "; \(over)")
    }
}
