import Drawing
import Telemetry

extension GuestFigures {
    /// A file system inside, as its agent told it last.
    struct FileSystem: Sendable, Identifiable {
        /// Two of them look like one place where the names in their paths are hidden.
        let id: String
        let place: String
        let type: String
        let used: Double?
        let size: Double?
        /// Percent; nil where the agent does not say.
        let share: Double?
        /// Full by design: a read-only image.
        var isImage: Bool { ["squashfs", "erofs", "iso9660", "udf", "cdfs"].contains(type.lowercased()) }

        init(_ facts: GuestFileSystem, number: Int) {
            place = facts.mountPoint.text
            id = "\(number) \(place)"
            (type, used, size) = (facts.type, facts.used, facts.size)
            share = facts.size.flatMap { size in facts.used.flatMap { size > 0 ? $0 / size * 100 : nil } }
        }
    }

    /// What it does not run in has none.
    static func fileSystems(of guest: Guest) -> [FileSystem] {
        guest.state.isActive ? guest.facts.fileSystems.enumerated().map { FileSystem($0.element, number: $0.offset) } : []
    }
    /// Of those that can be written to.
    var fullestFileSystem: FileSystem? {
        fileSystems.filter { !$0.isImage && $0.share != nil }.max { ($0.share ?? 0) < ($1.share ?? 0) }
    }
}

/// The file systems inside a guest, a row each.
struct FileSystemTable: Panel {
    let context: DrawContext
    let systems: [GuestFigures.FileSystem]
    /// The guest or its host does not answer: that was how it was.
    let isOld: Bool
    let selected: Int?
    var want: RowDemand { RowDemand(2, 1 + systems.count) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn(localized("Mounted at"), 10, ideal: 22),
            TableColumn(localized("type"), 8, dropOrder: 3),
            TableColumn(localized("used"), 6, ideal: 24, dropOrder: 2),
            TableColumn(localized("used %"), 6, align: .trailing),
            TableColumn(localized("of size"), 16, ideal: 17, align: .trailing, dropOrder: 1),
        ]
        let table = Table(columns, selected: selected, place: context.place("fileSystems"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: systems.count) { line in
            let system = systems[line]
            let share = Measure(value: system.share, at: nil, isStale: isOld)
            let role: Role = system.isImage && !isOld ? .dim : share.role(Scale())
            return .cells([
                .name(system.place),
                .text(system.type, .dim),
                system.isImage ? .blank : .gauge(Gauge(share.value, isStale: isOld && share.value != nil)),
                .text(share.text(Numbers.whole), role),
                bytes(of: system, role),
            ])
        }
    }

    private func bytes(of system: GuestFigures.FileSystem, _ role: Role) -> TableCell {
        guard let size = system.size else { return .text("--", .dim) }
        let words = system.used.map { Numbers.bytes($0, of: size) } ?? localized("-- of \(Numbers.bytes(size))")
        return .text((isOld ? "/" : "") + words, role)
    }
}
