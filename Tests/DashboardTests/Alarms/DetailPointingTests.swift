import Drawing
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// The short form of an alarm below the list, and who points at it.
@Suite struct DetailPointingTests {
    @Test(arguments: [(80, 24), (120, 40)]) func theShortFormOpensTheLongOne(width: Int, height: Int) throws {
        let desk = Desk(TownHall.troubled())
        desk.tell([.resized(width: width, height: height)])
        desk.press(.character("3"))
        func look() -> String {
            let canvas = desk.app.draw(width: width, height: height)
            desk.app.drawn(canvas)
            return canvas.transcript
        }
        let before = look()
        let head = try #require(before.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.hasPrefix("─ !! hv-1 ─") })
        desk.press(.mouse(Mouse(.click, x: 5, y: head + 2)))
        let opened = look()
        #expect(opened != before)
        desk.press(.escape)
        #expect(look() == before)
        desk.press(.enter)
        #expect(look() == opened, "as Enter does")
    }
}
