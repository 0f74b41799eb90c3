import Alarms
import Drawing
import Telemetry

extension GuestScreen {
    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        if let parts = layout(context, in: area) { return parts.draw(on: &canvas, in: area) }
        let words =
            context.focus.guest == nil
            ? localized("no guest is selected; Enter on one opens it") : localized("this guest is not there any more")
        canvas.write(words, x: area.x, y: area.y + area.height / 3, width: area.width, role: .dim, align: .center)
    }

    func layout(_ context: DrawContext, in area: Rect) -> (any Panel)? {
        guard let detail else { return nil }
        if isFull { return panel(shownPart, of: detail, context) }
        let gauges = GuestGauges.rows(detail, in: context)
        let silence = detail.row.isSilent ? detail.row.silences(at: context.world.now) : [localized("does not answer")]
        let bars = GaugeRows(context: context, rows: gauges, isSilent: detail.row.isSilent, ages: detail.isOld ? silence : [])
        let trends = graphs(of: detail, context)
        let hasTrends = parts.contains(.graphs)
        let lists = parts.filter(\.isList)
        let lines = LoadGraphs.lines(GuestTrends.metrics(of: detail, in: context).count, in: area.width)
        let alarms = detail.alarms
        var places = [
            PanelPlace(GuestHead(context: context, detail: detail), rank: 0),
            PanelPlace(GuestDescription(detail.guest.facts, in: context, room: area), rank: 2),
            PanelPlace(HostNotes(context: context, row: detail.row, room: area), rank: 0),
            PanelPlace(GuestNotes(context: context, detail: detail), rank: 0),
            PanelPlace(bars, rank: 1, want: RowDemand(gauges.count, gauges.count, fewest: 1)),
        ]
        if area.width >= GuestScreen.sideBySide {
            places += rows(lists, of: detail, in: area, context)
        } else if let shown = shownPart.isList ? shownPart : lists.first {
            let tabs = GuestTabs(
                context: context, parts: lists, shown: shown, isFocused: shown == shownPart, list: list(shown, of: detail, context))
            let most = GuestScreen.heading(shown) + (cursors[shown].map { _ in count(of: shown, in: detail) } ?? 0)
            places.append(
                PanelPlace(tabs, rank: 2, want: RowDemand(3, min(most, 7), most: most), takesRest: !hasTrends || area.height < 20))
        }
        if hasTrends {
            let want = area.height >= 20 ? RowDemand(0, 7 * lines, most: 300, fewest: LoadGraphs.fewestRows) : .none
            places.append(PanelPlace(trends, rank: 3, want: want, takesRest: area.height >= 20))
        }
        let alarmRows = alarms.isEmpty ? RowDemand(0, 2) : RowDemand(1 + min(alarms.count, 2), 1 + min(alarms.count, 6))
        places.append(PanelPlace(panel(.alarms, of: detail, context), rank: alarms.isEmpty ? 5 : 1, want: alarmRows))
        return PanelStack(places)
    }

    /// From this width on parts stand beside each other.
    static let sideBySide = 100

    /// What there is, two or three beside each other.
    private func rows(_ lists: [Part], of detail: GuestDetail, in area: Rect, _ context: DrawContext) -> [PanelPlace] {
        let most = area.width >= 170 ? 3 : 2
        return stride(from: 0, to: lists.count, by: most).map { first in
            let parts = lists[first..<min(first + most, lists.count)]
            let panels = parts.map { panel($0, of: detail, context) }
            let ends = (1..<max(parts.count, 2)).map { $0 * 100 / parts.count }
            let rows = parts.map { GuestScreen.heading($0) + count(of: $0, in: detail) }.max() ?? 0
            return PanelPlace(
                PanelRow(context: context, panels: panels, ends: ends), rank: 2, want: RowDemand(3, min(rows, 6), most: rows))
        }
    }
    /// Its title, and the names of its columns where it has some.
    private static func heading(_ part: Part) -> Int { part == .events ? 1 : 2 }
    private func count(of part: Part, in detail: GuestDetail) -> Int { ids(of: part, in: detail).count }

    private func panel(_ part: Part, of detail: GuestDetail, _ context: DrawContext) -> any Panel {
        if part == .graphs { return graphs(of: detail, context) }
        return Titled(
            Section(part.label, note: note(part, of: detail), isFocused: part == shownPart), list(part, of: detail, context), in: context,
            list: "\(part)")
    }
    private func graphs(of detail: GuestDetail, _ context: DrawContext) -> LoadGraphs {
        GuestTrends.graphs(of: detail, isFocused: shownPart == .graphs, in: context)
    }

    private func note(_ part: Part, of detail: GuestDetail) -> String {
        switch part {
        case .processors:
            let others = detail.row.waiting.filter { $0.id != detail.guest.id }.prefix(3).map(\.guest)
            return detail.row.isSilent || others.isEmpty ? "" : localized("wait beside it: \(others.joined(separator: ", "))")
        case .memory:
            let age = detail.figures.balloonAge
            return age.isStale
                ? ""
                : age.value.map { localized("balloon driver heard \(Numbers.age(.seconds(Int64(min(max($0, 0), 1e9))))) ago") } ?? ""
        case .fileSystems:
            // What stands in no other row of a screen with room for one list.
            guard let fullest = detail.figures.fullestFileSystem, let share = fullest.share, !detail.isOld else { return "" }
            return localized("fullest \(fullest.place) \(Numbers.whole(share)) %")
        default: return ""
        }
    }

    private func list(_ part: Part, of detail: GuestDetail, _ context: DrawContext) -> any Panel {
        let figures = detail.figures
        switch part {
        case .graphs: return graphs(of: detail, context)
        case .processors:
            return VirtualProcessorTable(
                context: context, host: detail.row.host, processors: detail.listed.processors,
                worst: figures.worstProcessor?.id, selected: row(of: part))
        case .memory: return GuestMemoryTable(context: context, memory: detail.listed.memory, selected: row(of: part))
        case .disks: return DiskTable(context: context, disks: detail.listed.disks, selected: row(of: part))
        case .fileSystems:
            return FileSystemTable(
                context: context, systems: detail.listed.fileSystems, isOld: detail.isOld, selected: row(of: part))
        case .interfaces: return InterfaceTable(context: context, interfaces: detail.listed.interfaces, selected: row(of: part))
        case .sessions:
            return SessionTable(
                context: context, sessions: detail.sessions, guestNames: [:], showsHost: false, showsGuest: false, selected: row(of: part))
        case .events: return EventTable(context: context, events: detail.listedEvents, selected: row(of: part), list: "events")
        case .alarms:
            let selected = shownPart == .alarms ? selectedAlarm(in: context)?.id : nil
            return AlarmsPanel(context: context, list: detail.alarms, selected: selected, showsHost: false)
        }
    }
}
