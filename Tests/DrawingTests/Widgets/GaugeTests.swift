import Drawing
import Testing

@Suite struct GaugeTests {
    private func row(_ gauge: Gauge, width: Int = 10, charset: Charset = .utf8) -> String {
        var canvas = Canvas(width: width, height: 1, charset: charset)
        gauge.draw(on: &canvas, x: 0, y: 0, width: width, symbols: Symbols(charset))
        return String(canvas.cells.map(\.text))
    }

    @Test(arguments: [
        (0.0, "··········"), (0.01, "▏·········"), (50, "█████·····"), (51.25, "█████▏····"), (100, "██████████"), (250, "██████████"),
        (-3, "··········"), (.nan, "··········"),
    ]) func fillsByValue(value: Double, expected: String) { #expect(row(Gauge(value)) == expected) }

    @Test func inASCII() {
        #expect(row(Gauge(54), charset: .ascii) == "#####.....")
        #expect(row(Gauge(56), charset: .ascii) == "######....")
    }
    @Test func neverMeasuredIsBlankAndStaleIsHatched() {
        #expect(row(Gauge(nil)) == "          ")
        #expect(row(Gauge(50, isStale: true)) == "//////////")
        #expect(row(Gauge(nil, isStale: true, notes: ["stale 9 s"])) == "stale 9 s ")
        #expect(row(Gauge(nil, isStale: true, notes: ["stale 9"])) == "stale 9 //")
        #expect(row(Gauge(nil, isStale: true, notes: ["stale 90 s"])) == "stale 90 s")
        #expect(row(Gauge(nil, isStale: true, notes: ["stale for long"])) == "//////////")
        #expect(row(Gauge(nil, isStale: true, notes: ["stale for long", "old 90 s", "90 s"])) == "old 90 s /")
    }
    @Test func coloursRunToTheOwnLimits() {
        var canvas = Canvas(width: 10, height: 1)
        Gauge(100, scale: Scale(top: 100, warning: 80, critical: 90)).draw(on: &canvas, x: 0, y: 0, width: 10, symbols: Symbols(.utf8))
        #expect(canvas.cells.map(\.level) == [0, 0, 0, 0, 0, 0, 12, 37, 75, 100])
        #expect(canvas.cells.allSatisfy { $0.role == .gradient })
    }
    @Test func scaleWithOddLimits() {
        #expect(Scale(top: .nan).top == 1)
        #expect(Scale(warning: nil, critical: 5).level(5) == 100)
        #expect(Scale(warning: 5, critical: nil).level(500) == 50)
        #expect(Scale(warning: 9, critical: 9).level(9) == 100)
        #expect(Scale(warning: 80, critical: 90).role(85) == .warning)
        #expect(Scale(warning: 80, critical: 90).role(79.9) == .plain)
        #expect(Scale(warning: 80, critical: 90).role(.nan) == .plain)
    }
}
