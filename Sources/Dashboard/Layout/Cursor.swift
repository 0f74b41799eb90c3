/// A cursor in a list that changes under it, kept by identity, so that a row that comes or goes never moves it to another thing.
///
/// Where its thing is gone, it stands on what took the place.
struct Cursor<ID: Hashable & Sendable>: Hashable, Sendable {
    /// On the first row it stays on the first row, whatever comes to stand there: for lists that show the newest or the worst on top.
    let followsTop: Bool
    /// Nil before there was a list, and while it follows the top.
    private(set) var id: ID?
    /// Its row in the list as it was refreshed last.
    private(set) var index = 0

    init(followsTop: Bool = false) { self.followsTop = followsTop }

    /// The list changed.
    mutating func refresh<List: RandomAccessCollection>(in list: List, id name: (List.Element) -> ID) where List.Index == Int {
        guard let id else { return place(at: 0, in: list, id: name) }
        if index < list.count, name(list[list.startIndex + index]) == id { return }
        if let found = list.firstIndex(where: { name($0) == id }) {
            index = found - list.startIndex
        } else {
            place(at: index, in: list, id: name)
        }
    }
    mutating func move<List: RandomAccessCollection>(by step: Int, in list: List, id name: (List.Element) -> ID) where List.Index == Int {
        place(at: index + step, in: list, id: name)
    }
    mutating func reset() { stand(on: nil) }
    /// Where that is no more, on the first one.
    mutating func stand(on id: ID?) { (self.id, index) = (id, 0) }

    private mutating func place<List: RandomAccessCollection>(at place: Int, in list: List, id name: (List.Element) -> ID)
    where List.Index == Int {
        index = min(max(place, 0), max(list.count - 1, 0))
        id = list.isEmpty || followsTop && index == 0 ? nil : name(list[list.startIndex + index])
    }
}

extension RandomAccessCollection where Index == Int {
    /// What the cursor stands on; nil in an empty list.
    func at<ID>(_ cursor: Cursor<ID>) -> Element? { cursor.index < count ? self[startIndex + cursor.index] : nil }
}
