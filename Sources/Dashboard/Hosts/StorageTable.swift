import Drawing
import Telemetry

/// A host's storages, a row each: in which state, and how full. Their numbers are read where they are seen.
struct StorageTable: Panel {
    let context: DrawContext
    let row: HostRow
    let list: StorageList
    let selected: Int?
    var want: RowDemand { list.items.isEmpty ? .none : RowDemand(2, 1 + list.items.count) }

    /// Names of columns without a row say nothing.
    func used(of rows: Int) -> Int { rows > 1 ? rows : 0 }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn(localized("Storage"), 8, ideal: 24),
            TableColumn(localized("State"), 12, ideal: 14),
            TableColumn(localized("used"), 6, ideal: 24, dropOrder: 2),
            TableColumn(localized("used %"), 6, align: .trailing),
            TableColumn(localized("of size"), 16, ideal: 18, align: .trailing, dropOrder: 1),
            TableColumn(localized("starts", "column"), 13, dropOrder: 3),
        ]
        let table = Table(columns, selected: selected, place: context.place("storages"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: list.items.count) { line in
            let item = list.items[line]
            let share = share(of: item)
            return .cells([
                .name(item.name),
                .text((row.isSilent ? "/" : "") + StorageTable.word(item), row.isSilent ? .stale : item.trouble ?? .plain),
                .gauge(Gauge(share.value, isStale: share.isStale)),
                .text(share.text(Numbers.whole), share.role(Scale())),
                bytes(of: item, share),
                .text(item.pool?.isAutostarted.map { $0 ? localized("with its host") : localized("by hand") } ?? "", .dim),
            ])
        }
    }

    /// In one row, for where there is room for no more: what is in trouble, and the fullest.
    var summary: String {
        var words = list.items.filter { $0.trouble != nil }.prefix(2).map { $0.name + " " + StorageTable.word($0) }
        let known = list.items.map { (name: $0.name, share: share(of: $0)) }.filter { $0.share.value != nil }
        if let fullest = known.max(by: { ($0.share.value ?? 0) < ($1.share.value ?? 0) }) {
            let name = "\(fullest.name) \(fullest.share.text(Numbers.whole)) %"
            words.append(known.count > 1 ? localized("fullest \(name)") : name)
        }
        return words.joined(separator: ", ")
    }

    /// How much the summary matters.
    var summaryRole: Role { row.isSilent ? .dim : list.items.first?.trouble ?? .dim }

    private func measure(_ metric: Metric, _ item: StorageList.Item) -> Measure {
        item.hasNumbers ? context.world.measure(metric, of: row.host, entity: .storage(item.name)) : .none
    }
    private func share(of item: StorageList.Item) -> Measure { measure(StorageMetric.used, item) }

    /// Not everybody says how many bytes are taken: then they are the share of all.
    private func bytes(of item: StorageList.Item, _ share: Measure) -> TableCell {
        let (size, allocated) = (measure(StorageMetric.size, item), measure(StorageMetric.allocated, item))
        guard let all = size.value, let taken = allocated.value ?? share.value.map({ $0 / 100 * all }) else { return .text("--", .dim) }
        return .text(size.text { Numbers.bytes(taken, of: $0) }, size.role(Scale()))
    }

    private static func word(_ item: StorageList.Item) -> String { item.pool.map { localized(text: $0.state.rawValue, "storage") } ?? "--" }
}
