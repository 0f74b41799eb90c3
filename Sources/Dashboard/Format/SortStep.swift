/// Sorting by numbers that change with every answer: what differs by less than a step stands in an order of its own, by name, so that
/// idle guests do not change places all the time.
extension Double {
    /// The lower end of the step that it lies in; what is not known (-1) stays below all that is.
    func step(_ size: Double) -> Double { size > 0 && isFinite && self >= 0 ? (self / size).rounded(.down) * size : self }
}
