import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Answers in folders, and what a first poll makes of them.
@Suite struct ProxmoxCasesTests {
    private static let folder = casesFolder("proxmox")

    @Test(arguments: namesInFolder(folder)) func whatIsToldOfAnswers(case name: String) async throws {
        let files = Self.folder + "/" + name
        let scripted = ScriptedTransports(
            password: "warte@pve!monitor=x",
            http: { request throws(CollectFailure) in
                let path = request.asked.split(separator: "/").dropFirst(4).joined(separator: "_")
                guard let body = try? readFile("\(files)/\(path).json") else {
                    return HTTPResponse(status: 403, reason: "Permission check failed (/, Sys.Audit)", body: Array(#"{"data":null}"#.utf8))
                }
                return HTTPResponse(status: 200, body: body)
            })
        let target = Target(
            id: "pve", area: "a", collector: "proxmox", endpoint: "https://pve", interval: .seconds(10),
            secrets: ["token": .environment("T")])
        let collector = try ProxmoxCollector(target: target, transports: scripted.transports)
        let now = Moment(seconds: 1_759_838_300)
        let reading = try await collector.collect(at: now)
        try Golden.check(Self.describe(reading), name + "/expected.txt", folder: "../cases/proxmox")
    }

    private static func describe(_ reading: Reading) -> String {
        var lines: [String] = []
        for host in reading.hosts {
            switch host.outcome {
            case .failure(let failure): lines.append("\(host.node): \(failure.text)")
            case .success(let figures):
                lines.append(
                    "\(host.node): \(figures.inventory.product) \(figures.inventory.version), \(figures.inventory.processors ?? 0) processors"
                )
                lines += figures.gaps.map { "  " + $0 }
                lines += figures.samples.map { sample in
                    "  \(sample.entity.name.isEmpty ? "host" : sample.entity.name) \(sample.metric.id) \((sample.value * 1000).rounded() / 1000)"
                }
                lines += figures.guests.map { guest in
                    "  guest \(guest.id) \(guest.name.prefix(40)): \(guest.state), \(guest.vCPUs) vCPUs, \(Int(guest.memoryMaximum)) bytes, "
                        + "seen by the \(guest.memoryView)\(guest.console.map { ", console " + $0 } ?? "")"
                }
                lines += figures.sessions.map {
                    "  \($0.kind) \($0.id) by \($0.user) in \($0.guest ?? "-") since \($0.since?.rfc3339 ?? "-")"
                }
            }
        }
        lines += reading.events.map { "event on \($0.host): \($0.text)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
