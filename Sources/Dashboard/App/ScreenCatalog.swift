/// The pages, in the order of their number keys. A new screen is a file in its subject's folder and two lines here.
enum ScreenName: String, Hashable, Sendable, CaseIterable {
    case overview, host, alarms, sessions, timeouts

    var kind: any Screen.Type {
        switch self {
        case .overview: OverviewScreen.self
        case .host: HostScreen.self
        case .alarms: AlarmsScreen.self
        case .sessions: SessionsScreen.self
        case .timeouts: TimeoutsScreen.self
        }
    }
    var title: String { kind.title }
    /// Where it stands among all, from 0 on.
    var place: Int { ScreenName.allCases.firstIndex(of: self) ?? 0 }
    /// The one so many places further on, after the last the first again.
    func next(by step: Int) -> ScreenName { cycled(self, by: step, in: ScreenName.allCases) ?? self }
}
