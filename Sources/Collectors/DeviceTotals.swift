/// A counter over devices that come and go, such as the bytes of all network cards of a guest.
///
/// The plain sum falls when a card is unplugged and leaps when it is there again with an old count; a store would see a reset, then a giant
/// rate. This total starts as the sum and then grows by what each device added since the previous time: a device that is new, or whose
/// counter went back (guest restarted, driver loaded anew), adds nothing once.
struct DeviceTotals: Hashable, Sendable {
    private var last: [String: Double] = [:]
    private var total: Double?

    /// Takes the devices' counters by name; nil where there are none, so that nothing is reported.
    mutating func advance(to counters: [String: Double]) -> Double? {
        let counters = counters.filter { $0.value >= 0 && $0.value < 1.9e19 }
        if counters.isEmpty { return nil }
        if let total {
            let grown = counters.reduce(0) { sum, device in sum + max(0, device.value - (last[device.key] ?? device.value)) }
            self.total = total + grown
        } else {
            total = counters.values.reduce(0, +)
        }
        last = counters
        return total
    }
}
