import Alarms
import Collecting
import Glibc
import JSON
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Notify

/// Real scripts.
struct CommandTests {
    let folder: TemporaryFolder
    let notes = Told<String>()

    init() throws { folder = try TemporaryFolder() }

    func script(_ body: String) throws -> String { try folder.write("#!/bin/sh\n" + body, to: "script", mode: 0o755) }
    func command(_ argv: [String], timeout: Duration = .seconds(20)) -> NotificationCommand {
        NotificationCommand(argv: argv, timeout: timeout, site: "Test", run: Transports.system.run) { [notes] in notes.add($0.text) }
    }
    func text(_ name: String) -> String { (try? readText(folder.file(name))) ?? "" }

    @Test func itReadsTheTransitionAndItsArgumentsAreNoShells() async throws {
        let path = try script(
            "cat > '\(folder.file("part"))'\nprintf '%s' \"$1\" > '\(folder.file("argument"))'\nmv '\(folder.file("part"))' '\(folder.file("seen"))'\n"
        )
        let command = command([path, "a b; $(touch never) `id`"])
        command.tell(Samples.call(1...1))
        try await eventually("the script's end") { !text("seen").isEmpty }
        let seen = try JSONValue(reading: Array(text("seen").utf8))
        #expect(seen["alarm"]?["rule"]?.string == "cpu" && seen["what"]?.string == "raised")
        #expect(text("argument") == "a b; $(touch never) `id`")
        #expect(notes.all.isEmpty)
    }

    @Test func itGetsNothingOfOursButItsInput() async throws {
        setenv("WARTE_TEST_SECRET", "hunter2", 1)
        defer { unsetenv("WARTE_TEST_SECRET") }
        let leak = open("/dev/null", O_RDONLY)
        defer { close(leak) }
        let path = try script(
            "{ env; ls /proc/self/fd; } > '\(folder.file("part"))'\nmv '\(folder.file("part"))' '\(folder.file("seen"))'\n")
        let command = command([path])
        command.tell(Samples.call(1...1))
        try await eventually("the script's end") { !text("seen").isEmpty }
        #expect(!text("seen").contains("hunter2"))
        // The fourth is the folder that `ls` reads.
        let files = text("seen").split(separator: "\n").compactMap { Int32($0) }
        #expect(leak > 3 && files.count >= 3 && files.allSatisfy { $0 <= 3 }, "\(files)")
    }

    @Test func aFailureIsOneLineAndSoIsItsEnd() async throws {
        let path = try script("[ -e '\(folder.file("good"))' ] && exit 0\necho secret-word >&2\nexit 3\n")
        let command = command([path])
        command.tell(Samples.call(1...1))
        command.tell(Samples.call(2...3))
        try await eventually("a note") { !notes.all.isEmpty }
        try folder.write("", to: "good")
        command.tell(Samples.call(4...4))
        try await eventually("the end of it") { notes.all.count == 2 }
        #expect(notes.all[0] == "notification command: \(path) ended with status 3")
        #expect(notes.all[1].hasPrefix("notification command: works again after "))
        #expect(!notes.all.joined().contains("secret-word"))
    }

    @Test func aProgramThatIsNotThereIsSaid() async throws {
        let command = command([folder.file("nothing")])
        command.tell(Samples.call(1...1))
        try await eventually("a note") { notes.last?.contains("cannot be started: No such file") == true }
    }

    @Test func oneThatHangsIsEndedWithItsChildrenEvenIfItIgnoresTheFirstSignal() async throws {
        let path = try script("trap '' TERM\nsleep 600 &\necho $$ $! > '\(folder.file("pids"))'\nwait\nwait\nwhile :; do sleep 600; done\n")
        let command = command([path], timeout: .seconds(1))
        let before = ContinuousClock.now
        command.tell(Samples.call(1...1))
        #expect(before.duration(to: .now) < .milliseconds(500), "who tells it never waits")
        try await eventually("a note", within: .seconds(30)) { notes.last?.contains("took longer than 1 s and was ended") == true }
        let pids = text("pids").split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        #expect(pids.count == 2)
        // Dead, or a zombie of the system's first process.
        for pid in pids {
            try await eventually("the end of \(pid)") {
                let status = (try? readText("/proc/\(pid)/stat")) ?? ""
                return status.isEmpty || status.contains(") Z ")
            }
        }
    }

    @Test func oneThatDoesNotReadIsNoTrouble() async throws {
        let path = try script("exit 0\n")
        let command = command([path])
        var large = Samples.raised(1).alarm
        large.message = .raw(String(repeating: "x", count: 1 << 20))
        let items = (0..<20).map { Interruption.Item(.new, Transition(alarm: large, what: .raised, at: Samples.start + .seconds($0))) }
        command.tell(Interruption(at: Samples.start, items: items))
        let next = self.command([try folder.write("#!/bin/sh\ntouch '\(folder.file("done"))'\n", to: "other", mode: 0o755)])
        next.tell(Samples.call(1...1))
        try await eventually("the other") { access(folder.file("done"), F_OK) == 0 }
        #expect(notes.all.isEmpty)
    }

    @Test func aFloodIsOneCall() async throws {
        let path = try script("cat >> '\(folder.file("seen"))'; echo >> '\(folder.file("seen"))'\n")
        command([path]).tell(Samples.call(1...500))
        try await eventually("the call", within: .seconds(30)) { text("seen").hasSuffix("\n") }
        let document = try JSONValue(reading: Array(text("seen").utf8))
        #expect(document["kind"]?.string == "summary" && document["count"]?.bytes == Array("500".utf8))
        #expect(document["transitions"]?.items?.count == 100)
    }

    @Test func aProgramThatHangsHoldsUpNoCriticalAlarmAndWhatComesMeanwhileIsOneCall() async throws {
        let path = try script(
            """
            document=$(cat)
            case $document in
            *'"count":1,"critical":0,'*) echo held >> '\(folder.file("held"))'; while [ ! -e '\(folder.file("go"))' ]; do sleep 0.1; done ;;
            esac
            echo "$document" >> '\(folder.file("seen"))'

            """)
        let command = command([path], timeout: .seconds(60))
        command.tell(Samples.call(1...1, severity: .warning))
        try await eventually("the one that hangs", within: .seconds(30)) { !text("held").isEmpty }
        command.tell(Samples.call(2...2))
        try await eventually("the critical one", within: .seconds(30)) { text("seen").contains("\"critical\":1,") }
        for id: Int64 in 3...9 { command.tell(Samples.call(id...id, severity: .warning)) }
        try folder.write("", to: "go")
        try await eventually("the rest", within: .seconds(30)) { text("seen").split(separator: "\n").count == 3 }
        #expect(text("seen").contains("\"count\":7,\"critical\":0,"), "\(text("seen"))")
    }

    @Test func theLastWordsAreWaitedFor() async throws {
        let command = command([try script("cat > '\(folder.file("seen"))'\n")])
        command.tell(Samples.call(1...1))
        #expect(await command.close(within: .seconds(30)) == nil)
        #expect(!text("seen").isEmpty)
        command.tell(Samples.call(2...2))
        #expect(await command.close(within: .seconds(30))?.text.contains("not told") == true)
        #expect(!text("seen").contains("\"id\":2,"))
    }

    /// A new configuration is no reason to forget what waits behind a call.
    @Test func whatWaitsIsToldInTheWayOfTheNewConfiguration() async throws {
        let path = try script("echo held > '\(folder.file("held"))'; while [ ! -e '\(folder.file("go"))' ]; do sleep 0.1; done\n")
        let command = command([path], timeout: .seconds(60))
        command.tell(Samples.call(1...1))
        try await eventually("the one that hangs", within: .seconds(30)) { !text("held").isEmpty }
        command.tell(Samples.call(2...2))
        let other = try folder.write(
            "#!/bin/sh\ncat > '\(folder.file("part"))'\nmv '\(folder.file("part"))' '\(folder.file("seen"))'\n", to: "other", mode: 0o755)
        command.use(argv: [other], timeout: .seconds(60), site: "Other")
        try folder.write("", to: "go")
        try await eventually("the rest", within: .seconds(30)) { text("seen").contains("\"id\":2,") }
        #expect(text("seen").contains("\"site\":\"Other\""))
    }

    @Test func atAnEndWhatAHangingProgramHeldUpIsNamed() async throws {
        let path = try script("echo held > '\(folder.file("held"))'; while [ ! -e '\(folder.file("go"))' ]; do sleep 0.1; done\n")
        let command = command([path], timeout: .seconds(60))
        command.tell(Samples.call(1...1))
        try await eventually("the one that hangs", within: .seconds(30)) { !text("held").isEmpty }
        command.tell(Samples.call(2...3))
        let words = await command.close(within: .milliseconds(100))?.text
        #expect(words?.contains("not told, since a call before did not end in time: cpu of ") == true, "\(words ?? "")")
        try folder.write("", to: "go")
        #expect(command.close() == nil, "said once")
    }
}
