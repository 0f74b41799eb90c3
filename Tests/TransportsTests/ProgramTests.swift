import Collecting
import Glibc
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// Real programs.
struct ProgramTests {
    private func request(_ script: String, _ arguments: [String] = [], deadline: Duration = .seconds(60)) -> RunRequest {
        RunRequest(Executable("/bin/sh", ["-c", script, "sh"] + arguments), deadline: deadline)
    }
    private func run(_ request: RunRequest) async -> Result<RunResult, CollectFailure> {
        do throws(CollectFailure) { return .success(try await Transports.system.run(request)) } catch { return .failure(error) }
    }
    private func failure(_ request: RunRequest) async -> CollectFailure? {
        if case .failure(let failure) = await run(request) { failure } else { nil }
    }
    private func isGone(_ pid: Int32) -> Bool {
        let status = (try? readText("/proc/\(pid)/stat")) ?? ""
        return status.isEmpty || status.contains(") Z ")
    }

    @Test func inputOutputComplaintsAndTheEnd() async throws {
        var asked = request("cat; echo \"$1\" >&2; exit 3", ["a b; $(id)"])
        asked.input = Array("some input".utf8)
        let result = try await run(asked).get()
        #expect(result.end == .exit(3) && result.output == asked.input && result.complaints == Array("a b; $(id)\n".utf8))
        #expect(result.failure == .endedWithStatus(3))
        #expect(try await run(request("kill -9 $$")).get().end == .signal(9))
        #expect(try await run(request("cat")).get().output == [], "no input is the end of it")
    }

    /// Where somebody else took the end, as the kernel does for a process that ignores SIGCHLD, nobody knows that it was a good one.
    @Test func anEndThatIsNotKnownIsNoGoodOne() async throws {
        let child = try Child(Executable("/bin/sh", ["-c", "exit 0"]), input: .none, output: .none, complaints: .none)
        #expect(await child.hasEnded(within: .seconds(60)))
        #expect(ProcessEnd(waitingFor: child.pid) == .exit(0))
        let end = try #require(await child.end(within: .seconds(60)))
        #expect(RunResult(end).failure == .endedUnknown())
    }

    /// As an engine does at its end: one that ignores the first signal, and one that is obedient but has started one that is not.
    @Test func atTheEndAProgramGoesWithAllThatItStarted() async throws {
        let folder = try TemporaryFolder()
        let stubborn = "trap '' TERM; sleep 600 & echo $$ $! > \"$1\"; while :; do sleep 600; done"
        let obedient = "(trap '' TERM; while :; do sleep 600; done) & echo $$ $! > \"$1\"; wait"
        let children = try [stubborn, obedient].enumerated().map { index, script in
            try Child(
                Executable("/bin/sh", ["-c", script, "sh", folder.file("\(index)")]), input: .none, output: .none, complaints: .none)
        }
        func pids(_ index: Int) -> [Int32] {
            ((try? readText(folder.file("\(index)"))) ?? "").split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        }
        try await eventually("their start", within: .seconds(60)) { pids(0).count == 2 && pids(1).count == 2 }
        // Somebody waits for it meanwhile, as whoever started it does.
        let waiting = Task { await children[1].end(within: .seconds(60)) }
        await Child.end(children)
        for pid in pids(0) + pids(1) { try await eventually("the end of \(pid)", within: .seconds(60)) { isGone(pid) } }
        #expect(await children[0].end(within: .seconds(60)) == .signal(SIGKILL))
        #expect(await waiting.value == .signal(SIGTERM))
    }

    @Test func itGetsNothingOfOurs() async throws {
        setenv("WARTE_TEST_SECRET", "hunter2", 1)
        defer { unsetenv("WARTE_TEST_SECRET") }
        var asked = request("env")
        #expect(!String(decoding: try await run(asked).get().output, as: UTF8.self).contains("hunter2"))
        asked.program.environment = ["ONLY": "this"]
        #expect(String(decoding: try await run(asked).get().output, as: UTF8.self).contains("ONLY=this"))
    }

    @Test func largeOutputComesWholeOrIsAFailure() async throws {
        var asked = request("head -c 5000000 /dev/zero; head -c 1000000 /dev/zero >&2")
        let result = try await run(asked).get()
        #expect(result.output.count == 5_000_000 && result.complaints.count == asked.mostComplaints)
        asked = request("echo $$ > \"$1\"; while :; do echo and on; done")
        let folder = try TemporaryFolder()
        asked.program.arguments.append(folder.file("pid"))
        asked.mostOutput = 100_000
        guard case .unreadable(_, _, let got) = await failure(asked) else {
            Issue.record("an endless output was taken")
            return
        }
        #expect(got == .moreThanBytes(100_000))
        let pid = Int32(try readText(folder.file("pid")).dropLast()) ?? 0
        #expect(pid > 0 && isGone(pid))
        asked = request("echo gone; echo gone >&2")
        asked.mostOutput = 0
        asked.mostComplaints = 0
        #expect(try await run(asked).get() == RunResult())
    }

    @Test func oneThatHangsIsEndedWithItsChildrenEvenIfItIgnoresTheFirstSignal() async throws {
        let folder = try TemporaryFolder()
        let script = "trap '' TERM; sleep 600 & echo $$ $! > '\(folder.file("pids"))'; wait; wait; while :; do sleep 600; done"
        let asked = request(script, deadline: .milliseconds(500))
        #expect(await failure(asked) == .timedOut(asked: "/bin/sh", after: .milliseconds(500)))
        let pids = try readText(folder.file("pids")).split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        #expect(pids.count == 2)
        for pid in pids { try await eventually("the end of \(pid)") { isGone(pid) } }
    }

    @Test func cancellingIsAtOnceAndEndsIt() async throws {
        let folder = try TemporaryFolder()
        let asked = request("echo $$ > '\(folder.file("part"))'; mv '\(folder.file("part"))' '\(folder.file("pid"))'; sleep 600")
        let task = Task { await failure(asked) }
        try await eventually("its start", within: .seconds(30)) { access(folder.file("pid"), F_OK) == 0 }
        task.cancel()
        #expect(await task.value == .unreachable(asked: "/bin/sh", reason: .givenUp()))
        let pid = Int32(try readText(folder.file("pid")).dropLast()) ?? 0
        try await eventually("its end") { isGone(pid) }
    }

    /// A child of the child keeps the pipe open: that is not waited for.
    @Test func whatItLeftBehindIsNotWaitedFor() async throws {
        let result = try await run(request("sleep 5 & echo done")).get()
        #expect(result.output == Array("done\n".utf8) && result.end == .exit(0))
    }

    @Test func whatCannotBeStartedIsSaid() async {
        for (path, words) in [
            ("/nowhere/at-all", "cannot be started: No such file or directory"), ("/etc/passwd", "cannot be started: Permission denied"),
            ("sh", "cannot be started: its path does not begin with /"),
        ] {
            let asked = RunRequest(Executable(path), deadline: .seconds(10))
            #expect(await failure(asked)?.text == "\(words): \(path)")
        }
    }

    // MARK: Streams

    private func start(_ script: String) async throws -> any ByteStream {
        try await Transports.system.start(Executable("/bin/sh", ["-c", script]))
    }

    @Test func aProgramIsAStream() async throws {
        let stream = try await start("exec cat")
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 1000) }
        let writer = Task { try await stream.write(bytes) }
        var seen: [UInt8] = []
        while seen.count < bytes.count { seen += try await stream.read() }
        #expect(seen == bytes)
        try await writer.value
        stream.close()
        stream.close()
        #expect(try await stream.read() == [])
        await #expect(throws: CollectFailure.self) { try await stream.write([1]) }
    }

    @Test func theEndOfTheProgramIsTheEndOrItsLastWords() async throws {
        let good = try await start("echo one")
        #expect(try await good.read() == Array("one\n".utf8))
        #expect(try await good.read() == [])
        let bad = try await start("echo first >&2; echo 'Permission denied (publickey).' >&2; exit 255")
        await #expect(throws: CollectFailure.unreachable(asked: "/bin/sh", reason: "Permission denied (publickey).", hint: .closed)) {
            try await bad.read()
        }
        // Nobody reads any more: an error, not a signal.
        await #expect(throws: CollectFailure.self) { while true { try await bad.write([UInt8](repeating: 0, count: 100_000)) } }
    }

    @Test func closingEndsAProgramThatIgnoresIt() async throws {
        let folder = try TemporaryFolder()
        let stream = try await start("trap '' TERM; echo $$; while :; do sleep 600; done")
        let pid = Int32(String(decoding: try await stream.read(), as: UTF8.self).dropLast()) ?? 0
        #expect(pid > 0 && !isGone(pid))
        stream.close()
        try await eventually("its end", within: .seconds(30)) { isGone(pid) }
        _ = folder
    }

    @Test func aHundredProgramsCostNoThreads() async throws {
        _ = try await run(request("true")).get()
        let before = threadCount()
        let tasks = (0..<100).map { _ in Task { [self] in try await run(request("sleep 1")).get() } }
        try await eventually("they run") { namesInFolder("/proc/self/fd").count > 100 }
        #expect(threadCount() <= before + 8)
        for task in tasks { #expect(try await task.value.end == .exit(0)) }
    }
}
