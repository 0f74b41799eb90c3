/// How far back each tier of the store reaches. Fixed when a file is made.
public struct StoreLayout: Hashable, Sendable {
    /// Slots at the poll interval: 720 are an hour at 5 s.
    public var raw: Int
    /// Slots of one minute; rounded up to whole hours.
    public var minutes: Int
    /// Slots of a quarter of an hour; rounded up to whole days.
    public var quarterHours: Int
    public init(raw: Int = 720, minutes: Int = 20_160, quarterHours: Int = 38_400) {
        self.raw = raw
        self.minutes = minutes
        self.quarterHours = quarterHours
    }
    /// The newest 720 values, 14 days, 400 days.
    public static let standard = StoreLayout()
}
