import Dashboard
import Feed
import MetricStore
import Recording
import Telemetry
import TestSupport

/// A small recording of one host with two numbers, made as the front makes one.
struct Recorded {
    static let began = Moment(seconds: 1_795_550_400)
    let folder: TemporaryFolder
    let path: String
    let bytes: [UInt8]

    static let site = Site(
        name: "House", areas: [Area(id: "a")],
        hosts: [Host(id: "hv", area: "a", collector: "libvirt", endpoint: "qemu:///system", interval: .seconds(5))])

    static func engine(_ path: String) -> EngineStatus {
        var status = EngineStatus(
            version: "1.0", startedAt: began, viewers: 1, notice: nil, storePath: path, configurationPath: "/home/ada/warte.toml")
        status.commands = [
            UserCommand(
                name: "shell", key: "x", place: .host, run: ["ssh", "ada@{host.address}"], confirms: false, isForeground: true,
                deadline: .seconds(60))
        ]
        return status
    }

    static func host(_ second: Int) -> HostState {
        let at = began + .seconds(second)
        return HostState(id: "hv", inventory: Inventory(product: "qemu"), answeredAt: at, polledAt: at, nextPollAt: at + .seconds(5))
    }

    /// - Parameters:
    ///   - polls: from its beginning, five seconds apart.
    ///   - before: polls that the store has from before.
    init(polls: Int = 3, before: Int = 4) throws {
        folder = try TemporaryFolder()
        path = folder.file("night.warte")
        let ring = folder.file("ring")
        let store = try StoreWriter(path: ring)
        func poll(_ number: Int) throws {
            let samples = [Sample(.cpu, 40 + Double(number)), Sample(.memory, 60.5)]
            try store.append(samples, host: "hv", at: Self.began + .seconds(5 * number), interval: .seconds(5))
        }
        for number in -before..<0 { try poll(number) }
        let recorder = try Recorder(path: path, version: "1.0")
        try recorder.take(.connection(.attached), at: Self.began)
        try recorder.take(.update(.engine(Self.engine(ring))), at: Self.began)
        try recorder.take(.history(try StoreReader(path: ring)), at: Self.began)
        try recorder.take(.update(.site(Self.site)), at: Self.began)
        try recorder.take(.update(.alarms([])), at: Self.began)
        for number in 0..<polls {
            try poll(number)
            let state = Self.host(5 * number)
            let update: Update = number == 0 ? .host(state) : .heartbeats([state.heartbeat])
            try recorder.take(.update(update), at: Self.began + .seconds(5 * number))
        }
        try recorder.take(.silence(.seconds(11)), at: Self.began + .seconds(5 * polls))
        try recorder.take(.silence(nil), at: Self.began + .seconds(5 * polls + 1))
        try recorder.end(at: Self.began + .seconds(5 * polls + 2))
        bytes = try readFile(path)
    }

    /// Another file beside it.
    func written(_ bytes: some Sequence<UInt8>) throws -> String {
        try writeFile(folder.file("other"), Array(bytes))
        return folder.file("other")
    }
}

extension Playback {
    /// All that is in it.
    func all() -> [DashboardEvent] {
        var events: [DashboardEvent] = []
        while !isOver { events += play(until: until) }
        return events
    }
}

extension [DashboardEvent] {
    var updates: [Update] { compactMap { if case .update(let update) = $0 { update } else { nil } } }
}
