import Alarms
import Drawing
import Telemetry

extension HostScreen {
    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        if let parts = layout(context, in: area) { return parts.draw(on: &canvas, in: area) }
        let words = context.world.site == nil ? Measure.noneYet : localized("no hosts configured")
        canvas.write(words, x: area.x, y: area.y + area.height / 3, width: area.width, role: .dim, align: .center)
    }

    func layout(_ context: DrawContext, in area: Rect) -> (any Panel)? {
        guard let row = context.host else { return nil }
        if isFull { return panel(shownPart, of: row, context) }
        let gauges = HostGauges(context: context, row: row)
        let (storages, figures) = (panel(.storages, of: row, context), panel(.figures, of: row, context))
        let hasFigures = !lists.figures.figures.isEmpty
        let alarmRows = alarms.isEmpty ? RowDemand(0, 2) : RowDemand(1 + min(alarms.count, 2), 1 + min(alarms.count, 6))
        let happened = Array(context.world.events.reversed().lazy.filter { $0.host == row.host.id }.prefix(50))
        return PanelStack([
            PanelPlace(HostHead(context: context, row: row), rank: 0),
            PanelPlace(HostNotes(context: context, row: row, room: area), rank: 0),
            PanelPlace(gauges, rank: 1, want: RowDemand(gauges.rows.count, gauges.rows.count, fewest: 1)),
            // Higher ones, once the whole list is seen.
            PanelPlace(panel(.graphs, of: row, context), rank: 5, want: area.height >= 20 ? RowDemand(6, 12, most: 300) : .none),
            PanelPlace(panel(list, of: row, context), rank: 3, takesRest: true),
            // What is in trouble and which is the fullest is said in one row; more where the guests leave it, or where keys act on it.
            PanelPlace(
                storages, rank: 4,
                want: lists.storages.items.isEmpty
                    ? .none : RowDemand(shownPart == .storages ? 3 : 1, min(storages.want.wanted, 8), most: storages.want.wanted)),
            // That there are some is said in one row; more where the guests leave it, or where it is what the keys act on.
            PanelPlace(
                figures, rank: 4, want: hasFigures ? RowDemand(shownPart == .figures ? 3 : 1, min(figures.want.wanted, 12)) : .none),
            // Where the others leave room for more than its heading.
            PanelPlace(
                Titled(Section(localized("Journal of this host")), EventTable(context: context, events: happened), in: context), rank: 6,
                want: area.height >= 30 ? RowDemand(0, 1 + min(happened.count, 4), most: 1 + happened.count) : .none),
            PanelPlace(panel(.alarms, of: row, context), rank: 2, want: alarmRows),
        ])
    }

    private func panel(_ part: Part, of row: HostRow, _ context: DrawContext) -> any Panel {
        let isFocused = shownPart == part
        switch part {
        case .graphs: return graphs(of: row, context)
        case .alarms:
            let selected = isFocused ? selectedAlarm(in: context)?.id : nil
            return Titled(
                Section(localized("Alarms of this host"), isFocused: isFocused),
                AlarmsPanel(context: context, list: alarms, selected: selected, showsHost: false), in: context, list: "alarms")
        case .storages:
            let table = StorageTable(
                context: context, row: row, list: lists.storages, selected: isFocused ? storageCursor.index : nil)
            let section = Section(
                "\(part.label) \(lists.storages.items.count)", note: table.summary, noteRole: table.summaryRole, isFocused: isFocused)
            return Titled(section, table, in: context, list: "storages")
        case .figures:
            return Titled(
                Section("\(part.label) \(lists.figures.figures.count)", isFocused: isFocused),
                OtherFigures(context: context, row: row, list: lists.figures, selected: isFocused ? figureCursor.index : nil), in: context,
                list: "figures")
        case .guests:
            let table = GuestTable(
                context: context, host: row.host, guests: lists.guests, users: lists.users, sort: sort, descending: descending,
                selected: isFocused ? guestCursor.index : nil, isOld: row.isSilent || row.failure != nil)
            return tabs(part, table, of: row, context)
        case .sessions:
            let table = SessionTable(
                context: context, sessions: lists.sessions, guestNames: lists.guestNames, showsHost: false, unlisted: lists.unlisted,
                sorting: sessionSorting, selected: isFocused ? sessionCursor.index : nil)
            return tabs(part, table, of: row, context)
        case .ends:
            let table = EndTable(
                context: context, ends: ends, sorting: endSorting, showsHost: false, selected: isFocused ? endCursor.index : nil)
            return tabs(part, table, of: row, context)
        }
    }
    private func tabs(_ part: Part, _ table: any Panel, of row: HostRow, _ context: DrawContext) -> HostTabs {
        HostTabs(
            context: context, row: row, lists: lists, ends: ends.count, shown: part, isFocused: part == shownPart, table: table)
    }

    private func graphs(of row: HostRow, _ context: DrawContext) -> LoadGraphs {
        let start = context.world.now - context.span.duration
        let graphs = LoadGraph.metrics(of: row, in: context.world).map {
            LoadGraph(context: context, row: row, metric: $0, start: start, end: context.world.now)
        }
        let marks = marks(of: row.host.id, since: start, in: context.world)
        return LoadGraphs(context: context, graphs: graphs, marks: marks, isFocused: shownPart == .graphs)
    }
    /// Timeouts and the starts of alarms, as points on the time axis: whatever list is filtered, and how it is sorted.
    private func marks(of host: Host.ID, since start: Moment, in world: World) -> [(at: Moment, role: Role)] {
        world.ends.reversed().lazy.prefix { $0.at >= start }.filter { $0.host == host && $0.cause.isTimeout }
            .prefix(500).map { ($0.at, Role.warning) }
            + alarms.alarms.filter { $0.raisedAt >= start }.map { ($0.raisedAt, $0.severity == .critical ? Role.critical : .warning) }
    }
}
