import Glibc
import TestSupport
import Testing

/// What is in the memory of engine and dashboard goes nowhere, whatever the system does with cores: the kernel makes none of a process that
/// may not be dumped (core(5)), nor lets others look into one (ptrace(2)).
@Suite(.serialized) struct CoreTests {
    /// Root without a capability is anybody.
    private static let plain = ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"]

    private func mayBeRead(_ process: pid_t) throws -> Bool {
        try run(Self.plain + ["cat", "/proc/\(process)/environ"]).status == .exit(0)
    }

    @Test func neitherProgramMayBeDumped() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("site = \"Lab\"\n")
        let engine = try PseudoTerminal(Self.plain + [try builtProgram("warted")], environment: site.environment)
        let other = try PseudoTerminal(Self.plain + ["sleep", "600"], environment: site.environment)
        defer { for one in [engine, other] { one.signal(SIGKILL) } }
        try await eventually("the engine listens", within: .seconds(30)) { access(site.folder.file("run/warte/engine.sock"), F_OK) == 0 }
        let front = try PseudoTerminal(Self.plain + [try builtProgram("warte")], environment: site.environment)
        defer { front.hangUp() }
        try await front.wait(forText: "Lab")
        // Of another program it is seen that it may be.
        try await eventually("it sleeps") { try mayBeRead(other.pid) }
        #expect(try !mayBeRead(engine.pid) && !mayBeRead(front.pid))
    }
}
