/// A counter of 32 bits that goes on where it starts again at 0 (RFC 2578, section 7.1.6); one of 64 bits as it is.
struct Unwrapping: Hashable, Sendable {
    private var last: UInt32?
    private var beyond = 0.0

    /// - Parameter isNew: The agent's system was started anew: then it has not wrapped, but begun.
    mutating func advance(to value: SNMPValue, isNew: Bool) -> Double? {
        guard case .counter32(let now) = value else {
            last = nil
            beyond = 0
            return value.number
        }
        if isNew { beyond = 0 } else if let last, now < last, last - now > 1 << 31 { beyond += 4_294_967_296 }
        last = now
        return beyond + Double(now)
    }
}
