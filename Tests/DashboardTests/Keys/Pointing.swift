import Drawing
import TestSupport
import Testing

@testable import Dashboard

/// Somebody with a mouse, and what is to be seen where it points.
extension Desk {
    static let sizes = [(45, 20), (80, 24), (120, 40), (200, 60)]

    /// In front of a window of that size, after those keys.
    static func pointing(_ keys: String = "", _ size: (Int, Int) = (80, 24)) -> Desk {
        let desk = Desk(TownHall.troubled())
        desk.tell([.resized(width: size.0, height: size.1)])
        for key in keys { desk.press(key == "\r" ? .enter : .character(key)) }
        return desk
    }

    /// The picture as it is painted now, told as the front does it.
    @discardableResult func look() -> Canvas {
        let area = app.size
        let canvas = app.draw(width: area.width, height: area.height)
        app.drawn(canvas)
        return canvas
    }
    @discardableResult func point(_ deed: Mouse.Deed, _ x: Int, _ y: Int) -> [Effect] {
        press(.mouse(Mouse(deed, x: x, y: y)))
    }
    /// On what is written there.
    @discardableResult func click(_ words: String, or others: String? = nil) throws -> [Effect] {
        let canvas = look()
        let (x, y) = try #require(
            canvas.place(of: words) ?? others.flatMap { canvas.place(of: $0) }, "\(words) is not to be seen:\n\(canvas.transcript)")
        return point(.click, x, y)
    }
}

extension Canvas {
    func line(_ y: Int) -> [Character] { (0..<width).map { self[$0, y].text.character } }
    func text(_ y: Int) -> String { String(line(y)) }
    func place(of words: String, in row: Int? = nil) -> (x: Int, y: Int)? {
        let wanted = Array(words)
        for y in row.map({ $0..<$0 + 1 }) ?? 0..<height {
            let line = line(y)
            for x in 0..<max(0, width - wanted.count + 1) where Array(line[x..<x + wanted.count]) == wanted { return (x, y) }
        }
        return nil
    }
    /// Of the lists that are seen.
    var rows: [(name: String, first: Int, count: Int, selected: Int?, area: Rect)] {
        spots.compactMap {
            guard case .rows(let name, let first, let count, let selected) = $0.thing else { return nil }
            return (name, first, count, selected, $0.area)
        }
    }
}
