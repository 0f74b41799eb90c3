import Telemetry

/// The order in which a host's samples come: the next poll brings the same ones, so a series is found by looking at the next place.
struct SampleOrder {
    private var places: [(sample: Sample, slot: SeriesSlot)] = []
    private var position = 0
    private var step: Int64 = 0

    mutating func begin(step: Int64) {
        if step != self.step { places = [] }
        self.step = step
        position = 0
    }
    mutating func next(_ sample: Sample) -> SeriesSlot? {
        guard position < places.count else { return nil }
        let place = places[position]
        guard place.sample.metric == sample.metric, place.sample.entity == sample.entity else { return nil }
        position += 1
        return place.slot
    }
    /// From here on the order is another one.
    mutating func learn(_ sample: Sample, _ slot: SeriesSlot) {
        if position < places.count { places.removeSubrange(position...) }
        places.append((sample, slot))
        position += 1
    }
    mutating func end() { places.removeSubrange(position...) }
}
