import Glibc
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// A storage pool whose file server is gone, and a real libvirtd that somebody has told to look into it.
@Suite(
    "libvirt: a storage pool that hangs", .serialized,
    .enabled(if: LibvirtLab.isPossible && access("/dev/fuse", R_OK | W_OK) == 0, "needs root, libvirtd, virsh, QEMU and /dev/fuse"))
struct HangingPoolTests {
    @Test("delays neither its host's guests and numbers nor another host, is named, and is back when its server is")
    func hangs() async throws {
        let lab = try LibvirtLab()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await look(lab)) } catch { outcome = .failure(error) }
        await lab.down()
        try outcome.get()
    }

    private func look(_ lab: LibvirtLab) async throws {
        try await lab("up")
        for command in ["pool-define-as nfs dir --target '\(lab.folder)/nfs'", "pool-build nfs", "pool-start nfs"] {
            _ = try await lab.virsh(command)
        }
        let server = try hang(lab)
        var waiting: [pid_t] = [server.process]
        defer {
            for process in waiting {
                kill(process, SIGKILL)
                _ = ProcessEnd(waitingFor: process)
            }
        }
        try await eventually("it hangs", within: .seconds(30)) { (try? readText(server.words)) == "hangs\n" }
        let virsh = ["virsh", "--quiet", "--connect", try await lab("uri")]
        waiting.append(try startProgram(virsh + ["pool-refresh", "nfs"]))
        try await eventually("libvirtd waits for it", within: .seconds(30)) {
            try run(["timeout", "1"] + virsh + ["pool-info", "nfs"]).status != .exit(0)
        }

        let pools = StoragePools { StoragePools.all($0, ["nfs"], $2) }
        func collector(_ endpoint: String, _ pools: StoragePools) throws -> LibvirtCollector {
            try LibvirtCollector(
                target: Target(id: "hv", area: "a", collector: "libvirt", endpoint: endpoint, deadline: .seconds(10)),
                transports: noTransports, pools: pools)
        }
        let (watched, other) = (try collector(try await lab("uri-ro"), pools), try collector("test:///default", StoragePools()))
        var gaps: [String] = []
        var polls = 0
        try await eventually("the silence is told", within: .seconds(90)) {
            // No poll fails, whatever the pools do.
            let reading = try await watched.result().get()
            polls += 1
            #expect(reading.guests.count == 3 && reading.guests.allSatisfy { $0.state == .running }, "poll \(polls)")
            if polls > 2 {
                #expect(reading.samples.contains { $0.metric == .cpu && $0.entity == .host }, "poll \(polls)")
                #expect(Set(reading.samples.compactMap(\.entity.guest)).count == 3, "poll \(polls)")
            }
            let there = try await other.result().get()
            let storages = try there.hosts.first?.outcome.get().inventory.storages.map(\.name)
            #expect(there.guests.count == 1 && storages == ["default-pool"], "the other host")
            gaps = reading.gaps.map { Message.figureMissing($0.figure, $0.reason).text }
            try await Task.sleep(for: .milliseconds(200))
            return gaps.contains { $0.contains("nfs") }
        }
        #expect(watched.isLost && watched.hangingOnGuests == 0 && polls > 3)
        #expect(pools.silence(longerThan: .zero) == .libvirtPoolSilent("nfs"), "\(gaps)")

        kill(server.process, SIGKILL)
        try await eventually("the calls come back", within: .seconds(60)) { !watched.isLost }
        #expect(try await watched.result().get().guests.count == 3)
        for one in [watched, other] { await one.close() }
    }

    /// In libvirtd's own mounts. Its words go to a file.
    private func hang(_ lab: LibvirtLab) throws -> (process: pid_t, words: String) {
        let script = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex)) + "/hanging_folder.py"
        let daemon = try readText(lab.folder + "/libvirtd.pid").split(whereSeparator: \.isWhitespace).joined()
        let words = lab.folder + "/nfs.words"
        let output = open(words, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(output) }
        let process = try startProgram(
            ["nsenter", "--mount", "--target", daemon, "/usr/bin/python3", script, lab.folder + "/nfs"], output: output)
        return (process, words)
    }
}
