extension Duration {
    /// How long to leave something alone that failed so many times in a row: this long, then twice as long each time, up to `longest`.
    public func doubled(failures: Int, atMost longest: Duration) -> Duration { min(self * (1 << min(max(failures - 1, 0), 10)), longest) }
}
