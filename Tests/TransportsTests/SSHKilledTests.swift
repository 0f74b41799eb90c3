import Collecting
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// What is left on another machine of an engine that was killed, against a real sshd.
@Suite(.serialized, .enabled(if: LoopbackSSHD.missing == nil, Comment(rawValue: LoopbackSSHD.comment)))
struct SSHKilledTests {
    /// Whatever runs with that in its arguments.
    private func running(_ word: String) -> [String] {
        namesInFolder("/proc").filter { Int32($0) != nil }.compactMap { try? readText("/proc/\($0)/cmdline") }.filter { $0.contains(word) }
    }
    /// As an engine that is killed in the middle of all it does. A peer that does not mind the end of its stream keeps ssh, until the next
    /// one comes.
    @Test(arguments: [false, true]) func nothingStaysOfOneThatIsKilled(peerHangs: Bool) async throws {
        let (server, folder) = (try LoopbackSSHD(), try TemporaryFolder())
        let listener = try LoopbackServer(path: folder.file("there"))
        setenv("WARTE_TEST_SSH", [server.configuration, server.place, folder.path].joined(separator: " "), 1)
        defer { unsetenv("WARTE_TEST_SSH") }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let words = String(cString: getenv("WARTE_TEST_SSH")).split(separator: " ").map(String.init)
            let machines = SSHMachines(configuration: words[0], parent: words[2])
            let transports = Transports.system.through(try #require(SSHPlace(words[1])), deadline: .seconds(20), machines)
            let socket = try await transports.connect(words[2] + "/there")
            try await socket.write([1])
            let request = RunRequest(Executable("/bin/sh", ["-c", "echo > \"$1/ran\"; sleep 600", "sh", words[2]]), deadline: .seconds(5))
            let run = Task { try await transports.run(request) }
            try await eventually("it runs") { access(words[2] + "/ran", F_OK) == 0 }
            kill(getpid(), SIGKILL)
            withExtendedLifetime((socket, run)) {}
        }
        #expect(access(folder.file("ran"), F_OK) == 0, "it came so far")
        if !peerHangs { close(listener.accept()) }
        try await eventually("the end of its programs", within: .seconds(40)) {
            running(folder.path).allSatisfy { $0.hasPrefix("/usr/bin/ssh") }
        }
        let next = SSHMachines(configuration: server.configuration, parent: folder.path)
        if peerHangs {
            #expect(!running(folder.path).isEmpty && server.connections.count == 1)
            let transports = Transports.system.through(try #require(SSHPlace(server.place)), deadline: .seconds(20), next)
            _ = try await transports.run(RunRequest(Executable("/bin/true"), deadline: .seconds(20)))
            try await eventually("one folder") { namesInFolder(folder.path).filter { $0.hasPrefix("warte-ssh-") }.count == 1 }
            await next.end()
        }
        try await eventually("the end of all that is its", within: .seconds(40)) {
            running(folder.path).isEmpty && server.connections.isEmpty
        }
    }
}
