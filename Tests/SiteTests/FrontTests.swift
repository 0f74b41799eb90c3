import Drawing
import Feed
import Glibc
import Link
import TestSupport
import Testing

/// The front with an engine that hangs, or that takes its time to die.
@Suite(.serialized) struct FrontTests {
    @Test func anEngineThatWasStoppedIsNotLive() async throws {
        let site = try Site()
        defer { site.end() }
        let front = try site.front()
        try await front.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") }
        let engine = try #require(site.runningEngines().first)
        kill(engine, SIGSTOP)
        defer { kill(engine, SIGCONT) }
        try await front.wait(for: "its silence", within: .seconds(30)) {
            $0.lines[0].contains("engine silent for 1") && !$0.lines[0].contains("live")
        }
        kill(engine, SIGCONT)
        try await front.wait(for: "live again", within: .seconds(20)) { $0.lines[0].contains("live") }
    }

    /// Something of the first engine lives on and holds its standard error while the next one serves.
    @Test func aPipeOfAnEngineBeforeIsLetGo() async throws {
        let site = try Site()
        defer { site.end() }
        let program = try builtProgram("warted")
        try site.folder.write(
            "#!/bin/sh\nsleep 60 >/dev/null </dev/null &\necho $! >> '\(site.folder.file("holders"))'\nexec '\(program)' \"$@\"\n",
            to: "slow-to-die", mode: 0o755)
        site.set("WARTE_ENGINE", site.folder.file("slow-to-die"))
        let front = try site.front()
        try await front.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") }
        kill(try #require(site.runningEngines().first), SIGKILL)
        func holders() -> [pid_t] { (try? readText(site.folder.file("holders")))?.split(separator: "\n").compactMap { pid_t($0) } ?? [] }
        try await eventually("another engine", within: .seconds(30)) { holders().count > 1 }
        try await front.wait(for: "live again", within: .seconds(30)) { $0.lines[0].contains("live") }
        defer { for holder in holders() { kill(holder, SIGKILL) } }
        #expect(pipes(of: front.pid) == holders().count)
        kill(holders()[0], SIGKILL)
        // Else it stays readable for ever, and the loop never sleeps again.
        try await eventually("the pipe is closed") { pipes(of: front.pid) == holders().count - 1 }
    }

    /// Asked for on this machine and not over SSH; `m` turns it round, and whatever ends the front turns it off.
    @Test(arguments: [false, true]) func theMouseChoosesWhatIsSeen(isOverSSH: Bool) async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure(Self.here)
        if isOverSSH { site.set("SSH_CONNECTION", "198.51.100.7 50122 198.51.100.9 22") }
        let front = try site.front()
        func isOn() -> Bool {
            let all = String(decoding: front.received, as: UTF8.self)
            guard let on = all.ranges(of: "\u{1B}[?1000h").last else { return false }
            return !all[on.upperBound...].contains("\u{1B}[?1000l")
        }
        try await front.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") && $0.contains("▸here") }
        #expect(isOn() != isOverSSH)
        if isOverSSH {
            front.send("m")
            try await front.wait(for: "the mouse") { $0.contains("mouse on") && isOn() }
        }
        let tabs = try #require(front.screen.lines.firstIndex { $0.contains("3 Alarms") })
        let alarms = try #require(front.screen.lines[tabs].firstIndex(of: "3"))
        let x = front.screen.lines[tabs].distance(from: front.screen.lines[tabs].startIndex, to: alarms)
        front.press(.mouse(Mouse(.click, x: x, y: tabs)))
        try await front.wait(for: "the screen") { $0.lines[0].contains("Alarms") }
        front.press(.mouse(Mouse(.click, x: 2, y: tabs)))
        try await front.wait(for: "the first screen") { $0.contains("▸here") }
        // The selected row: that is Enter.
        let row = try #require(front.screen.lines.firstIndex { $0.contains("▸here") })
        front.press(.mouse(Mouse(.click, x: 4, y: row)))
        try await front.wait(for: "its screen") { $0.lines[1].contains("here─") }
        kill(front.pid, isOverSSH ? SIGPIPE : SIGTERM)
        try await eventually("the end", within: .seconds(20)) { front.hasEnded() != nil }
        #expect(front.hasEnded() == .exit(128 + (isOverSSH ? SIGPIPE : SIGTERM)))
        #expect(front.isCooked && !front.screen.isAlternate && !isOn())
    }

    private static let here = "[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n"

    /// Else the engine that follows it would watch what the front's own folders name.
    @Test func whatFollowsAServiceWatchesTheSame() async throws {
        let site = try Site()
        defer { site.end() }
        try site.configure(Self.here)
        let its = site.folder.file("its.toml")
        try writeFile(its, Self.here.replacing("here", with: "elsewhere"))
        let service = try PseudoTerminal([try builtProgram("warted"), "--config", its], environment: site.environment)
        try await eventually("the service listens", within: .seconds(20)) { try site.warte("alarms").status == .exit(0) }
        let front = try site.front()
        try await front.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") && $0.contains("elsewhere") }
        // Nobody can read it: no other engine takes its place, and that is said.
        rename(its, its + "-away")
        kill(service.pid, SIGKILL)
        try await front.wait(for: "that it has ended", within: .seconds(20)) {
            $0.lines[1].contains("its configuration cannot be read here")
        }
        #expect(site.runningEngines().filter { $0 != service.pid } == [])
        rename(its + "-away", its)
        try await front.wait(for: "live again", within: .seconds(30)) { $0.lines[0].contains("live") && $0.contains("elsewhere") }
        let call = try LinkCall(path: site.folder.file("run/warte/engine.sock"), version: version)
        #expect(try call.status().configurationPath == its)
    }

    /// A picture is there, and it says what is wrong, until that is mended.
    @Test func anEngineThatCannotFollowIsToldAndTriedAgain() async throws {
        let site = try Site()
        defer { site.end() }
        let its = site.folder.file("its.toml")
        try writeFile(its, Self.here)
        let service = try PseudoTerminal([try builtProgram("warted"), "--config", its], environment: site.environment)
        try await eventually("the service listens", within: .seconds(20)) { try site.warte("alarms").status == .exit(0) }
        let front = try site.front()
        try await front.wait(for: "live", within: .seconds(20)) { $0.lines[0].contains("live") }
        try writeFile(its, "nonsense\n")
        kill(service.pid, SIGKILL)
        try await front.wait(for: "why there is none", within: .seconds(20)) { $0.lines[1].contains("another could not be started") }
        #expect(front.hasEnded() == nil)
        try writeFile(its, Self.here)
        try await front.wait(for: "live again", within: .seconds(60)) { $0.lines[0].contains("live") }
    }

    private func pipes(of pid: pid_t) -> Int {
        namesInFolder("/proc/\(pid)/fd").count { name in
            var target = [CChar](repeating: 0, count: 64)
            let length = readlink("/proc/\(pid)/fd/\(name)", &target, target.count)
            return length > 0 && String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self).hasPrefix("pipe:")
        }
    }
}
