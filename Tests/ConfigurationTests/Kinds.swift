import Configuration
import Telemetry

/// Collectors as these tests know them: one without an endpoint, one with options, one that checks its endpoint.
let kinds = [
    CollectorKind(name: "local", endpointExample: nil),
    CollectorKind(
        name: "libvirt",
        options: [
            CollectorKind.Option(key: "writable", meaning: "asks the guest agents"),
            CollectorKind.Option(key: "agent_interval", meaning: "seconds between two questions to an agent"),
        ], endpointExample: "qemu:///system"),
    CollectorKind(name: "openvpn", endpointExample: "127.0.0.1:7505") { host in
        host.endpoint.hasPrefix("/") || host.endpoint.contains(":")
            ? nil : CollectorKind.Fault(key: "endpoint", text: "\"\(host.endpoint)\" is neither address:port nor a socket's path")
    },
]
