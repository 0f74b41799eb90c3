import Glibc
import TestSupport
import Testing

/// An engine that takes its time to die: the front goes on with another and has nothing to do with the old one any more.
@Suite(.serialized) struct DyingEngineTests {
    @Test func aFrontLetsGoOfAnEngineThatDiesSlowly() async throws {
        let site = try Site()
        defer { site.end() }
        // As an engine whose last words take long: what started it holds its standard error open after it is gone.
        try site.folder.write(
            "#!/bin/sh\n\(try builtProgram("warted")) \"$@\"\nwhile [ ! -e \(site.folder.file("over")) ]; do sleep 0.05; done\n", to: "slow"
        )
        chmod(site.folder.file("slow"), 0o700)
        site.set("WARTE_ENGINE", site.folder.file("slow"))
        let front = try site.front()
        let first = try await engine(of: site, otherThan: nil)
        try await eventually("it is attached", within: .seconds(30)) { Self.pipes(front.pid) == 1 && Self.sockets(front.pid) == 2 }
        kill(first, SIGKILL)
        _ = try await engine(of: site, otherThan: first)
        try await eventually("it has another", within: .seconds(30)) { Self.sockets(front.pid) == 2 }
        #expect(Self.pipes(front.pid) == 1, "the old one's standard error is still watched")
        try site.folder.write("", to: "over")
    }

    private func engine(of site: Site, otherThan old: pid_t?) async throws -> pid_t {
        var found: pid_t?
        try await eventually("an engine", within: .seconds(30)) {
            found = site.runningEngines().first { pid in
                pid != old && (try? readText("/proc/\(pid)/comm"))?.hasPrefix("warted") == true
            }
            return found != nil
        }
        return try #require(found)
    }

    private static func pipes(_ process: pid_t) -> Int { files(process, "pipe:") }
    private static func sockets(_ process: pid_t) -> Int { files(process, "socket:") }
    private static func files(_ process: pid_t, _ kind: String) -> Int {
        namesInFolder("/proc/\(process)/fd").count { name in
            var target = [CChar](repeating: 0, count: 64)
            let length = readlink("/proc/\(process)/fd/\(name)", &target, target.count - 1)
            return length > 0 && String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self).hasPrefix(kind)
        }
    }
}
