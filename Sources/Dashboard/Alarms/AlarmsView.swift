import Alarms
import Drawing
import Telemetry

extension AlarmsScreen {
    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        layout(context, in: area)?.draw(on: &canvas, in: area)
    }

    func layout(_ context: DrawContext, in area: Rect) -> (any Panel)? {
        let selected = selectedAlarm(in: context)
        if isOpen, let selected { return AlarmDetail(context: context, alarm: selected, scrolled: scrolled, isOpen: true) }
        let list = list(context, selected: selected?.id, in: area)
        var places = [PanelPlace(list, rank: 1, want: RowDemand(min(list.want.minimum, area.height), list.want.wanted))]
        // The list has what it wants; the detail stands below it where at least its first lines fit.
        if let detail = detail(context, of: selected), area.height >= 14 {
            places.append(PanelPlace(detail, rank: 0, want: RowDemand(9, 9, most: 300)))
        }
        // A list that is empty leaves its place to what happened.
        if self.list.isEmpty, context.focus.filter.isEmpty {
            let journal = Titled(Section(localized("Journal")), JournalList(context: context), in: context)
            places.append(PanelPlace(journal, rank: 2, want: RowDemand(0, 300, fewest: 4)))
        }
        return PanelStack(places)
    }

    /// Below how many there are of which sort: how much they ask of people, what a flood is about, and the rows.
    private func list(_ context: DrawContext, selected: Int64?, in area: Rect) -> Titled {
        let isKnown = context.world.knowsAlarms
        let filter = context.focus.filter.isEmpty ? "" : "  /" + context.focus.filter
        let note = AlarmsPanel.summary(context.summary.alarms, symbols: context.symbols, within: area.width - 14) + filter
        var above: [any Panel] = []
        if isKnown, area.height >= 12 { above.append(AlarmFigures(context: context)) }
        if let flood = FloodCard(context) { above.append(flood) }
        let table = AlarmsPanel(
            context: context, list: self.list, selected: selected, showsHeader: true,
            sorted: (sorting.column.rawValue, sorting.isDescending))
        return Titled(
            Section(
                sorting.column == .urgency ? AlarmsScreen.title : localized("Alarms \(sorting.column.label)"), note: isKnown ? note : "",
                isFocused: true),
            // Two rows of it are seen, whatever stands above.
            PanelStack(above, last: table, least: min(3, table.want.wanted)), in: context)
    }

    private func detail(_ context: DrawContext, of selected: Alarm?) -> (any Panel)? {
        if let fold = selectedFold(in: context) { return FoldDetail(context: context, fold: fold) }
        return selected.map { AlarmDetail(context: context, alarm: $0, scrolled: 0) }
    }
}
