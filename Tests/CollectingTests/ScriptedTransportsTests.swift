import Collecting
import Telemetry
import TestSupport
import Testing

/// What a collector's test needs of the ports: answers by script, and what was asked.
struct ScriptedTransportsTests {
    @Test func requestsProgramsAndStreamsAreScripted() async throws {
        let stream = ScriptedStream(greeting: "hello\n") { "\($0)!\n" }
        let scripted = ScriptedTransports(
            [stream], http: { request throws(CollectFailure) in HTTPResponse(status: 201, body: Array(request.url.utf8)) },
            run: { request throws(CollectFailure) in RunResult(.exit(1), output: request.input ?? []) })
        let transports = scripted.transports
        #expect(try await transports.http(HTTPRequest(.put, "https://pve/api")).body == Array("https://pve/api".utf8))
        let run = RunRequest(Executable("/usr/bin/ssh", ["-W", "x:22", "jump"]), input: [1], deadline: .seconds(1))
        #expect(try await transports.run(run) == RunResult(.exit(1), output: [1]))
        #expect(scripted.requests.map(\.method) == [.put] && scripted.runs == [run])
        // `ssh` is a program and its stream.
        let shell = try await transports.start(run.program)
        #expect(try await shell.read() == Array("hello\n".utf8))
        try await shell.write(Array("id\n".utf8))
        #expect(try await shell.read() == Array("id!\n".utf8))
        await #expect(throws: CollectFailure.self) { try await transports.connect("127.0.0.1:1") }
    }

    @Test func whatIsNotScriptedIsNotThere() async {
        let transports = ScriptedTransports().transports
        await #expect(throws: CollectFailure.self) { try await transports.http(HTTPRequest(.get, "https://pve/")) }
        await #expect(throws: CollectFailure.self) { try await transports.run(RunRequest(Executable("/bin/true"), deadline: .seconds(1))) }
        await #expect(throws: CollectFailure.self) { try await transports.start(Executable("/bin/true")) }
    }
}
