import Glibc
import TestSupport
import Testing

/// The configuration's commands by a real dashboard: the terminal is handed over and taken back, and nothing outlives it.
@Suite(.serialized) struct UserCommandSiteTests {
    /// This machine and those commands.
    private func configure(_ site: Site, _ commands: String) throws {
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n" + commands)
    }
    private func site(_ commands: String) throws -> Site {
        let site = try Site()
        try configure(site, commands)
        return site
    }
    private func script(_ site: Site, _ name: String, _ text: String) throws -> String {
        try site.folder.write("#!/bin/sh\n" + text, to: name, mode: 0o755)
        return site.folder.file(name)
    }
    private func isRunning(_ pid: pid_t) -> Bool { kill(pid, 0) == 0 }

    @Test func aProgramInTheForegroundHasTheTerminalUntilItEnds() async throws {
        let site = try site("")
        defer { site.end() }
        // It reads a line, is interrupted by Ctrl-C without the dashboard, and stops by itself without a shell to bring it back.
        let program = try script(
            site, "talk",
            """
            trap 'echo interrupted; trap - INT' INT
            echo "hello $1, who are you"
            read name
            echo "you are $name"
            kill -STOP $$
            echo "going on"
            until read last; do :; done
            exit 3
            """)
        try configure(
            site,
            """
            [[command]]
            name = "talk"
            key = "x"
            where = "host"
            foreground = true
            run = ["\(program)", "{host.address}"]
            """)
        let front = try site.front()
        try await front.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") && $0.contains("▸here") }
        front.send("x")
        try await front.wait(for: "the program") { $0.contains("hello localhost, who are you") && !$0.lines[0].contains("live") }
        let all = String(decoding: front.received, as: UTF8.self)
        let lent = all.ranges(of: "\u{1B}[?1000h").last.map { all[$0.upperBound...].contains("\u{1B}[?1000l") }
        #expect(lent == true, "the mouse is the program's own")
        front.send("q\n")
        try await front.wait(for: "its answer") { $0.contains("you are q") && $0.contains("going on") }
        front.send("\u{3}")
        try await front.wait(forText: "interrupted")
        front.send("1\n")
        try await front.wait(for: "the dashboard", within: .seconds(20)) {
            $0.lines[0].contains("live") && $0.contains("talk: ended with status 3") && $0.contains("talk was run by")
        }
        front.send("3")
        try await front.wait(for: "keys again") { $0.lines[0].contains("Alarms") }
        let audit = try site.warte("journal", "export", "audit", "--format", "csv").stdout
        #expect(audit.split(separator: "\n").count { $0.contains(",run,") && $0.contains("talk here") } == 1, "\(audit)")
        front.send("q")
        try await eventually("the end") { front.hasEnded() != nil }
    }

    /// Stopped from elsewhere while it has lent the terminal, and brought back by its shell: whoever had the terminal has it again.
    /// Where it went on in the background meanwhile, the shell sends no signal that says so.
    @Test(arguments: [false, true]) func aProgramInTheForegroundHasTheTerminalAgainAfterAStop(inBackground: Bool) async throws {
        let site = try site("")
        defer { site.end() }
        let program = try script(site, "talk", "echo \"who is there\"\nread name\necho \"it is $name\"\nread rest\n")
        try configure(
            site,
            """
            [[command]]
            name = "talk"
            key = "x"
            where = "host"
            foreground = true
            run = ["\(program)"]
            """)
        let front = try site.frontInAShell(inBackground: inBackground)
        try await front.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") && $0.contains("▸here") }
        front.send("x")
        try await front.wait(forText: "who is there")
        let job = try readText("/proc/\(front.pid)/task/\(front.pid)/children").split(separator: " ").compactMap { pid_t($0) }
        kill(try #require(job.first), SIGTSTP)
        try await front.wait(forText: "Stopped")
        // A shell says so before it takes the terminal back: until then the program would read what is typed.
        try await eventually("the shell reads") { front.foreground == front.pid }
        front.send("\n")
        try await front.wait(forText: "the shell has it")
        front.send("\n")
        try await front.wait(forText: "and gives it back")
        front.send("me\n")
        try await front.wait(forText: "it is me")
        front.send("\n")
        try await front.wait(for: "the dashboard", within: .seconds(20)) { $0.lines[0].contains("live") && $0.contains("talk: done") }
        front.send("q")
        try await front.wait(forText: "over")
    }

    @Test func aProgramInTheBackgroundHasADeadlineAndNoTerminal() async throws {
        let site = try site("")
        defer { site.end() }
        let quick = try script(
            site, "quick",
            """
            echo "to the terminal" >/dev/tty 2>/dev/null || echo "no terminal"
            head -c 3000000 /dev/zero | tr '\\0' 'y'
            echo
            printf 'first\\n\\033[2J\\033]0;title\\007last line of %s\\n\\n' "$1" >&2
            """)
        let slow = try script(site, "slow", "sleep 600 & echo $! >'\(site.folder.file("sleeper"))'\ntrap '' TERM\nwait\nwait\n")
        try configure(
            site,
            """
            [[command]]
            name = "quick"
            key = "x"
            where = "host"
            run = ["\(quick)", "{host.name}"]
            [[command]]
            name = "slow"
            key = "X"
            where = "host"
            deadline = "1s"
            run = ["\(slow)"]
            [[command]]
            name = "nowhere"
            where = "host"
            run = ["warte-has-no-such-program"]
            [[command]]
            name = "removed"
            where = "host"
            run = ["/opt/warte-has-no-such-program"]
            """)
        let front = try site.front()
        try await front.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") && $0.contains("▸here") }
        front.send("x")
        try await front.wait(for: "its last line", within: .seconds(20)) {
            $0.contains("quick: ") && $0.contains("last line of here") && $0.lines[0].contains("live")
        }
        #expect(!front.screen.contains("to the terminal"))
        front.send(":nowhere\r")
        try await front.wait(forText: "nowhere: warte-has-no-such-program is not found")
        front.send(":removed\r")
        try await front.wait(forText: "removed: /opt/warte-has-no-such-program is not found")
        let audit = try site.warte("journal", "export", "audit", "--format", "csv").stdout
        #expect(!audit.contains("nowhere") && !audit.contains("removed"), "they did not run")
        front.send("X")
        try await front.wait(for: "its deadline", within: .seconds(20)) { $0.contains("slow: did not end within 1 s, and was ended") }
        let sleeper = try #require(pid_t(try readText(site.folder.file("sleeper")).split(separator: "\n").first.map(String.init) ?? ""))
        try await eventually("what it started is gone") { !isRunning(sleeper) }
    }

    @Test(arguments: [false, true]) func nothingOutlivesTheDashboard(isForeground: Bool) async throws {
        let site = try site("")
        defer { site.end() }
        let program = try script(
            site, "stay",
            "sleep 600 &\necho \"$$ $!\" >'\(site.folder.file("pids"))'\necho started\ntrap '' TERM HUP\nwait\nwait\nsleep 600\n")
        try configure(
            site,
            """
            [[command]]
            name = "stay"
            key = "x"
            where = "host"
            foreground = \(isForeground)
            run = ["\(program)"]
            """)
        let front = try site.front()
        try await front.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") && $0.contains("▸here") }
        front.send("x")
        func pids() -> [pid_t] {
            (try? readText(site.folder.file("pids")))?.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) } ?? []
        }
        try await eventually("it runs", within: .seconds(20)) { pids().count == 2 }
        kill(front.pid, SIGTERM)
        try await eventually("the end", within: .seconds(20)) { front.hasEnded() != nil }
        try await eventually("no child is left") { !pids().contains(where: isRunning) }
    }
}
