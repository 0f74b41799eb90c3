public import Collecting
import Telemetry

extension Transports {
    /// The real ones: files and environment of this process, sockets of this system, libcurl, programs of this system.
    ///
    /// All streams and all programs together cost one thread, whatever their number, and all of HTTP another; name look-ups have a few more
    /// while they last.
    public static let system = Transports(
        secret: { source throws(CollectFailure) in try Secret.text(of: source) },
        connect: { endpoint throws(CollectFailure) in try await SocketStream.connect(to: endpoint) },
        http: { request throws(CollectFailure) in try await HTTPClient.shared.send(request) },
        run: { request throws(CollectFailure) in try await ChildRun.run(request) },
        start: { program throws(CollectFailure) in try ChildStream(program) },
        addresses: { host, port throws(CollectFailure) in
            try await Resolver.shared.addresses(of: host, port: port).compactMap(\.numbers)
        })
}
