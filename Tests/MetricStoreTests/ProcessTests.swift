import Glibc
import Telemetry
import TestSupport
import Testing

@testable import MetricStore

/// What `store-writer` writes: a sawtooth over 100 minutes with a poll every 10 s.
enum Ramp {
    static let first: Int64 = 1_000_000
    /// It begins anew where a quarter of an hour does: no column of any tier is of both its ends.
    static func value(_ tick: Int64) -> Double { Double(tick % 900) / 10 }
    static func key(_ number: Int) -> SeriesKey { SeriesKey(host: "ramp", entity: .guest("\(number)"), metric: .cpu) }
    static func moment(_ tick: Int64) -> Moment { Moment(milliseconds: tick * 10_000) }
}

@Suite(.serialized) struct ProcessTests {
    let scratch = Scratch()

    /// Killed at any moment, inside a write too, it loses the tick in flight at most, and the next engine goes on.
    @Test func killedAtAnyMoment() throws {
        var random = SeededGenerator(seed: 9)
        var last = [Int64](repeating: 0, count: 3)
        var inside = 0
        var ends: [Int64] = []
        for round in 0..<120 {
            guard let child = Child(store: scratch.store, series: 3, burst: 1_000_000, pause: 0) else {
                Issue.record("store-writer cannot be started")
                return
            }
            let isWriting = eventually {
                guard let reader = try? StoreReader(path: scratch.store) else { return false }
                return (0..<3).allSatisfy { number in
                    reader.latest(Ramp.key(number)).map { $0.at.milliseconds / 10_000 > last[number] } ?? false
                }
            }
            usleep(UInt32.random(in: 0...6000, using: &random))
            #expect(child.kill() && isWriting)
            let before = try StoreReader(path: scratch.store)
            inside += (0..<3).count { before.latest(Ramp.key($0)) == nil }
            let writer = try StoreWriter(path: scratch.store)
            #expect(writer.notice?.text.contains("keeps the retention") == true && writer.seriesCount == 3)
            for number in 0..<3 {
                let latest = try #require(writer.latest(Ramp.key(number)))
                let tick = latest.at.milliseconds / 10_000
                #expect(
                    tick > last[number] && latest.value == Ramp.value(tick),
                    "round \(round): series \(number) at \(tick), was \(last[number]); \(latest.value); writing \(isWriting)")
                last[number] = tick
            }
            ends.append(last.max() ?? 0)
            for number in 0..<3 { check(writer, number, upTo: last[number], ends) }
            // All three were at the same tick, or one apart.
            let spread = (last.max() ?? 0) - (last.min() ?? 0)
            #expect(spread <= 1, "round \(round): series \(spread) ticks apart")
        }
        print("killed inside a write: \(inside) of 120")
    }

    private func check(_ writer: StoreWriter, _ number: Int, upTo tick: Int64, _ ends: [Int64]) {
        let key = Ramp.key(number)
        // Raw: every value that is there is the one of its tick; one slot for each kill that fell into the last 120 ticks may be missing.
        let raw = writer.span(key, from: Ramp.moment(tick - 100), to: Ramp.moment(tick + 1), columns: 101)
        for (index, column) in raw.enumerated() {
            guard let column else { continue }
            #expect(abs(column.mean - Ramp.value(tick - 100 + Int64(index))) < 0.001)
        }
        // Nor is there anything before the first tick, where a slow machine has written few yet.
        let unwritten = Int(max(0, Ramp.first - (tick - 100)))
        #expect(raw.count { $0 == nil } <= ends.count { $0 >= tick - 100 } + unwritten)
        // The tick in flight is written where the oldest one was: it must not be taken for that (a minute may answer here, too).
        let oldest = tick - 120
        if oldest > 1_000_006, let edge = writer.span(key, from: Ramp.moment(oldest), to: Ramp.moment(oldest + 1), columns: 1)[0] {
            #expect(abs(edge.mean - Ramp.value(oldest)) <= 0.6)
        }
        // Minutes hold six polls each; hours of them.
        let minute = tick / 6
        let long = writer.span(key, from: Ramp.moment((minute - 500) * 6), to: Ramp.moment(minute * 6), columns: 500)
        for (index, column) in long.enumerated() {
            let first = (minute - 500 + Int64(index)) * 6
            guard first > 1_000_006 else { continue }
            guard let column else {
                Issue.record("minute \(first / 6) of \(minute) is missing")
                return
            }
            #expect(column.minimum >= Ramp.value(first) - 0.06 && column.maximum <= Ramp.value(first + 5) + 0.06)
            #expect(
                column.maximum - column.minimum >= (ends.contains { $0 >= first - 1 && $0 <= first + 6 } ? 0 : 0.4)
                    && column.minimum <= column.mean && column.mean <= column.maximum)
        }
    }

    /// One process writes as fast as it can; what another reads meanwhile is always one state.
    @Test func readersNeverSeeHalfAWrite() throws {
        guard let child = Child(store: scratch.store, series: 1, burst: 40, pause: 200) else {
            Issue.record("store-writer cannot be started")
            return
        }
        var reader: StoreReader?
        #expect(
            eventually {
                reader = try? StoreReader(path: scratch.store)
                return reader?.latest(Ramp.key(0)) != nil
            })
        var latest = 0
        var spans = 0
        var busy = 0
        var newest: Int64 = 0
        var advanced = 0
        while let reader, spans < 2000, busy < 200_000 {
            guard let point = reader.latest(Ramp.key(0)) else {
                busy += 1
                continue
            }
            let tick = point.at.milliseconds / 10_000
            #expect(point.value == Ramp.value(tick) && tick >= newest)
            advanced += tick > newest ? 1 : 0
            newest = tick
            latest += 1
            // The oldest ticks of the ring are the ones that are written over just now.
            let columns = reader.span(Ramp.key(0), from: Ramp.moment(tick - 118), to: Ramp.moment(tick - 18), columns: 100)
            if columns.allSatisfy({ $0 == nil }) {
                busy += 1
                continue
            }
            spans += 1
            for (index, column) in columns.enumerated() {
                // Where the writer has moved on by so much that the ring no longer reaches back, minutes answer, or quarters of an hour.
                guard let column else { continue }
                let wanted = Ramp.value(tick - 118 + Int64(index))
                let width = column.maximum - column.minimum
                let isNear = width > 0.6 ? (column.minimum - 0.6...column.maximum + 0.6).contains(wanted) : abs(column.mean - wanted) <= 0.6
                if !isNear || width < 0 || width > 9 {
                    Issue.record("\(column) is not \(wanted)")
                    _ = child.kill()
                    return
                }
            }
        }
        #expect(child.kill())
        #expect(spans == 2000 && advanced > 100)
        print("\(latest) latest, \(spans) spans, \(busy) tries without an answer, \(advanced) times another tick")
    }

    /// On a full disk it says so, keeps what it has, and goes on when there is room.
    @Test func aFullDiskIsSaidAndSurvived() throws {
        guard getuid() == 0, mount("none", scratch.path, "tmpfs", 0, "size=1m") == 0 else {
            print("skipped: no right to mount a small disk")
            return
        }
        defer { umount2(scratch.path, 2) }
        let layout = StoreLayout(raw: 16, minutes: 60, quarterHours: 96)
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        var full: StoreProblem?
        for number in 0..<2000 where full == nil {
            do throws(StoreProblem) {
                try writer.append([Sample(.guestCPU, of: .guest("\(number)"), 1)], host: "h", at: noon, interval: minutes(1))
            } catch {
                full = error
            }
        }
        #expect(full == .diskFull(path: scratch.store))
        let count = writer.seriesCount
        #expect(count >= 64 && count % 64 == 0)
        // Fill the rest, then seal blocks into holes: an error now and then, no SIGBUS, and the newest values are kept.
        scratch.write([], to: "filler")
        let filler = open(scratch.path + "/filler", O_WRONLY)
        let block = [UInt8](repeating: 1, count: 4096)
        while write(filler, block, 4096) > 0 {}
        close(filler)
        var said = 0
        // Nor by looking at what was never written: on tmpfs a look at a mapped hole wants a page, too.
        let reader = try StoreReader(path: scratch.store)
        for minute in 1..<400 {
            do {
                try writer.append(
                    [Sample(.guestCPU, of: .guest("0"), Double(minute))], host: "h", at: noon + minutes(Int64(minute)), interval: minutes(1)
                )
            } catch { said += 1 }
        }
        let key = SeriesKey(host: "h", entity: .guest("0"), metric: .guestCPU)
        for history in [writer, reader] as [any History] {
            #expect(history.span(key, from: noon - minutes(1440), to: noon + minutes(400), columns: 400).contains { $0 != nil })
        }
        #expect(said > 0 && writer.latest(key)?.value == 399)
        #expect(mount("none", scratch.path, "tmpfs", UInt(MS_REMOUNT), "size=4m") == 0)
        try writer.append([Sample(.guestCPU, of: .guest("more"), 1)], host: "h", at: noon + minutes(400), interval: minutes(1))
        #expect(writer.seriesCount == count + 1)
    }
}
