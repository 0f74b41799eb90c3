import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Answers of real exporters that are no part of the project: those with a value that is known give it, the others are read and listed.
@Suite(.enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment)))
struct ScrapeRecordingsTests {
    /// Below the folder of all recordings; for `RecordingsWalkTests`.
    static var files: [String] {
        let named = [
            "windows/windows_exporter_v0.20_hyperv_full.prom", "windows/collector.terminal_services.md",
            "prometheus/node_exporter_e2e-output.prom", "captures/prometheus/node-exporter-metrics.txt",
            "captures/prometheus/libvirt-exporter-metrics.txt",
        ]
        let netdata = Recordings.names(in: "prometheus").filter { $0.hasPrefix("netdata_") }.map { "prometheus/" + $0 }
        let cases = Recordings.names(in: telegraf).filter { !$0.hasPrefix("protobuf") }
        return named + netdata + cases.map { "\(telegraf)/\($0)/input.txt" } + cases.map { "\(telegraf)/\($0)/expected_v2.out" }
    }
    private static let telegraf = "prometheus/telegraf_openmetrics"

    private func take(_ name: String, _ profile: String) throws -> ScrapeTracker.Outcome {
        var tracker = ScrapeTracker(try #require(ProfileShelf.none.profile(named: profile)))
        return try tracker.take(Recordings.bytes(name), .text, arrived: .now, host: "h", at: Moment(seconds: 0))
    }
    private func value(_ metric: Metric.ID, _ outcome: ScrapeTracker.Outcome, of entity: Entity = .host) -> Double? {
        outcome.figures.samples.first { $0.metric.id == metric && $0.entity == entity }?.value
    }

    @Test func windowsExporter020WithHyperV() throws {
        let outcome = try take("windows/windows_exporter_v0.20_hyperv_full.prom", "windows_exporter")
        #expect(outcome.isFit && outcome.isUp && outcome.samples > 1500)
        let (total, available) = (4.256718848e+09, 1.3799424e+09)
        #expect(value("memory.total", outcome) == total && value("memory.available", outcome) == available)
        let memory = (1 - available / total) * 100
        #expect(value("memory", outcome) == memory)
        #expect(value("hyperv.critical", outcome) == 0 && value("hyperv.pressure", outcome) == 83)
        #expect(value("net.received", outcome) == 4.786344482e+09)
        let (visible, physical) = (2904.0 * 1_048_576, 2628.0 * 1_048_576)
        let guest = try #require(outcome.figures.guests.first)
        #expect(
            outcome.figures.guests.count == 1 && guest.name == "Ubuntu 22.04 LTS" && guest.vCPUs == 1
                && guest.memoryMaximum == visible)
        #expect(value("guest.memory.used", outcome, of: .guest(guest.id)) == physical)
        #expect(value("guest.memory.pressure", outcome, of: .guest(guest.id)) == 83)
        let inventory = outcome.figures.inventory
        #expect(inventory.version == "10.0.22621" && inventory.processors == 4 && inventory.gaps.isEmpty)
    }

    @Test func nodeExporterOfItsOwnTests() throws {
        let outcome = try take("prometheus/node_exporter_e2e-output.prom", "node_exporter")
        #expect(outcome.isFit && outcome.samples > 2000)
        let swap = 4.2949632e+09 - 3.23108864e+09
        #expect(value("memory.total", outcome) == 3.831959552e+09 && value("swap.used", outcome) == swap)
        // Its fixture is of a kernel without MemAvailable: missing, not 0.
        #expect(value("memory", outcome) == nil && value("memory.available", outcome) == nil)
        #expect(outcome.figures.inventory.processors == 8)
    }

    @Test func ourOwnCaptures() throws {
        let node = try take("captures/prometheus/node-exporter-metrics.txt", "node_exporter")
        #expect(node.isFit && node.samples > 400 && value("memory.total", node) == 25_276_510_208)
        let libvirt = try take("captures/prometheus/libvirt-exporter-metrics.txt", "libvirt_exporter")
        #expect(libvirt.figures.guests.map(\.name).sorted() == ["bios-kvm", "bios-spice", "linux1"])
        #expect(value("guests.running", libvirt) == 3)
    }

    /// Its example of sessions, which is in a page of documentation.
    @Test func sessionsOfWindowsExportersOwnPage() throws {
        let page = String(decoding: try Recordings.bytes("windows/collector.terminal_services.md"), as: UTF8.self)
        let lines = page.split(separator: "\n").filter { $0.hasPrefix("windows_terminal_services_session_info{") }
        try #require(lines.count >= 30)
        var tracker = ScrapeTracker(try #require(ProfileShelf.none.profile(named: "windows_exporter")))
        let outcome = try tracker.take(
            Array((lines.joined(separator: "\n") + "\n").utf8), .text, arrived: .now, host: "h", at: Moment(seconds: 0))
        #expect(value("sessions", outcome) == 1 && value("rds.disconnected", outcome) == 0)
        #expect(outcome.figures.sessions.map(\.user) == ["domain\\user"])
    }

    /// What the index of the recordings says of it besides.
    @Test func windowsExporter020AsItsIndexHasIt() throws {
        let samples = try ReadSample.all(in: Recordings.bytes("windows/windows_exporter_v0.20_hyperv_full.prom"), .text)
        func value(_ name: String) -> Double? { samples.first { $0.name == name }?.value }
        #expect(value("windows_hyperv_health_ok") == 1 && value("windows_hyperv_health_critical") == 0)
        #expect(value("windows_hyperv_hypervisor_logical_processors") == 16)
        #expect(value("windows_hyperv_hypervisor_virtual_processors") == 24)
        #expect(
            samples.contains { $0.name == "windows_hyperv_vm_memory_physical" && $0.labels["vm"] == "Ubuntu 22.04 LTS" && $0.value == 2628 }
        )
    }

    /// Telegraf's cases say what it made of them: each of its values is one of ours.
    @Test(arguments: Recordings.names(in: "prometheus/telegraf_openmetrics"))
    func hasWhatTelegrafHas(_ name: String) throws {
        let folder = "prometheus/telegraf_openmetrics/\(name)"
        guard let body = try? Recordings.bytes("\(folder)/input.txt") else {
            #expect(name.hasPrefix("protobuf"), "a format that is not asked for")
            return
        }
        let expected = TelegrafExpectation.all(in: String(decoding: try Recordings.bytes("\(folder)/expected_v2.out"), as: UTF8.self))
        #expect(!expected.isEmpty)
        let samples: [ReadSample]
        do { samples = try ReadSample.all(in: body, .openMetrics) } catch {
            #expect(name == "valid_info", "\(name): \(error)")
            print("\(folder)/input.txt is refused: \(Self.info)")
            return
        }
        for one in expected { #expect(one.isMet(by: samples), "\(one.field)=\(one.value) \(one.labels)") }
    }

    /// OpenMetrics 1.0, "Metric Types", "Info".
    private static let info = """
        "The Sample MetricName for the value of a MetricPoint for a MetricFamily of type Info MUST have the suffix `_info`" (OpenMetrics \
        1.0, section Info); its sample has none
        """

    /// How many samples there are is known by counting lines.
    @Test func theOthersAreReadAndListed() throws {
        var listed: [String] = []
        for name in Recordings.names(in: "prometheus") where name.hasPrefix("netdata_") {
            let body = try Recordings.bytes("prometheus/" + name)
            let lines = body.split(separator: 10).filter { $0.first != UInt8(ascii: "#") }.count
            do throws(ExpositionFault) {
                #expect(try Exposition.read(body, .text) { _ in } == lines, "\(name)")
                listed.append("\(name): \(lines) samples")
            } catch {
                // Saved without the last line's end, which the specification asks for: like one that was cut off.
                #expect(error.isCutOff && body.last != 10, "\(name): line \(error.line): \(error.reason.text)")
                listed.append("\(name): refused, \(error.reason.text)")
            }
        }
        print("prometheus recordings without an expected value: " + listed.joined(separator: "; "))
    }
}
