import Drawing
import Telemetry

/// A guest's vCPUs, a row each: for how much of the time its thread runs, and what it waits for.
struct VirtualProcessorTable: Panel {
    let context: DrawContext
    let host: Host
    let processors: [GuestFigures.Processor]
    let worst: String?
    let selected: Int?
    var want: RowDemand { RowDemand(2, 1 + processors.count) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn(localized("vCPU"), 4),
            TableColumn(localized("run"), 6, ideal: 24, dropOrder: 3, grows: false),
            TableColumn(localized("run %"), 6, align: .trailing),
            TableColumn(localized("wait %"), 7, align: .trailing),
            TableColumn(localized("I/O wait %"), 10, align: .trailing, dropOrder: 2),
            TableColumn(localized("halted %"), 8, align: .trailing, dropOrder: 4),
            TableColumn("", 5, dropOrder: 1),
        ]
        let scale = context.world.limits.scale(.cpuWait, on: host.id)
        let table = Table(columns, selected: selected, place: context.place("processors"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: processors.count) { line in
            let item = processors[line]
            return .cells([
                .name(item.id),
                .gauge(Gauge(item.run.value, isStale: item.run.isStale)),
                .text(item.run.text(Numbers.whole), item.run.role(Scale())),
                .text(item.wait.text(Numbers.tenths), item.wait.role(scale)),
                .text(item.ioWait.text(Numbers.tenths), item.ioWait.role(Scale())),
                .text(item.halted.text(Numbers.whole), item.halted.role(Scale())),
                .text(item.id == worst ? localized("worst") : "", .notice),
            ])
        }
    }
}

/// A guest's disks, a row each.
struct DiskTable: Panel {
    let context: DrawContext
    let disks: [GuestFigures.Disk]
    let selected: Int?
    var want: RowDemand { RowDemand(2, 1 + disks.count) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn(localized("Disk"), 5, ideal: 10),
            TableColumn(localized("read kB/s"), 9, align: .trailing, dropOrder: 2),
            TableColumn(localized("written"), 7, align: .trailing, dropOrder: 2),
            TableColumn(localized("req/s"), 5, ideal: 6, align: .trailing, dropOrder: 1),
            TableColumn(localized("read ms"), 7, ideal: 8, align: .trailing),
            TableColumn(localized("write ms"), 8, align: .trailing),
            TableColumn(localized("err/s"), 5, align: .trailing, dropOrder: 1),
            TableColumn(localized("flush/s"), 7, align: .trailing, dropOrder: 3),
            TableColumn(localized("flush ms"), 8, align: .trailing, dropOrder: 5),
            TableColumn(localized("taken of size"), 16, align: .trailing, dropOrder: 4),
        ]
        let table = Table(columns, selected: selected, place: context.place("disks"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: disks.count) { line in
            let disk = disks[line]
            return .cells([
                .name(disk.id),
                .text(disk.read.text(Numbers.rate), disk.read.role(Scale())),
                .text(disk.written.text(Numbers.rate), disk.written.role(Scale())),
                .text(disk.requests.text(Numbers.whole), disk.requests.role(Scale())),
                DiskTable.time(disk.readTime), DiskTable.time(disk.writeTime),
                .text(disk.errors.text(Numbers.perSecond), disk.errors.trouble),
                .text(disk.flushes.text(Numbers.tenths), disk.flushes.role(Scale())),
                DiskTable.time(disk.flushTime), DiskTable.room(disk),
            ])
        }
    }
    /// What its image takes, of what the guest was promised; one of the two alone where nobody says the other.
    private static func room(_ disk: GuestFigures.Disk) -> TableCell {
        let (taken, size) = (disk.allocated, disk.size)
        guard let all = size.value else { return .text(taken.text(Numbers.bytes), taken.role(Scale())) }
        let words = size.text { _ in taken.value.map { Numbers.bytes($0, of: all) } ?? localized("-- of \(Numbers.bytes(all))") }
        return .text(words, size.role(Scale()))
    }
    private static func time(_ measure: Measure?) -> TableCell {
        measure.map { .text($0.text(Numbers.tenths), $0.role(Scale())) } ?? .text("-", .dim)
    }
}

/// A guest's network interfaces, a row each.
struct InterfaceTable: Panel {
    let context: DrawContext
    let interfaces: [GuestFigures.Interface]
    let selected: Int?
    var want: RowDemand { RowDemand(2, 1 + interfaces.count) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn(localized("Interface"), 9, ideal: 10),
            TableColumn(localized("in kB/s"), 8, align: .trailing),
            TableColumn(localized("out kB/s"), 8, align: .trailing),
            TableColumn(localized("packets/s"), 9, align: .trailing, dropOrder: 2),
            TableColumn(localized("drops/s"), 7, align: .trailing),
            TableColumn(localized("errors/s"), 8, align: .trailing, dropOrder: 1),
        ]
        let table = Table(columns, selected: selected, place: context.place("interfaces"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: interfaces.count) { line in
            let item = interfaces[line]
            return .cells([
                .name(item.id),
                .text(item.received.text(Numbers.rate), item.received.role(Scale())),
                .text(item.sent.text(Numbers.rate), item.sent.role(Scale())),
                .text(item.packets.text(Numbers.whole), item.packets.role(Scale())),
                .text(item.drops.text(Numbers.perSecond), item.drops.trouble),
                .text(item.errors.text(Numbers.perSecond), item.errors.trouble),
            ])
        }
    }
}

/// How much memory a guest has, by everybody who has an answer to that.
struct GuestMemoryTable: Panel {
    let context: DrawContext
    let memory: [GuestFigures.Memory]
    let selected: Int?
    var want: RowDemand { RowDemand(2, 1 + memory.count) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        let columns = [
            TableColumn(localized("Memory"), 14, ideal: 18),
            TableColumn(localized("now"), 10, ideal: 12, align: .trailing),
            TableColumn(localized("told by"), 12, ideal: 28, dropOrder: 1),
        ]
        let table = Table(columns, selected: selected, place: context.place("memory"))
        table.draw(on: &canvas, in: area, symbols: context.symbols, count: memory.count) { line in
            let item = memory[line]
            return .cells([
                .text(item.metric == .guestMemoryUsed ? localized("in use") : item.metric.name),
                .text(item.measure.text { Numbers.figure($0, of: item.metric) }, item.measure.role(Scale())),
                .text(item.source, .dim),
            ])
        }
    }
}

extension Measure {
    /// Of a number that is nothing but trouble.
    fileprivate var trouble: Role { value ?? 0 > 0 && !isStale ? .warning : role(Scale()) }
}
