public import Collecting
import Telemetry

extension Transports {
    /// The real ones: files and environment of this process, sockets of this system.
    ///
    /// All streams together cost one thread, whatever their number; name look-ups have a few more while they last.
    public static let system = Transports(
        secret: { source throws(CollectFailure) in try Secret.text(of: source) },
        connect: { endpoint throws(CollectFailure) in try await SocketStream.connect(to: endpoint) })
}
