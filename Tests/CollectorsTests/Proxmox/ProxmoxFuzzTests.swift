import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Whatever is answered: it is read or it is a failure.
@Suite struct ProxmoxFuzzTests {
    /// Short ones of each kind: the wounds shall hit what is read.
    private static let seeds: [[UInt8]] = {
        let folder = casesFolder("proxmox")
        return namesInFolder(folder).flatMap { name in
            namesInFolder(folder + "/" + name).filter { $0.hasSuffix(".json") }.compactMap { try? readFile("\(folder)/\(name)/\($0)") }
        }.filter { $0.count < 3000 }
    }()

    @Test func whatIsCutOffAnywhereIsAFailure() {
        #expect(Self.seeds.count > 10)
        for seed in Self.seeds {
            for cut in Noise.truncations(of: seed) {
                guard cut.count < seed.count - 3 else { continue }
                let response = HTTPResponse(status: 200, body: cut)
                #expect(throws: CollectFailure.self) { try ClusterResources(response, asked: "a") }
                #expect(throws: CollectFailure.self) { try NodeStatus(response, asked: "a") }
            }
        }
    }

    /// The whole way, from survey to survey: shuffled worlds.
    @Test func sequencesOfNonsenseEndInReadings() async throws {
        var generator = SeededGenerator(seed: 8007)
        let bodies = Self.seeds
        let scripted = ScriptedTransports(
            password: "warte@pve!monitor=x",
            http: { _ throws(CollectFailure) in
                var generator = SystemRandomNumberGenerator()
                return HTTPResponse(status: 200, body: bodies.randomElement(using: &generator) ?? [])
            })
        let watch = try ProxmoxWatch(
            Target(id: "pve", area: "a", collector: "proxmox", endpoint: "https://pve", secrets: ["token": .environment("T")]),
            transports: scripted.transports)
        for _ in 0..<300 {
            if case .success(let reading) = await watch.poll() {
                for host in reading.hosts { #expect(host.node.utf8.count < 64) }
                for sample in reading.hosts.flatMap({ (try? $0.outcome.get())?.samples ?? [] }) { #expect(sample.value.isFinite) }
            }
            watch.advance(.seconds(Int.random(in: 1...20, using: &generator)))
        }
    }
}
