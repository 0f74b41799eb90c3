import Telemetry

/// Where an agent is: `192.0.2.7`, `fw.example.org:1161`, `[2001:db8::7]:161`. The port is 161 where nothing is said (RFC 3417).
struct AgentEndpoint: Hashable, Sendable {
    let host: String
    let port: UInt16

    init(_ text: String) throws(ConfigurationProblem) {
        let problem = ConfigurationProblem(key: "endpoint", .ofEndpoint(text, .snmpWriteAddress()))
        guard !text.isEmpty, text.utf8.count <= 300, text.unicodeScalars.allSatisfy({ !$0.isSteering && $0 != " " && $0 != "/" }) else {
            throw problem
        }
        var name = text[...]
        var port = "161"[...]
        if text.hasPrefix("[") {
            guard let close = text.lastIndex(of: "]") else { throw problem }
            name = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw problem }
            if !rest.isEmpty { port = rest.dropFirst() }
        } else if text.count(where: { $0 == ":" }) == 1, let colon = text.lastIndex(of: ":") {
            name = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard let number = UInt16(port), number > 0, !name.isEmpty, !name.contains("@") else { throw problem }
        host = String(name)
        self.port = number
    }

    /// For net-snmp, with an address in numbers (snmpcmd(1), AGENT SPECIFICATION).
    func peer(_ address: String) -> String {
        address.contains(":") ? "udp6:[\(address)]:\(port)" : "udp:\(address):\(port)"
    }
}
