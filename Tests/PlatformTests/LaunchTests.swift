import Glibc
import Platform
import TestSupport
import Testing

struct LaunchTests {
    private func output(_ launch: Launch) throws -> (text: String, end: ProcessEnd?) {
        let folder = try TemporaryFolder()
        let file = open(folder.file("out"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        var launch = launch
        launch.output = .descriptor(file)
        let end = ProcessEnd(waitingFor: try launch.start())
        return (try readText(folder.file("out")), end)
    }

    @Test func argumentsAreWordsAndTheEnvironmentIsWhatIsSaid() throws {
        let script = "printf '%s|' \"$@\"; env | grep -c . ; echo \"$A\""
        let (text, end) = try output(
            Launch(["/bin/sh", "-c", script, "sh", "a b; $(id)", "ä"], environment: ["A": "1 2", "PATH": "/bin"]))
        #expect(text.hasPrefix("a b; $(id)|ä|") && text.hasSuffix("\n1 2\n"))
        #expect(end == .exit(0))
    }

    @Test func noFileOfOursIsInherited() throws {
        let opened = open("/dev/null", O_RDONLY)
        // Whatever else the test's own process has open.
        let leak = fcntl(opened, F_DUPFD, 10)
        defer { for file in [opened, leak] { close(file) } }
        let files = try output(Launch(["/bin/ls", "/proc/self/fd"])).text.split(separator: "\n").compactMap { Int32($0) }
        // The fourth is the folder that `ls` reads.
        #expect(leak >= 10 && files == [0, 1, 2, 3], "\(files)")
    }

    @Test func whatCannotBeStartedIsSaidInTheSystemsWords() {
        #expect(throws: Launch.Failure(code: ENOENT)) { _ = try Launch(["/nowhere/at-all"]).start() }
        #expect(throws: Launch.Failure(code: ENOENT)) { _ = try Launch([]).start() }
        #expect(throws: Launch.Failure(code: EACCES)) { _ = try Launch(["/etc/passwd"]).start() }
        #expect(throws: Launch.Failure(code: EINVAL)) { _ = try Launch(["/bin/echo", "a\0b"]).start() }
        #expect(Launch.Failure(code: ENOENT).text == "No such file or directory")
    }

    /// What we ignore for ourselves ends a program that fills its file, as it would without us.
    @Test(arguments: [Launch.Signals.unblocked, .untouched])
    func aLimitOnFilesIsAsItWouldBeWithoutUs(_ signals: Launch.Signals) throws {
        let before = signal(SIGXFSZ, SIG_IGN)
        defer { signal(SIGXFSZ, before) }
        var launch = Launch(["/bin/sh", "-c", "kill -s XFSZ $$"])
        launch.signals = signals
        #expect(ProcessEnd(waitingFor: try launch.start()) == .signal(SIGXFSZ))
    }

    @Test func endsAreTold() throws {
        #expect(ProcessEnd(waitingFor: try Launch(["/bin/sh", "-c", "exit 7"]).start()) == .exit(7))
        #expect(ProcessEnd(waitingFor: try Launch(["/bin/sh", "-c", "kill -9 $$"]).start()) == .signal(9))
        #expect(ProcessEnd(waitingFor: 1) == nil, "no child of ours")
    }
}
