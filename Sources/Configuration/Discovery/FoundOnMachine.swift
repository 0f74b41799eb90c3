import Telemetry

/// What was found on a machine without a configuration.
struct FoundOnMachine {
    var hostName: String
    var libvirt: [(name: String, endpoint: String)] = []
    var openVPN: [(name: String, endpoint: String, password: SecretSource?)] = []
    /// OpenVPN endpoints that were looked at, shown or not: a configuration file and `/run` often name the same one.
    var seen: Set<String> = []
    /// Why OpenVPN sockets that are there are not shown, one entry each.
    var leftOut: [Message] = []

    /// The site is named like the machine and is its only area.
    var settings: SiteSettings {
        var targets = [Target(id: hostName, area: hostName, collector: "local", endpoint: "")]
        var taken: Set = [hostName]
        func add(_ name: String, _ collector: String, _ endpoint: String, _ secret: SecretSource?) {
            var id = name
            var number = 2
            while !taken.insert(id).inserted {
                id = "\(name)-\(number)"
                number += 1
            }
            let secrets = secret.map { ["password": $0] } ?? [:]
            targets.append(Target(id: id, area: hostName, collector: collector, endpoint: endpoint, secrets: secrets))
        }
        for (name, endpoint) in libvirt { add(name, "libvirt", endpoint, nil) }
        for (name, endpoint, password) in openVPN { add(name, "openvpn", endpoint, password) }
        return SiteSettings(name: hostName, areas: [Area(id: hostName)], targets: targets, notice: notice)
    }

    /// `no configuration: showing this machine, libvirt and 1 OpenVPN socket`
    var notice: Message {
        var parts: [Message] = [.thisMachine()] + libvirt.map { .raw($0.name) }
        if !openVPN.isEmpty { parts.append(.openVPNSockets(openVPN.count)) }
        return .showing(.noConfiguration(), parts, leftOut.first.map { .socketsLeftOut(leftOut.count, $0) })
    }
}
