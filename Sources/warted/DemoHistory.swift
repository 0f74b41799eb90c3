import Collectors
import Journal
import MetricStore
import OwnProcess
import Telemetry

/// What lies behind a demo when it begins, made at once: weeks of numbers, and a day of session ends.
struct DemoHistory {
    private let scenario: DemoScenario
    private let interval: Duration
    private let until: Moment
    private static let day = Duration.seconds(86_400)
    private static let hour = Duration.seconds(3600)

    init(_ scenario: DemoScenario, interval: Duration, until: Moment) {
        self.scenario = scenario
        self.interval = interval
        self.until = until
    }

    func write(store: StoreWriter, journal: Journal) {
        for host in scenario.hosts {
            guard var town = DemoTown(scenario, host: host.name) else { continue }
            // Nearer at hand it is closer: old numbers are seen by the quarter of an hour, those of an hour ago as they were polled.
            write(&town, ofGuests: false, of: host.name, every: .seconds(900), from: scenario.history, to: Self.day, in: store)
            write(&town, ofGuests: false, of: host.name, every: .seconds(60), from: Self.day, to: Self.hour, in: store)
            write(&town, ofGuests: false, of: host.name, every: interval, from: Self.hour, to: .zero, in: store)
            // There are many guests, and their numbers are looked at for a day.
            write(&town, ofGuests: true, of: host.name, every: .seconds(300), from: Self.day, to: Self.hour, in: store)
            write(&town, ofGuests: true, of: host.name, every: interval, from: Self.hour, to: .zero, in: store)
            store.note(guests: town.guestIDs, of: host.name)
            let ends = town.ends(after: until - Self.day, through: until, offset: localOffset(at: until))
            journal.record(ends: ends.map(Self.withoutNames))
        }
    }

    /// Numbers of a host itself or of its guests, from so long before the beginning until so long before it.
    private func write(
        _ town: inout DemoTown, ofGuests: Bool, of host: Host.ID, every step: Duration, from first: Duration, to last: Duration,
        in store: StoreWriter
    ) {
        var at = until - first
        var slots: [SeriesSlot] = []
        while at < until - last {
            var samples = town.samples(at: at, offset: localOffset(at: at), ofGuests: ofGuests)
            if ofGuests { samples.removeAll { $0.entity.isHost } }
            // They come in the same order at each time.
            if slots.isEmpty { slots = Self.slots(of: samples, of: host, every: step, in: store) }
            for (slot, sample) in zip(slots, samples) { store.append(sample.value, to: slot, at: at) }
            at = at + step
        }
    }

    /// Looked up once: a poll's own way lets go of the store's pages after each, and there are thousands. None where there is no room:
    /// then there are gaps, and the engine says so as of its own polls.
    private static func slots(of samples: [Sample], of host: Host.ID, every step: Duration, in store: StoreWriter) -> [SeriesSlot] {
        do throws(StoreProblem) {
            return try samples.map { (sample) throws(StoreProblem) in
                try store.slot(
                    for: SeriesKey(host: host, entity: sample.entity, metric: sample.metric), metric: sample.metric, interval: step)
            }
        } catch { return [] }
    }

    /// No redactor has seen it: people are numbers already.
    private static func withoutNames(_ end: SessionEnd) -> SessionEnd {
        let letters = end.user.utf8.reduce(UInt32(5381)) { $0 &* 33 &+ UInt32($1) }
        let name = "u-" + String(letters & 0xffff | 0x10000, radix: 16).dropFirst()
        let line = end.pieces.map { piece -> String in
            switch piece {
            case .name: name
            case .address(let address): address.split(separator: ".").dropLast().joined(separator: ".") + ".0/24"
            case .known(let text), .unknown(let text): text
            }
        }
        return SessionEnd(
            at: end.at, host: end.host, kind: end.kind, session: end.session, user: name, cause: end.cause, confidence: end.confidence,
            evidence: line.joined(), isOpaque: true, isAttempt: end.isAttempt)
    }
}
