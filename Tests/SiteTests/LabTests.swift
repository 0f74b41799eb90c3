import Glibc
import TestSupport
import Testing

/// The site in a box that `make lab` starts, watched as there: one machine of every kind.
@Suite(.serialized, .enabled(if: isRoot && getenv("WARTE_PYTHON") != nil, "needs root, and a Python that has snmpsim"))
struct LabTests {
    private static let machines = ["hv-1", "vpn-1", "wg-1", "pve/pve-a", "pve/pve-b", "pve/pve-c", "fw-1", "files-1", "here", "jump-1"]

    @Test func everyMachineInTheBoxAnswersAndNothingIsLeftOfIt() async throws {
        let site = try Site()
        defer { site.end() }
        let (folder, tag) = (site.folder.file("lab"), "wt\(getpid())")
        site.set("WARTE_LAB", folder)
        site.set("WARTE_LAB_TAG", tag)
        site.set("WARTE_PYTHON", getenv("WARTE_PYTHON").map { String(cString: $0) })
        // The guest with an agent is built by the compiler that comes with Swift, wherever that is.
        site.set("PATH", getenv("PATH").map { String(cString: $0) })
        func lab(_ words: String...) throws -> Output {
            try TestSupport.run(["/bin/bash", Site.lab + "/lab"] + words, environment: site.environment, within: .seconds(300))
        }
        do {
            defer { _ = try? lab("down") }
            let up = try lab("up")
            try #require(up.status == .exit(0), "\(up.stderr)")
            let engine = try PseudoTerminal(
                ["/bin/bash", Site.lab + "/lab", "with", try builtProgram("warted"), "--config", folder + "/warte.toml"],
                environment: site.environment)
            defer { engine.signal(SIGKILL) }
            try await eventually("the engine listens", within: .seconds(60)) {
                access(site.folder.file("run/warte/engine.sock"), F_OK) == 0
            }
            var status = ""
            do {
                try await eventually("all answer", within: .seconds(180)) {
                    status = try lab("with", try builtProgram("warte"), "status").stdout
                    let rows = status.split(separator: "\n")
                    return Self.machines.allSatisfy { name in rows.contains { $0.hasPrefix(name + " ") && $0.hasSuffix(" ok") } }
                }
            } catch { Issue.record("\(error)\n\(status)") }
            try await LabVisit(environment: site.environment).seeEveryKind()
            engine.signal(SIGTERM)
            #expect(try await engine.waitForEnd() == .exit(0))
        }
        // The scripts' processes have it in their environment, whatever they have become; sshd writes its title over its own.
        let left = namesInFolder("/proc").filter { Int($0) != nil }.compactMap { process -> String? in
            let words = (try? readText("/proc/\(process)/environ")) ?? ""
            let title = (try? readText("/proc/\(process)/cmdline")) ?? ""
            return words.contains("WARTE_LAB=\(folder)\0") || title.contains(folder) ? title + " " + process : nil
        }
        #expect(left.isEmpty && access(folder, F_OK) != 0)
        #expect(try !run(["ip", "netns", "list"]).stdout.contains(tag))
    }
}
