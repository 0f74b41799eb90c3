/// A part of a canvas that means something to whoever points at it: noted by who draws it, so that it is where it is seen.
public struct Spot: Hashable, Sendable {
    public enum Thing: Hashable, Sendable {
        /// The part of the screen in which this list stands.
        case list(String)
        /// The rows of a list that are seen, the first of them at the top of the area.
        case rows(of: String, first: Int, count: Int, selected: Int?)
        /// The name of one of its columns.
        case head(of: String, column: Int)
        /// A key, as bars and the help write it.
        case key(String)
        /// Nothing, over what is below.
        case cover
    }
    public let thing: Thing
    public let area: Rect
}

extension Rect {
    public func holds(x: Int, y: Int) -> Bool { x >= self.x && x < maxX && y >= self.y && y < maxY }
}

extension Canvas {
    /// What is noted later lies over what was noted before.
    public mutating func note(_ thing: Spot.Thing, at area: Rect) { spots.append(Spot(thing: thing, area: area)) }
    public mutating func note(_ thing: Spot.Thing, x: Int, y: Int, width: Int) {
        note(thing, at: Rect(x: x, y: y, width: width, height: 1))
    }
    /// Nothing below means anything any more.
    public mutating func forgetSpots(in area: Rect) {
        spots.removeAll { $0.area.y >= area.y && $0.area.maxY <= area.maxY }
    }
}
