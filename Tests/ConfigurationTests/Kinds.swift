import Configuration
import Telemetry

/// Collectors as these tests know them: one without an endpoint, one with options, one that checks its endpoint.
let kinds = [
    CollectorKind(
        name: "local", options: [CollectorKind.Option(key: "root", meaning: "where the system to look at is mounted")],
        endpointExample: nil),
    CollectorKind(
        name: "libvirt",
        options: [
            CollectorKind.Option(key: "access", meaning: "read or write"),
            CollectorKind.Option(key: "user", meaning: "who connects"),
        ], endpointExample: "qemu:///system"),
    CollectorKind(
        name: "openvpn",
        options: [
            CollectorKind.Option(key: "hold_connection", meaning: "stay connected"),
            CollectorKind.Option(key: "history_minutes", meaning: "how far back"),
        ], endpointExample: "127.0.0.1:7505 or /run/openvpn/server.sock"
    ) { host in
        host.endpoint.hasPrefix("/") || host.endpoint.contains(":")
            ? nil : CollectorKind.Fault(key: "endpoint", text: "\"\(host.endpoint)\" is neither address:port nor a socket's path")
    },
]
