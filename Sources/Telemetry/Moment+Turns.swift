extension Moment {
    /// What waited for its turn may be a little older than what was looked at before it: that is no clock that was set back.
    static let longestWait = Duration.seconds(10)
    public func isLate(after latest: Moment) -> Bool { self < latest && latest - self <= Self.longestWait }
}
