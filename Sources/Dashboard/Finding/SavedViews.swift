import Telemetry

extension ScreenMemory {
    /// As the configuration has it; which host or alarm is looked at is left as it is.
    init?(_ view: SavedView) {
        guard let screen = ScreenName(rawValue: view.screen.rawValue) else { return nil }
        self.init(screen)
        filter = view.filter.lowercased()
        span = view.span.map(GraphSpan.init)
        // Where a screen has a usual order of its own, that is not written down.
        if let sort = view.sort { own["sort"] = sort }
        if view.isInverted { own["sort-order"] = "inverted" }
    }
}

extension GraphSpan {
    init(_ span: SavedView.Span) {
        switch span {
        case .tenMinutes: self = .tenMinutes
        case .hour: self = .hour
        case .sixHours: self = .sixHours
        case .day: self = .day
        case .week: self = .week
        }
    }
}
