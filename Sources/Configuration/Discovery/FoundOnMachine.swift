import Telemetry

/// What was found on a machine without a configuration.
struct FoundOnMachine {
    /// How every notice of it begins.
    static let beginningOfNotice = "no configuration"

    var hostName: String
    var libvirt: [(name: String, endpoint: String)] = []
    var openVPN: [(name: String, endpoint: String, password: SecretSource?)] = []
    /// OpenVPN endpoints that were looked at, shown or not: a configuration file and `/run` often name the same one.
    var seen: Set<String> = []
    /// Why OpenVPN sockets that are there are not shown, one entry each.
    var leftOut: [String] = []

    /// The site is named like the machine and is its only area.
    var settings: Settings {
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
        return Settings(name: hostName, areas: [Area(id: hostName)], targets: targets, notice: notice)
    }

    /// `no configuration: showing this machine, libvirt and 1 OpenVPN socket`
    var notice: String {
        var parts = ["this machine"] + libvirt.map(\.name)
        if !openVPN.isEmpty { parts.append(sockets(openVPN.count)) }
        let last = parts.removeLast()
        let list = parts.isEmpty ? last : parts.joined(separator: ", ") + " and " + last
        let rest = leftOut.first.map { "; \(sockets(leftOut.count)) left out (\($0))" } ?? ""
        return "\(Self.beginningOfNotice): showing \(list)\(rest)"
    }

    private func sockets(_ count: Int) -> String { "\(count) OpenVPN socket" + (count == 1 ? "" : "s") }
}
