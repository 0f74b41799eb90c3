import Telemetry

/// Where an agent is: `192.0.2.7`, `fw.example.org:1161`, `[2001:db8::7]:161`. The port is 161 where nothing is said (RFC 3417).
struct AgentEndpoint: Hashable, Sendable {
    let host: String
    let port: UInt16

    init(_ text: String) throws(ConfigurationProblem) {
        func problem(_ why: Message) -> ConfigurationProblem { ConfigurationProblem(key: "endpoint", .ofEndpoint(text, why)) }
        guard text.utf8.count <= 300 else { throw problem(.snmpWriteAddress()) }
        do throws(HostPort.Problem) {
            let place = try HostPort(text, bareIPv6: true)
            (host, port) = (place.host, place.port ?? 161)
        } catch {
            throw problem(error.message ?? .snmpWriteAddress())
        }
    }

    /// For net-snmp, with an address in numbers (snmpcmd(1), AGENT SPECIFICATION).
    func peer(_ address: String) -> String {
        address.contains(":") ? "udp6:[\(address)]:\(port)" : "udp:\(address):\(port)"
    }
}
