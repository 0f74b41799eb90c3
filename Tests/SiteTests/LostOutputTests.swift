import Glibc
import TestSupport
import Testing

/// An answer that cannot be written is no success.
@Suite(.serialized) struct LostOutputTests {
    @Test func aFullDiskAClosedFileAndAReaderThatLeft() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        try site.engine()
        try await eventually("the engine listens", within: .seconds(20)) { try site.warte("alarms").status == .exit(0) }
        func run(_ command: String) throws -> Output {
            try TestSupport.run(["/bin/sh", "-c", "'\(try builtProgram("warte"))' \(command)"], environment: site.environment)
        }
        for command in [
            "status", "status --json", "alarms", "alarms --json", "check", "check --connect", "rules", "rules --json", "rules --replay 1h",
            "privacy", "journal verify", "journal export events", "--help", "--version",
        ] {
            let output = try run(command + " > /dev/full")
            #expect(output.status == .exit(3) && output.stderr.contains("No space left on device"), "\(command): \(output)")
            #expect(output.stderr.split(separator: "\n").count { $0.contains("cannot write") } == 1, "\(command): \(output)")
        }
        // What is said must not go into the file that got the number of the closed one.
        let closed = try run("alarms >&-")
        #expect(closed.status != .exit(0) && closed.stderr.contains("Bad file descriptor"), "\(closed)")
        let left = try run("rules | true")
        #expect(left.stderr.isEmpty, "\(left)")
        let ignored = try TestSupport.run(
            ["/bin/sh", "-c", "trap '' PIPE; ('\(try builtProgram("warte"))' alarms; echo $? >&2) | true"], environment: site.environment)
        #expect(!ignored.stderr.contains("rite") && ["0\n", "3\n"].contains(ignored.stderr), "\(ignored)")
    }
}
