import Drawing
import Telemetry

extension OverviewScreen {
    /// On a phone: the worst host, the open alarms, the totals, and the other hosts where rows are left.
    func narrow(_ context: DrawContext, in area: Rect) -> PanelStack {
        let selected = part == .hosts ? shownHost(context.focus) : nil
        var places: [PanelPlace] = []
        if let worst = context.summary.row(context.summary.mostSevere) {
            places.append(PanelPlace(HostCard(context: context, row: worst, isSelected: selected == worst.host.id), rank: 2))
        }
        let table = HostTable(context: context, list: others, sort: sort, descending: descending, selected: selected, name: "others")
        places += [
            // What was put aside comes last in the list and needs no rows here.
            PanelPlace(
                alarmsPanel(context, in: area), rank: 0, want: RowDemand(1 + min(max(alarms.count, 1), 3), 1 + max(awake, 1))),
            PanelPlace(Titled(Section(localized("Sessions")), SessionLine(context: context), in: context), rank: 1),
            PanelPlace(
                Titled(Section(localized("Other hosts"), isFocused: part == .hosts), table, in: context, list: "others"), rank: 3,
                want: RowDemand(0, 2 + others.hosts.count, fewest: 3)),
        ]
        var stack = PanelStack(places)
        if places.count == 4, stack.rows(of: area.height)[3] == 0, let row = context.summary.row(selected) {
            // The cursor must be seen: keys act on what it is on.
            let card = HostCard(context: context, row: row, isSelected: true)
            stack.places[0] = PanelPlace(card, rank: 2, want: places[0].want)
        }
        return stack
    }
}
