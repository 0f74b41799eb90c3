import Glibc
import TestSupport
import Testing

/// What a crash leaves behind names nobody.
@Suite(.serialized) struct CrashTests {
    /// The runtime's own report may hold what stood in memory, and goes to whoever looks at the terminal, or to the system's log.
    @Test(arguments: [SIGILL, SIGTRAP, SIGSEGV, SIGABRT])
    func itPrintsNothingOfItsMemory(_ signal: Int32) async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let engine = try PseudoTerminal([try builtProgram("warted")], environment: site.environment)
        try await eventually("the engine listens", within: .seconds(20)) { try site.warte("alarms").status == .exit(0) }
        engine.signal(signal)
        #expect(try await engine.waitForEnd(within: .seconds(60)) == .signal(signal))
        let said = String(decoding: engine.received, as: UTF8.self)
        #expect(said.isEmpty, "\(said.prefix(500))")
    }
}
