extension StringProtocol {
    /// Without white space before and behind.
    public var trimmed: SubSequence {
        let start = drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? start
    }
}
