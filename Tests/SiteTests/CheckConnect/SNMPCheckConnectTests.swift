import Glibc
import TestSupport
import Testing

/// The commonest mistakes with a real snmpd, each made, and what `warte check --connect` prints.
@Suite(.serialized, .enabled(if: AgentLab.missing == nil, Comment(rawValue: AgentLab.missing ?? "")))
struct SNMPCheckConnectTests {
    @Test func eachIsNamedWithItsCure() async throws {
        let site = try Site()
        defer { site.end() }
        let lab = try AgentLab()
        let silent = boundDatagramSocket()
        defer { close(silent.descriptor) }
        var hosts = MistakenHosts("snmp", in: "SNMP")
        func file(_ key: String, _ name: String) -> String { "\(key)_file = \"\(lab.folder.file(name))\"" }
        let (version, watch, password, privacy) = (
            "version = \"3\"", "user = \"watch\"", file("password", "password"), file("privacy_password", "privacy")
        )
        hosts.make("wrong community", lab.address, file("community", "other"))
        hosts.make("the agent speaks another version", lab.address, file("community", "old"))
        hosts.make("the agent speaks another version", lab.address, "version = \"1\"", file("community", "new"))
        hosts.make("a firewall", "127.0.0.1:\(silent.port)", deadline: 2, file("community", "community"))
        hosts.make("wrong port", "127.0.0.1:\(freeDatagramPort())", file("community", "community"))
        hosts.make("no such user", lab.address, version, "user = \"nobody\"", password, privacy)
        hosts.make("wrong password", lab.address, version, watch, file("password", "other"), privacy)
        hosts.make("wrong password", lab.address, version, watch, "authentication = \"SHA-512\"", password, privacy)
        hosts.make("wrong privacy password", lab.address, version, watch, password, file("privacy_password", "other"))
        hosts.make("wrong privacy password", lab.address, version, watch, "privacy = \"AES-256\"", password, privacy)
        hosts.make("a password of less than 8", lab.address, version, watch, file("password", "short"), privacy)
        hosts.make("user without privacy", lab.address, version, "user = \"stranger\"", password, privacy)
        hosts.make("a view that leaves out", lab.address, file("community", "narrow"))
        hosts.make("unknown context", lab.address, version, watch, "context = \"nowhere\"", password, privacy)
        hosts.make("unknown name of the host", "no-such-host.invalid", file("community", "community"))
        hosts.make("a profile of another maker's", lab.address, "profile = \"fortigate\"", file("community", "community"))
        try site.configure(hosts.configuration)
        try hosts.compare(with: try site.warte("check", "--connect"))
        let place = "endpoint = \"\(lab.address)\""
        for (name, words) in [
            ("nowhere", "the community file … cannot be found: No such file or directory"),
            ("lines", "the community file … has more than one line"),
            ("open", "the community file … is open to others (mode 0644) and is refused; write: chmod 600 …"),
        ] {
            try hosts.compare("a secret's file is missing", says: words, place, file("community", name), in: site)
        }
        try hosts.compare(
            "a profile that there is not", place, "profile = \"ours\"", "profiles = \"\(lab.folder.path)\"", file("community", "community"),
            in: site)
        hosts.expectAll(but: [
            "a slow agent": "AgentMistakeTests: an agent between that loses answers",
            "restarts all the time": "AgentMistakeTests: an engine id that has counted to its end",
        ])
    }
}
