/// Whether something is as it should be, told to people: what is wrong at once, that it is right again once that has lasted. What comes and
/// goes with every survey is told once.
struct Lasting: Sendable {
    enum News { case wrong, right }

    private var isWrong: Bool
    private var rightSince: ContinuousClock.Instant?

    /// Six surveys.
    static let patience = Duration.seconds(60)

    /// - Parameter isWrong: as it was found, which is no news.
    init(isWrong: Bool = false) { self.isWrong = isWrong }

    mutating func take(isWrong now: Bool, at time: ContinuousClock.Instant) -> News? {
        if now {
            rightSince = nil
            defer { isWrong = true }
            return isWrong ? nil : .wrong
        }
        guard isWrong else { return nil }
        let since = rightSince ?? time
        rightSince = since
        guard time - since >= Self.patience else { return nil }
        (isWrong, rightSince) = (false, nil)
        return .right
    }
}
