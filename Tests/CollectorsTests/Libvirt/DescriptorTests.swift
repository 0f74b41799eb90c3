import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// A host that cannot be reached is asked for days: no poll may cost a descriptor.
@Suite("libvirt: connections that come to nothing", .serialized) struct DescriptorTests {
    private var descriptors: Int { namesInFolder("/proc/self/fd").count }

    @Test("thirty failed polls leave no descriptor behind", arguments: ["ssh", "libssh2", "tcp", "tls", "unix"])
    func failedPolls(_ transport: String) async throws {
        let (socket, port) = try closedPort()
        defer { close(socket) }
        let endpoint = transport == "unix" ? "qemu+unix:///system?socket=/no/such/socket" : "qemu+\(transport)://127.0.0.1:\(port)/system"
        let collector = try LibvirtCollector(
            target: Target(id: "hv", area: "a", collector: "libvirt", endpoint: endpoint, deadline: .seconds(20)), transports: noTransports)
        func poll() async {
            await #expect(throws: CollectFailure.self) { try await collector.collect(at: Moment(seconds: 1)) }
        }
        // What the library opens once, for good.
        for _ in 0..<3 { await poll() }
        let before = descriptors
        for _ in 0..<30 { await poll() }
        // Others of this process may have some open for a moment.
        try await eventually("no more descriptors than before (\(before)), but \(descriptors)") { descriptors < before + 10 }
        await collector.close()
    }
}
