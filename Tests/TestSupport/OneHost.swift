import Feed
public import Telemetry

/// Readings of targets that are one host, as most collectors have them.
extension Reading {
    public init(
        samples: [Sample] = [], guests: [Guest] = [], sessions: [Session] = [], ends: [SessionEnd] = [], events: [HostEvent] = [],
        crashes: [GuestCrash] = [], about: String = "", sessionLimit: Int? = nil
    ) {
        let figures = HostFigures(
            samples: samples, guests: guests, sessions: sessions, crashes: crashes, inventory: Inventory(product: about),
            sessionLimit: sessionLimit)
        self.init(figures, ends: ends, events: events)
    }

    /// Of its first host; nothing where that is down.
    public var figures: HostFigures {
        get { (try? hosts.first?.outcome.get()) ?? HostFigures() }
        set { hosts = [HostReading(outcome: .success(newValue))] }
    }
    public var samples: [Sample] { figures.samples }
    public var guests: [Guest] { figures.guests }
    public var sessions: [Session] { figures.sessions }
    public var crashes: [GuestCrash] { figures.crashes }
    public var sessionLimit: Int? { figures.sessionLimit }
    /// As screens have it.
    public var about: String { HostState(id: "", inventory: figures.inventory, guests: guests).about }
}
