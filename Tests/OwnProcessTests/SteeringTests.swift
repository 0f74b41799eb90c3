import Drawing
import Telemetry
import Testing

/// Text from outside has two doors, into lines and onto the canvas: what steers a terminal comes through neither.
@Suite struct SteeringTests {
    @Test func nothingThatSteersComesThrough() {
        let all: [ClosedRange<UInt32>] = [0...0x1FFFF, 0xE0000...0xE0FFF]
        let steering = all.joined().compactMap { Unicode.Scalar($0) }.filter(\.isSteering)
        #expect(steering.count > 100)
        for scalar in steering {
            let text = "a\(String(scalar))b"
            #expect(!text.harmless().unicodeScalars.contains(scalar), "U+\(String(scalar.value, radix: 16)) in a line")
            let shown = glyphs(text, limit: 20).flatMap(\.text.scalars)
            #expect(!shown.contains(scalar), "U+\(String(scalar.value, radix: 16)) on the canvas")
        }
    }
}
