import TestSupport
import Testing

@testable import Collectors

/// Every recording below `WARTE_RECORDINGS` is read by a test that expects something of it, or stands here with the reason why none does.
@Suite(.enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment))) struct RecordingsWalkTests {
    /// Each suite has the list of what it reads itself.
    static let read: [(suite: String, files: [String])] = [
        ("AgentRecordingTests", AgentRecordingTests.files), ("ConformanceTests", ConformanceTests.files),
        ("LibvirtRecordingsTests", LibvirtRecordingsTests.files), ("OpenVPNRecordingsTests", OpenVPNRecordingsTests.files),
        ("ProxmoxRecordingsTests", ProxmoxRecordingsTests.files), ("ProxmoxSchemaTests", [ProxmoxSchemaTests.file]),
        ("ScrapeRecordingsTests", ScrapeRecordingsTests.files), ("WireGuardCasesTests", WireGuardCasesTests.files),
    ]

    private static let noCollector = "no collector of ours reads such answers yet"
    private static let noValue = "nobody says what it shows: it is read or refused by all that reads, and no more"
    private static let notAsked = "the collector does not ask for it"
    private static let howMade = "how the captures beside it were made"
    /// A file, a folder (`snmp/`), or files by beginning and end (`proxmox/*_log.json`).
    static let listed: [(files: [String], why: String)] = [
        (
            [
                "captures/ocserv/", "captures/redfish/", "captures/softether/", "captures/strongswan/", "captures/vcsim/",
                "fortigate_rest/", "horizon/", "nagios/", "ocserv/", "opnsense/", "ovirt/", "paloalto_api/", "redfish/", "snmp_traps/",
                "softether/",
                "strongswan/", "syslog/", "vsphere_perf/", "vsphere_rest/", "vsphere_soap/", "winrm/", "xenserver/",
                // Windows' sessions and guests come from windows_exporter.
                "windows/hyperv_nodeintegrationservice-2022-1.json", "windows/quser_*", "windows/qwinsta.txt",
                "captures/prometheus/am*", "captures/prometheus/prom*", "captures/prometheus/vm-query-up.json",
                "prometheus/alertmanager_v2_openapi.yaml",
            ], noCollector
        ),
        (["INDEX.md", "README.md"], "about the recordings"),
        (
            [
                "captures/faults/", "captures/prometheus/rules.yml", "captures/openvpn/*.conf", "captures/openvpn/*.py",
                "captures/snmp/snmpd.conf",
            ], howMade
        ),
        (["captures/snmp/snmpsim*"], "made up for measuring, and snmpsim's own log: no device's"),
        (["captures/snmp/ucd-systemStats.txt"], "the agent of ucd-systemStats-warm.txt in its first seconds, when all its counters are 0"),
        (
            ["windows/collector.hyperv.md", "windows/collector.remote_fx.md"],
            "names of metrics, no answer: windows_exporter_v0.20_hyperv_full.prom has them"
        ),
        (["prometheus/telegraf_openmetrics/protobuf*"], "a format that is not asked for"),
        (
            ["wireguard/librenms_agent_wireguard.json"],
            "what a script of LibreNMS' made of wg's answer: its values (minutes since the handshake, bytes, by name) are in a form of its own"
        ),
        (["captures/wireguard/wg-show-wg0.txt"], "wg's answer for people; wg-show-all-dump.txt is the same for programs"),
        (["captures/wireguard/wireguard-go-startup-banner.log"], "what wireguard-go says at its start"),
        (
            [
                "captures/libvirt/api-probe-*", "captures/libvirt/capabilities.xml", "captures/libvirt/nodecpustats*",
                "captures/libvirt/nodeinfo.txt", "captures/libvirt/nodememstats.txt",
            ], "of the host itself, as virsh prints it: the collector has these from libvirt's own calls, and the lab's host compares them"
        ),
        (["captures/libvirt/domstats.time"], "how long a call took"),
        (
            ["captures/libvirt/ev-ka.log", "captures/libvirt/events-3-keepalive-and-crash.log"],
            "virsh's own complaint of a connection that was lost: no event"
        ),
        (["captures/libvirt/qmp-query-*"], "QEMU's own protocol, which is not spoken"),
        (["libvirt/"], "a guest's description and another program's figures, without a value that is known"),
        (
            [
                "proxmox/*_access_domains.json", "proxmox/*_access_users.json", "proxmox/*_permissions_path-path.json",
                "proxmox/*_userid-userid.json", "proxmox/*_log.json", "proxmox/*_log_2.json", "proxmox/*_lxc.json",
                "proxmox/*_101_status_current.json", "proxmox/*status_current_200.json", "proxmox/*_nodes.json", "proxmox/*_services.json",
                "proxmox/*_storage.json", "proxmox/*_version.json", "proxmox/*_type-node.json", "proxmox/*_agent_file-read.json",
                "proxmox/*_agent_get-fsinfo.json", "proxmox/*_agent_get-memory-blocks.json", "proxmox/*_agent_get-time.json",
                "proxmox/*_agent_get-timezone.json", "proxmox/*_agent_get-vcpus.json", "proxmox/*_agent_info.json",
                "proxmox/*_osinfo_200_1.json", "proxmox/*_osinfo_500.json", "proxmox/*_agent_network_get_interfaces_200.json",
                "proxmox/centreon_get__200.json",
            ], notAsked
        ),
        (
            ["proxmox/pve8x_cluster_ha_*"],
            "the collector has each guest's state of HA from /cluster/resources (hastate), and asks for no more"
        ),
        (["proxmox/pve8x_nodes_node2_status.json"] + AgentRecordingTests.unknown.map { "snmp/" + $0 }, noValue),
    ]

    private static func does(_ pattern: String, mean file: String) -> Bool {
        if pattern.hasSuffix("/") { return file.hasPrefix(pattern) }
        let parts = pattern.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return file == pattern }
        return file.count >= pattern.count - 1 && file.hasPrefix(parts[0]) && file.hasSuffix(parts[1])
    }

    @Test func everyFileIsReadOrListed() {
        let files = Self.all()
        #expect(files.count > 800)
        let read = Dictionary(grouping: Self.read.flatMap { suite, files in files.map { ($0, suite) } }, by: \.0)
        for (file, readers) in read where !files.contains(file) { Issue.record("\(readers[0].1) reads \(file), which is not there") }
        var byReason: [String: [String]] = [:]
        for file in files {
            let reasons = Self.listed.filter { $0.files.contains { Self.does($0, mean: file) } }
            if read[file] == nil, reasons.isEmpty { Issue.record("no test reads \(file), and nothing says why") }
            if read[file] != nil, let reason = reasons.first { Issue.record("\(file) is read and listed as \"\(reason.why)\"") }
            for reason in reasons { byReason[reason.why, default: []].append(file) }
        }
        for reason in Self.listed {
            for pattern in reason.files where !files.contains(where: { Self.does(pattern, mean: $0) }) {
                Issue.record("\(pattern) is listed and there is no such recording")
            }
        }
        print("recordings: \(files.count), of which tests expect something of \(read.count)")
        for (why, files) in byReason.sorted(by: { $0.key < $1.key }) { print("not expected of (\(why)): \(files.joined(separator: ", "))") }
    }

    /// Every file, wherever it lies.
    private static func all(in folder: String = "") -> [String] {
        Recordings.names(in: folder).flatMap { name -> [String] in
            let path = folder.isEmpty ? name : folder + "/" + name
            let isFolder = (try? Recordings.bytes(path)) == nil
            return isFolder ? all(in: path) : [path]
        }
    }
}
