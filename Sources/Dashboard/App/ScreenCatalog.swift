/// The pages, in the order of their number keys. A new screen is a file in its subject's folder and two lines here; one with a
/// number key stands before `guest`, which has none.
enum ScreenName: String, Hashable, Sendable, CaseIterable {
    case overview, host, alarms, sessions, timeouts
    /// A page below Host: Enter on a guest opens it, and it has no number key.
    case guest

    var kind: any Screen.Type {
        switch self {
        case .overview: OverviewScreen.self
        case .host: HostScreen.self
        case .alarms: AlarmsScreen.self
        case .sessions: SessionsScreen.self
        case .timeouts: TimeoutsScreen.self
        case .guest: GuestScreen.self
        }
    }
    var title: String { kind.title }
    /// Where it stands among all, from 0 on.
    var place: Int { ScreenName.allCases.firstIndex(of: self) ?? 0 }
    /// Those with a number key.
    static let numbered = allCases.filter { $0 != .guest }
    /// The numbered one that it is, or is below of.
    var tab: ScreenName { self == .guest ? .host : self }
    /// The one so many places further on, after the last the first again.
    func next(by step: Int) -> ScreenName { cycled(tab, by: step, in: ScreenName.numbered) ?? self }
}
