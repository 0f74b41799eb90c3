import Collecting
import Glibc
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Where interfaces are found and asked, and what is said where that fails.
struct WireGuardCollectorTests {
    static let now = Moment(seconds: 1_795_551_300)
    static let userspace =
        (try? readText("\(WireGuardCasesTests.folder)/userspace/input.txt"))
        .flatMap { WireGuardCase($0).answers.first }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    static let dump =
        (try? readText("\(WireGuardCasesTests.folder)/changes/input.txt"))
        .flatMap { WireGuardCase($0).answers.first?.bytes } ?? []

    /// A machine with these sockets and kernel interfaces.
    final class Machine: Sendable {
        let folder: TemporaryFolder
        private static let made = Mutex<[Machine]>([])
        init(sockets: [String] = [], kernel: [String] = [], others: [String] = ["eth0"]) throws {
            folder = try TemporaryFolder()
            for name in ["sockets", "net"] { mkdir(folder.file(name), 0o755) }
            for name in sockets { try folder.write("", to: "sockets/\(name).sock") }
            for (name, words) in kernel.map({ ($0, "DEVTYPE=wireguard\nINTERFACE=\($0)\n") }) + others.map({ ($0, "INTERFACE=\($0)\n") }) {
                mkdir(folder.file("net/\(name)"), 0o755)
                try folder.write(words, to: "net/\(name)/uevent")
            }
            // Its folder is looked at by a collector that knows nothing of it.
            Self.made.withLock { $0.append(self) }
        }
        func collector(_ endpoint: String, _ scripted: ScriptedTransports, options: Options = [:], isHere: Bool = true) throws
            -> WireGuardCollector
        {
            let target = Target(id: "wg", area: "a", collector: "wireguard", endpoint: endpoint, options: options)
            let tool = WireGuardTool(
                path: try options[WireGuardCollector.program], usesSudo: try options[WireGuardCollector.sudo])
            return try WireGuardCollector(
                target: target,
                reader: InterfaceReader(
                    place: WireGuardPlace(endpoint), transports: scripted.transports, tool: tool, isHere: isHere, deadline: target.deadline,
                    sockets: folder.file("sockets"), devices: folder.file("net")))
        }
    }

    func outcome(_ collector: WireGuardCollector) async -> Result<Reading, CollectFailure> {
        do throws(CollectFailure) { return .success(try await collector.collect(at: Self.now)) } catch { return .failure(error) }
    }
    func failure(_ collector: WireGuardCollector) async -> CollectFailure? {
        if case .failure(let failure) = await outcome(collector) { failure } else { nil }
    }
    /// `wg` that prints this.
    func tool(_ result: RunResult) -> ScriptedTransports { ScriptedTransports(run: { _ throws(CollectFailure) in result }) }

    @Test func aSocketIsAsked() async throws {
        let machine = try Machine()
        let stream = ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }
        let scripted = ScriptedTransports([stream])
        let reading = try await machine.collector("/run/wireguard/wg7.sock", scripted).collect(at: Self.now)
        #expect(stream.commands == ["get=1", ""])
        #expect(stream.isClosed)
        #expect(reading.sessions.map(\.user) == ["K9gGyX8O"])
        #expect(reading.sessions.allSatisfy { $0.id.hasPrefix("wg7/K9gGyX8O") && !$0.isOpaque && $0.kind == .vpn })
        #expect(reading.about == "WireGuard")
        #expect(scripted.runs.isEmpty)
    }

    @Test func socketsAndKernelAreReadTogether() async throws {
        let machine = try Machine(sockets: ["wg5"], kernel: ["wg0", "wg1"])
        let stream = ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }
        let dump = Self.dump
        let scripted = ScriptedTransports([stream], run: { _ throws(CollectFailure) in RunResult(output: dump) })
        let reading = try await machine.collector("all", scripted).collect(at: Self.now)
        #expect(Set(reading.sessions.map { String($0.id.prefix(3)) }) == ["wg0", "wg1", "wg5"])
        #expect(scripted.runs.map(\.program.arguments) == [["show", "all", "dump"]])
        #expect(scripted.runs.map(\.program.path) == ["/usr/bin/wg"])
    }

    @Test func oneInterfaceIsAskedForAlone() async throws {
        let machine = try Machine(sockets: ["wg5"], kernel: ["wg0"])
        let lines =
            "a\tb\t1\toff\nkI3CwRV4cyFriXjZULZJ3KVdVaQcPnT58Dcgso7qYGE=\t(none)\t10.0.0.1:1\t(none)\t\(Self.now.seconds - 3)\t1\t2\toff\n"
        let scripted = tool(RunResult(output: Array(lines.utf8)))
        #expect(try await machine.collector("wg0", scripted).collect(at: Self.now).sessions.map(\.user) == ["kI3CwRV4"])
        #expect(scripted.runs.map(\.program.arguments) == [["show", "wg0", "dump"]])
        let other = ScriptedTransports([ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }])
        #expect(try await machine.collector("wg5", other).collect(at: Self.now).sessions.count == 1)
        #expect(other.runs.isEmpty)
        // No question for what is not there.
        let third = tool(RunResult())
        #expect(await failure(try machine.collector("eth0", third))?.text.hasPrefix("there is no WireGuard interface of that name") == true)
        #expect(third.runs.isEmpty)
    }

    @Test func elsewhereAndWithSudoTheToolAloneIsAsked() async throws {
        let machine = try Machine(sockets: ["wg5"])
        for (isHere, options) in [(false, Options()), (true, ["sudo": true])] {
            let scripted = tool(RunResult(output: Self.dump))
            #expect(
                try await machine.collector("all", scripted, options: options, isHere: isHere).collect(at: Self.now).sessions.count == 3)
            #expect(scripted.connections == 0)
            #expect(scripted.runs[0].program.environment["LC_ALL"] == "C")
        }
        let scripted = tool(RunResult(output: Self.dump))
        _ = try await machine.collector("all", scripted, options: ["sudo": true, "program": "/opt/wg"]).collect(at: Self.now)
        #expect(
            scripted.runs.map { [$0.program.path] + $0.program.arguments } == [["/usr/bin/sudo", "-n", "/opt/wg", "show", "all", "dump"]])
    }

    @Test func oneThatCannotBeReadIsAGap() async throws {
        let machine = try Machine(sockets: ["wg1", "wg2"])
        let bad = ScriptedStream(greeting: "") { $0.isEmpty ? "errno=-19\n\n" : "" }
        let good = ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }
        let reading = try await machine.collector("all", ScriptedTransports([bad, good])).collect(at: Self.now)
        #expect(reading.sessions.count == 1)
        let gap = try #require(reading.figures.inventory.gaps.first)
        #expect(["wg1", "wg2"].contains(gap.figure))
        #expect(gap.reason.text.contains("WireGuard answered with an error: No such device"))
        let complaint = Array("Unable to access interface wg3: Operation not permitted\n".utf8)
        let told = try await Machine(kernel: ["wg0", "wg1", "wg3"]).collector(
            "all", tool(RunResult(output: Self.dump, complaints: complaint))
        )
        .collect(at: Self.now)
        #expect(told.figures.inventory.gaps.map(\.figure) == ["wg3"])
        #expect(told.sessions.count == 3)
    }

    /// Whoever hangs takes none of the others' time.
    @Test func oneThatHangsIsAGap() async throws {
        let machine = try Machine(sockets: ["wg1", "wg2"])
        let streams = [ScriptedStream(greeting: "") { _ in "" }, ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }]
        let target = Target(id: "wg", area: "a", collector: "wireguard", endpoint: "all")
        let collector = try WireGuardCollector(
            target: target,
            reader: InterfaceReader(
                place: .all, transports: ScriptedTransports(streams).transports, tool: WireGuardTool(path: "/usr/bin/wg", usesSudo: false),
                isHere: true, deadline: .milliseconds(400), sockets: machine.folder.file("sockets"), devices: machine.folder.file("net")))
        let reading = try await collector.collect(at: Self.now)
        #expect(reading.sessions.count == 1)
        #expect(reading.figures.inventory.gaps.first?.reason.text.hasPrefix("no answer within") == true)
    }

    static let mistakes: [(RunResult, sudo: Bool, words: String)] = [
        (
            RunResult(.exit(1), complaints: Array("Unable to access interface wg0: Operation not permitted\n".utf8)), false,
            "only root or who has CAP_NET_ADMIN"
        ),
        (
            RunResult(.exit(1), complaints: Array("Unable to access interface: Operation not permitted\n".utf8)), false,
            "only root or who has CAP_NET_ADMIN"
        ),
        (
            RunResult(.exit(1), complaints: Array("Unable to access interface: No such device\n".utf8)), false,
            "no WireGuard interface of that name"
        ),
        (RunResult(.exit(1), complaints: Array("sudo: a password is required\n".utf8)), true, "NOPASSWD: /usr/bin/wg show all dump"),
        (
            RunResult(
                .exit(1), complaints: Array("Sorry, user warte is not allowed to execute '/usr/bin/wg show all dump' as root on gw.\n".utf8)
            ), true, "sudoers.d"
        ),
        (RunResult(.exit(127), complaints: Array("sh: 1: /usr/bin/wg: not found\n".utf8)), false, "install wireguard-tools"),
        (RunResult(.exit(1), complaints: Array("sudo: /usr/bin/wg: command not found\n".utf8)), true, "install wireguard-tools"),
        (RunResult(), false, "there is no WireGuard interface on this machine"),
        (RunResult(.signal(9)), false, "was ended by signal 9"),
        (RunResult(output: Array("hello\n".utf8)), false, "cannot read the answer"),
    ]
    @Test(arguments: mistakes.indices) func mistakesHaveASentence(_ index: Int) async throws {
        let (result, sudo, words) = Self.mistakes[index]
        let machine = try Machine(kernel: ["wg0"])
        let text = await failure(try machine.collector("all", tool(result), options: ["sudo": .flag(sudo)]))?.text
        #expect(text?.contains(words) == true, "\(text ?? "no failure")")
    }

    @Test func otherMistakes() async throws {
        #expect(
            await failure(try Machine().collector("all", ScriptedTransports()))?.text.contains("no WireGuard interface on this machine")
                == true)
        // Started by nobody: the tool is not there.
        #expect(
            await failure(try Machine(kernel: ["wg0"]).collector("all", ScriptedTransports()))?.text.contains("install wireguard-tools")
                == true)
        let closed = ScriptedStream(greeting: "") { _ in "" }
        closed.hangUp()
        #expect(await failure(try Machine(sockets: ["wg1"]).collector("wg1", ScriptedTransports([closed]))) != nil)
        let http = ScriptedStream(greeting: "") { _ in "HTTP/1.1 400 Bad Request\r\n\r\n" }
        #expect(await failure(try Machine(sockets: ["wg1"]).collector("wg1", ScriptedTransports([http])))?.hint == .otherInterface)
    }

    @Test(arguments: ["", "wg 0", "-h", "interfaces", "a-name-that-is-far-too-long", "wg0;reboot", "../x"]) func noInterface(
        endpoint: String
    ) {
        let target = Target(id: "wg", area: "a", collector: "wireguard", endpoint: endpoint)
        #expect(throws: ConfigurationProblem.self) { try WireGuardCollector(target: target, transports: noTransports) }
    }

    @Test func namesAreShownAndAFileThatIsMissingIsAGap() async throws {
        let machine = try Machine()
        let names = try machine.folder.write("K9gGyX8OAK8aH8Myj6djqSaXI8jbj6xPk69x2xhtbpA= alice\n", to: "names")
        let stream = ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }
        let reading = try await machine.collector("/w.sock", ScriptedTransports([stream]), options: ["names": .text(names)]).collect(
            at: Self.now)
        #expect(reading.sessions.map(\.user) == ["alice"])
        #expect(reading.figures.inventory.gaps == [])
        let other = ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }
        let missing = try await machine.collector("/w.sock", ScriptedTransports([other]), options: ["names": .text("/nowhere")]).collect(
            at: Self.now)
        #expect(missing.sessions.map(\.user) == ["K9gGyX8O"])
        #expect(missing.figures.inventory.gaps.map(\.figure) == ["names of peers"])
    }
}
