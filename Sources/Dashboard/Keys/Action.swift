/// What a key asks for. Screens know actions and no keys.
enum Action: Hashable, Sendable {
    case screen(Int)
    case nextScreen, previousScreen
    case up, down, left, right, pageUp, pageDown, halfUp, halfDown, top, bottom
    case nextHost, previousHost, worstHost, switchHost, nextAlarm
    case open, back
    case acknowledge, acknowledgeAll, comment, shelve, unshelve, undo
    case outOfService, returnToService, reveal
    case filter, nextMatch, previousMatch
    case sortLeft, sortRight, sortInvert
    case longerSpan, shorterSpan, fullPanel
    case pause, poll, redraw, help, quit, interrupt

    /// Works whatever screen is shown; the others only where a screen names them.
    var isEverywhere: Bool {
        switch self {
        case .sortLeft, .sortRight, .sortInvert, .longerSpan, .shorterSpan, .fullPanel, .left, .right, .outOfService,
            .returnToService, .reveal:
            false
        default: true
        }
    }
    /// The step of a list's cursor; nil where the action moves none.
    var step: Int? {
        switch self {
        case .up, .previousMatch: -1
        case .down, .nextMatch: 1
        case .halfUp: -5
        case .halfDown: 5
        case .pageUp: -10
        case .pageDown: 10
        case .top: -1_000_000
        case .bottom: 1_000_000
        default: nil
        }
    }
}
