/// A condition that counts only after it has held for the whole of a delay, both ways (ISA-18.2 on-delay and off-delay).
///
/// It counts the time that it was told about, not the clock's: a clock that jumps and a time without data change nothing.
struct DelayedSwitch: Hashable, Sendable {
    private(set) var isOn: Bool
    /// How long the input has differed from `isOn`, in milliseconds; negative where it does not.
    private var held: Int64 = -1
    /// How long it has to, as of the last step.
    private var delay: Int64 = 0

    init(isOn: Bool = false) { self.isOn = isOn }

    /// Whether a delay is running.
    var isPending: Bool { held >= 0 }
    /// Whether a delay that runs is over once so much more time has passed.
    func isOver(after passed: Int64) -> Bool { isPending && held + passed >= delay }

    mutating func step(_ input: Bool, after passed: Int64, onDelay: Int64, offDelay: Int64) {
        guard input != isOn else {
            held = -1
            return
        }
        held = held < 0 ? 0 : held + passed
        delay = input ? onDelay : offDelay
        if held >= delay { self = DelayedSwitch(isOn: input) }
    }
}
