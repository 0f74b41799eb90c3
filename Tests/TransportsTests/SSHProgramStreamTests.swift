import Collecting
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// Programs on another machine that are streams, against a real sshd.
@Suite(.serialized, .enabled(if: LoopbackSSHD.missing == nil, Comment(rawValue: LoopbackSSHD.comment)))
struct SSHProgramStreamTests {
    private func start(_ site: SSHTests.Site, _ script: String, _ arguments: String...) async throws -> any ByteStream {
        try await site.transports.start(Executable("/bin/sh", ["-c", script, "sh"] + arguments))
    }
    private func read(_ stream: any ByteStream, until end: String) async throws -> String {
        var seen: [UInt8] = []
        while !String(decoding: seen, as: UTF8.self).hasSuffix(end) {
            let more = try await stream.read()
            if more.isEmpty { break }
            seen += more
        }
        return String(decoding: seen, as: UTF8.self)
    }
    /// Whatever runs with that in its arguments.
    private func running(_ word: String) -> [String] {
        namesInFolder("/proc").filter { Int32($0) != nil }.compactMap { try? readText("/proc/\($0)/cmdline") }.filter { $0.contains(word) }
    }
    private func failure(_ stream: any ByteStream) async -> CollectFailure? {
        do throws(CollectFailure) {
            while !(try await stream.read()).isEmpty {}
            return nil
        } catch { return error }
    }

    @Test func aFileThatGrows() async throws {
        let site = try SSHTests.Site()
        let path = try site.folder.write("one\n", to: "grows")
        let stream = try await site.transports.start(Executable("/usr/bin/tail", ["-n", "+1", "-F", path]))
        #expect(try await read(stream, until: "one\n") == "one\n")
        let file = open(path, O_WRONLY | O_APPEND)
        #expect(Glibc.write(file, "two\n", 4) == 4)
        #expect(try await read(stream, until: "two\n") == "two\n")
        #expect(!running(path).isEmpty)
        stream.close()
        #expect(try await stream.read() == [])
        try await eventually("its end there") { running(path).isEmpty }
        close(file)
        #expect(try await site.run("echo on").get().output == Array("on\n".utf8), "the others go on")
        await site.machines.end()
    }

    @Test func bothWays() async throws {
        let site = try SSHTests.Site()
        let stream = try await start(site, "read line; echo \"got $line\"; exec cat")
        try await stream.write(Array("this\n".utf8))
        #expect(try await read(stream, until: "\n") == "got this\n")
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 1000) }
        let writer = Task { try await stream.write(bytes) }
        var seen: [UInt8] = []
        while seen.count < bytes.count { seen += try await stream.read() }
        #expect(seen == bytes)
        try await writer.value
        stream.close()
        await site.machines.end()
    }

    @Test func itsEndIsTold() async throws {
        let site = try SSHTests.Site()
        #expect(await failure(try await start(site, "echo done")) == nil)
        #expect(
            await failure(try await start(site, "echo much; echo 'no such unit' >&2; exit 3"))
                == .unreachable(asked: "/bin/sh", reason: .raw("no such unit"), hint: .closed))
        let missing = await failure(try await site.transports.start(Executable("/nowhere/at-all")))
        #expect(missing?.text.contains("/nowhere/at-all") == true, "\(missing?.text ?? "none")")
        // Deaf to a signal.
        let path = site.folder.file("deaf")
        let deaf = try await start(site, "trap '' TERM HUP; echo up; while :; do sleep 1; done", path)
        #expect(try await read(deaf, until: "up\n") == "up\n")
        deaf.close()
        try await eventually("its end there", within: .seconds(20)) { running(path).isEmpty }
        await site.machines.end()
    }

    @Test func theConnectionIsKilled() async throws {
        let site = try SSHTests.Site()
        let path = site.folder.file("mark")
        let stream = try await start(site, "echo up; exec sleep 600", path)
        #expect(try await read(stream, until: "up\n") == "up\n")
        site.server.killConnections()
        #expect(await failure(stream) == .unreachable(asked: site.server.place, reason: .sshLost(), hint: .closed))
        try await eventually("its end there") { running(path).isEmpty }
        await site.machines.end()
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
            let program = try await transports.start(Executable("/bin/sh", ["-c", "echo up; exec sleep 600", "sh", words[2]]))
            while try await program.read().isEmpty {}
            let socket = try await transports.connect(words[2] + "/there")
            try await socket.write([1])
            let request = RunRequest(Executable("/bin/sh", ["-c", "echo > \"$1/ran\"; sleep 600", "sh", words[2]]), deadline: .seconds(5))
            let run = Task { try await transports.run(request) }
            try await eventually("it runs") { access(words[2] + "/ran", F_OK) == 0 }
            kill(getpid(), SIGKILL)
            withExtendedLifetime((program, socket, run)) {}
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
