public import Collecting
public import Telemetry

extension Transports {
    /// The real ones for a target: of this machine, or of the one that it is reached through.
    public static func system(for target: Target) -> Transports {
        target.via.map { system.through($0, deadline: target.deadline, SSHMachines.shared) } ?? system
    }

    /// Ends the ssh connections that none of these targets goes through.
    public static func keep(connectionsOf targets: [Target]) async { await SSHMachines.shared.keep(only: Set(targets.compactMap(\.via))) }

    /// Ends all ssh connections; nothing is asked through them after it.
    public static func end() async { await SSHMachines.shared.end() }

    /// Ends every program that runs, and what it started, within three seconds whatever it does with the first signal.
    public static func endPrograms() async { await Child.endAll() }

    /// The same on another machine: streams to its sockets and ports, HTTP from it, its programs. Secrets are this machine's, and so are
    /// certificates.
    ///
    /// - Parameter deadline: of a poll; the connection has three quarters of it, so that there is time to say why it does not come.
    func through(_ place: SSHPlace, deadline: Duration, _ machines: SSHMachines) -> Transports {
        let limit = deadline * 3 / 4
        var there = self
        there.connect = { endpoint throws(CollectFailure) in try await machines.machine(place).stream(to: endpoint, within: limit) }
        there.run = { request throws(CollectFailure) in try await machines.machine(place).run(request, within: limit) }
        there.http = { [http] request throws(CollectFailure) in try await machines.machine(place).send(request, within: limit, by: http) }
        // Nobody asks for one there yet.
        there.start = { program throws(CollectFailure) in throw .unreachable(asked: program.path, reason: .noProgramsHere()) }
        return there
    }
}
