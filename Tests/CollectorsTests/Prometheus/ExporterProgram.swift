import Collecting
import Glibc
import Platform
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// A real exporter on a loopback port of its own; it ends with the value.
final class ExporterProgram {
    static let node = "/usr/bin/prometheus-node-exporter"
    static let libvirt = "/usr/bin/prometheus-libvirt-exporter"
    static func isThere(_ path: String) -> Bool { access(path, X_OK) == 0 }

    let port: UInt16
    private let pid: Int32

    init(_ path: String, _ arguments: [String] = []) throws {
        port = try freePort()
        var launch = Launch([path, "--web.listen-address=127.0.0.1:\(port)"] + arguments)
        (launch.input, launch.output, launch.complaints) = (.none, .none, .none)
        launch.signals = .untouched
        pid = try launch.start()
    }
    deinit {
        kill(pid, SIGKILL)
        _ = ProcessEnd(waitingFor: pid)
    }

    func collector(
        _ scheme: String = "http", path: String = "", interval: Duration = .seconds(5), options: Options = [:],
        secrets: [String: SecretSource] = [:]
    ) throws -> PrometheusCollector {
        let target = ScrapeFailureTests.target(
            "\(scheme)://127.0.0.1:\(port)\(path)", options: options, secrets: secrets, interval: interval)
        return try PrometheusCollector(target: target, transports: .system)
    }

    /// What it answers once it does.
    func firstReading(_ collector: PrometheusCollector) async throws -> Reading {
        var reading: Reading?
        try await eventually("the exporter's first answer", within: .seconds(60)) {
            reading = try? await collector.collect(at: Moment(seconds: Int64(time(nil))))
            return reading != nil
        }
        return try #require(reading)
    }
}

func failure(of collector: PrometheusCollector) async -> CollectFailure? {
    do throws(CollectFailure) {
        _ = try await collector.collect(at: Moment(seconds: 0))
        return nil
    } catch { return error }
}
