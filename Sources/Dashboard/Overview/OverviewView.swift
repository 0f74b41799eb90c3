import Alarms
import Drawing
import Telemetry

extension OverviewScreen {
    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        guard let parts = layout(context, in: area) else { return drawStart(context, on: &canvas, in: area) }
        parts.draw(on: &canvas, in: area)
    }

    func layout(_ context: DrawContext, in area: Rect) -> (any Panel)? { context.world.site == nil ? nil : panels(context, in: area) }
    func stack(_ context: DrawContext, in area: Rect) -> PanelStack? { layout(context, in: area) as? PanelStack }

    private func panels(_ context: DrawContext, in area: Rect) -> any Panel {
        if isFull {
            switch part {
            case .hosts: return hostsPanel(context)
            case .waiting: return waitingPanel(context)
            case .alarms: return alarmsPanel(context, in: area)
            }
        }
        if area.width < 60 { return narrow(context, in: area) }
        let flood = FloodCard(context) == nil ? 0 : FloodCard.rows
        let hasLine = area.width < 110 && contextLine != nil
        let alarmRows = RowDemand(
            1 + min(max(alarms.count, 1), 4) + (flood > 0 ? 2 : 0),
            1 + flood + max(flood > 0 ? min(alarms.count, 6) : alarms.count, 1) + (hasLine ? 1 : 0))
        let count = list.lines.count
        var places = [
            PanelPlace(hostsPanel(context), rank: 1, want: RowDemand(2 + min(count, 6), 2 + count)),
            band(context, in: area),
            PanelPlace(alarmsPanel(context, in: area), rank: 0, want: alarmRows),
        ]
        if area.width >= 76, let row = context.summary.row(shownHost(context.focus)) {
            // Once the others have what they want; higher ones once the whole journal is seen.
            let want = RowDemand(0, 24, most: 300, fewest: LoadGraphs.fewestRows)
            places.append(PanelPlace(graphs(of: row, context), rank: 4, want: want))
        }
        let events = 1 + max(1, min(context.world.events.count + context.world.ends.count, 200))
        let journal = Titled(Section(localized("Journal")), JournalList(context: context), in: context)
        places.append(PanelPlace(journal, rank: 3, want: RowDemand(0, min(events, 7), most: events)))
        return PanelStack(places)
    }

    /// Sessions and why they ended: one below the other, or side by side with who waits for a CPU.
    private func band(_ context: DrawContext, in area: Rect) -> PanelPlace {
        let causes = CauseList(context: context, causes: context.summary.causes)
        guard area.width >= 110 else {
            let parts = PanelStack([
                PanelPlace(SessionLine(context: context), rank: 0, want: RowDemand(1, 1)),
                PanelPlace(causes, rank: 1, want: RowDemand(0, causes.rowsWanted)),
            ])
            return PanelPlace(
                Titled(Section(localized("Sessions and timeouts")), parts, in: context), rank: 2, want: RowDemand(2, 2 + causes.rowsWanted))
        }
        let timeouts = localized("\(SessionSummary.timeouts(context.summary.causes, in: context.world)) are timeouts in 10 min")
        let totals = SessionSummary(context: context)
        var panels = [
            Titled(Section(localized("Sessions")), totals, in: context),
            Titled(Section(localized("Session ends"), note: timeouts), causes, in: context),
        ]
        var rows = max(totals.rowsWanted, causes.rowsWanted)
        if area.width >= WaitingList.fewestColumns {
            panels.append(waitingPanel(context))
            rows = max(rows, 9)
        }
        let row = PanelRow(context: context, panels: panels, ends: panels.count == 2 ? [48] : [30, 66])
        return PanelPlace(row, rank: 2, want: RowDemand(5, 1 + rows))
    }

    private func waitingPanel(_ context: DrawContext) -> Titled {
        let list = WaitingList(context: context, waiting: waiting, selected: part == .waiting ? waitingCursor.index : nil)
        return Titled(Section(localized("Waiting for a CPU"), isFocused: part == .waiting), list, in: context, list: "waiting")
    }

    private func hostsPanel(_ context: DrawContext) -> Titled {
        let windows = context.summary.maintenanceWindows
        let filter = context.focus.filter.isEmpty ? "" : "/" + context.focus.filter
        let note = [windows > 0 ? localized("\(windows) in maintenance") : "", filter].filter { !$0.isEmpty }.joined(separator: "  ")
        let selected = part == .hosts ? shownHost(context.focus) : nil
        return Titled(
            Section(localized("Hosts"), note: note, isFocused: part == .hosts),
            HostTable(context: context, list: list, sort: sort, descending: descending, selected: selected), in: context, list: "hosts")
    }

    func alarmsPanel(_ context: DrawContext, in area: Rect) -> Titled {
        let summary = AlarmsPanel.summary(context.summary.alarms, symbols: context.symbols, within: area.width - 14)
        let pace = AlarmFigures(context: context).words(within: area.width - columns(summary) - 24)
        let note = [summary, pace].filter { !$0.isEmpty }.joined(separator: context.symbols.separator)
        let table = AlarmsPanel(context: context, list: alarms, selected: part == .alarms ? selectedAlarm(in: context)?.id : nil)
        return Titled(
            Section(localized("Alarms"), note: context.world.knowsAlarms ? note : "", isFocused: part == .alarms),
            AlarmsBrief(context: context, table: table, contextLine: contextLine), in: context, list: "alarms")
    }

    private func graphs(of row: HostRow, _ context: DrawContext) -> LoadGraphs {
        let start = context.world.now - context.span.duration
        return LoadGraphs(
            context: context,
            graphs: LoadGraph.metrics(of: row, in: context.world).map {
                LoadGraph(context: context, row: row, metric: $0, start: start, end: context.world.now, name: row.host.id)
            })
    }

    /// Nothing is known yet: says so at once, and what is being waited for.
    private func drawStart(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        let y = area.y + area.height / 3
        canvas.write(Measure.noneYet, x: area.x, y: y, width: area.width, role: .title, align: .center)
        let words: String =
            switch context.world.connection {
            case .starting: localized("starting the engine")
            case .attached: localized("attached; waiting for the site")
            case .lost(let reason, _): reason.text
            case .versionMismatch(let reason): reason.text
            }
        canvas.write(words, x: area.x, y: y + 1, width: area.width, role: .dim, align: .center)
    }
}
