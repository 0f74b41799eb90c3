/// The time over which a rate is told.
public enum RateWindow {
    /// A shorter one says more of the polls than of the host: counters move by the ticks of a kernel's clock, and each poll is a burst of
    /// work by itself. A poll that comes earlier answers with the rates of the window before. Below the shortest interval, so that a
    /// regular poll that comes a little early still counts.
    public static let minimum = Duration.milliseconds(900)

    /// How long the first look of all waits for a second one, so that there are rates at once; nil where the next poll brings them soon,
    /// or where there is no time for that.
    public static func pause(interval: Duration, deadline: Duration) -> Duration? {
        interval >= .seconds(2) && deadline >= .seconds(3) ? .seconds(1) : nil
    }
}
