/// What a screen is asked for. Screens know actions and no keys; what the dashboard does by itself is none of them.
enum Action: Hashable, Sendable {
    case up, down, left, right, pageUp, pageDown, halfUp, halfDown, top, bottom
    case nextHost, previousHost, nextGuest, previousGuest, nextAlarm
    case open, back
    case nextMatch, previousMatch, firstMatch, lastMatch
    case sortLeft, sortRight, sortInvert
    case longerSpan, shorterSpan, fullPanel
    case fold

    /// Whether it goes through what a filter has left.
    var isMatch: Bool { [.nextMatch, .previousMatch, .firstMatch, .lastMatch].contains(self) }

    /// The step of a list's cursor; nil where the action moves none.
    var step: Int? {
        switch self {
        case .up, .previousMatch: -1
        case .down, .nextMatch: 1
        case .halfUp: -5
        case .halfDown: 5
        case .pageUp: -10
        case .pageDown: 10
        case .top, .firstMatch: -1_000_000
        case .bottom, .lastMatch: 1_000_000
        default: nil
        }
    }
}
