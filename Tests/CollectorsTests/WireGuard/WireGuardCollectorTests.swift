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

    /// A kernel that answers so, for the interfaces that are wanted.
    final class Kernel: KernelReading {
        private let outcome: Mutex<Result<InterfaceRound, CollectFailure>>
        init(_ round: InterfaceRound) { outcome = Mutex(.success(round)) }
        func set(_ new: Result<InterfaceRound, CollectFailure>) { outcome.withLock { $0 = new } }
        func read(_ isWanted: @escaping @Sendable (String) -> Bool, isAll: Bool, within limit: Duration) async throws(CollectFailure)
            -> InterfaceRound
        {
            let round = try outcome.withLock { $0 }.get()
            return InterfaceRound(
                interfaces: round.interfaces.filter { isWanted($0.name) }, unread: round.unread.filter { isWanted($0.key) })
        }
    }

    /// A machine with these sockets, and that kernel.
    final class Machine: Sendable {
        let folder: TemporaryFolder
        let kernel: Kernel
        private static let made = Mutex<[Machine]>([])
        init(sockets: [String] = [], kernel: InterfaceRound = InterfaceRound()) throws {
            folder = try TemporaryFolder()
            self.kernel = Kernel(kernel)
            mkdir(folder.file("sockets"), 0o755)
            for name in sockets { try folder.write("", to: "sockets/\(name).sock") }
            // Its folder is looked at by a collector that knows nothing of it.
            Self.made.withLock { $0.append(self) }
        }
        /// Whose kernel has the interfaces of this dump.
        convenience init(sockets: [String] = [], dump: [UInt8]) throws {
            try self.init(sockets: sockets, kernel: InterfaceRound(interfaces: try ToolDump.interfaces(dump, of: nil)))
        }
        /// That refuses to tell of an interface.
        static func withoutRights(sockets: [String] = []) throws -> Machine {
            try Machine(
                sockets: sockets, kernel: InterfaceRound(unread: ["wg0": .refused(asked: "wg0", reason: .wireGuardNotPermitted())]))
        }
        func collector(
            _ endpoint: String, _ scripted: ScriptedTransports, options: Options = [:], isHere: Bool = true,
            deadline: Duration = .seconds(10)
        ) throws -> WireGuardCollector {
            let target = Target(id: "wg", area: "a", collector: "wireguard", endpoint: endpoint, options: options)
            let tool = WireGuardTool(
                path: try options[WireGuardCollector.program], usesSudo: try options[WireGuardCollector.sudo])
            var reader = InterfaceReader(
                place: try WireGuardPlace(endpoint), transports: scripted.transports, tool: tool, isHere: isHere, deadline: deadline,
                kernel: kernel)
            reader.sockets = folder.file("sockets")
            return try WireGuardCollector(target: target, reader: reader)
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
        let machine = try Machine(sockets: ["wg5"], dump: Self.dump)
        let stream = ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }
        let scripted = ScriptedTransports([stream])
        let reading = try await machine.collector("all", scripted).collect(at: Self.now)
        #expect(Set(reading.sessions.map { String($0.id.prefix(3)) }) == ["wg0", "wg1", "wg5"])
        #expect(scripted.runs.isEmpty)
        #expect(reading.figures.inventory.gaps == [])
    }

    @Test func oneInterfaceIsAskedForAlone() async throws {
        let machine = try Machine(sockets: ["wg5"], dump: Self.dump)
        let scripted = ScriptedTransports()
        let reading = try await machine.collector("wg1", scripted).collect(at: Self.now)
        #expect(!reading.sessions.isEmpty && reading.sessions.allSatisfy { $0.id.hasPrefix("wg1/") })
        #expect(scripted.runs.isEmpty && scripted.connections == 0)
        let other = ScriptedTransports([ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }])
        #expect(try await machine.collector("wg5", other).collect(at: Self.now).sessions.map { $0.id.prefix(4) } == ["wg5/"])
        #expect(
            await failure(try machine.collector("eth0", scripted))?.text.hasPrefix("there is no WireGuard interface of that name") == true)
    }

    /// A program that was killed leaves its socket behind, and the kernel may have that name since.
    @Test func aSocketThatIsLeftOverHidesNoInterface() async throws {
        let machine = try Machine(sockets: ["wg0"], dump: Self.dump)
        for endpoint in ["all", "wg0"] {
            let reading = try await machine.collector(endpoint, ScriptedTransports()).collect(at: Self.now)
            #expect(reading.sessions.contains { $0.id.hasPrefix("wg0/") } && reading.figures.inventory.gaps.isEmpty)
        }
    }

    /// What nobody could ask for is not gone.
    @Test func aKernelThatCannotBeAskedHasLostNoPeer() async throws {
        let machine = try Machine(sockets: ["wg5"], dump: Self.dump)
        func stream() -> ScriptedStream { ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" } }
        let collector = try machine.collector("all", ScriptedTransports([stream(), stream(), stream()]))
        let count = try await collector.collect(at: Self.now).sessions.count
        machine.kernel.set(.failure(.unreachable(asked: "WireGuard", reason: .noNetlink())))
        let reading = try await collector.collect(at: Self.now + .seconds(10))
        #expect(reading.ends.isEmpty && reading.sessions.count == 1)
        #expect(reading.figures.inventory.gaps.map(\.figure) == [.interfacesOfKernel()])
        machine.kernel.set(.success(InterfaceRound(interfaces: try ToolDump.interfaces(Self.dump, of: nil))))
        let after = try await collector.collect(at: Self.now + .seconds(20))
        #expect(after.ends.isEmpty && after.sessions.count == count)
    }

    /// Where only one of the two can be asked, that one's are known.
    @Test func whatIsGoneIsGoneThoughTheOtherCannotBeAsked() async throws {
        let machine = try Machine(sockets: ["wg5", "wg6"], dump: Self.dump)
        let streams = (0..<3).map { _ in ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" } }
        let collector = try machine.collector("all", ScriptedTransports(streams))
        let first = Set(try await collector.collect(at: Self.now).sessions.map(\.id))
        func of(_ interface: String) -> Set<String> { first.filter { $0.hasPrefix(interface + "/") } }
        #expect(["wg0", "wg5", "wg6"].allSatisfy { !of($0).isEmpty })
        machine.kernel.set(.failure(.unreachable(asked: "WireGuard", reason: .noNetlink())))
        unlink(machine.folder.file("sockets/wg5.sock"))
        let reading = try await collector.collect(at: Self.now + .seconds(10))
        #expect(Set(reading.ends.map(\.session)) == of("wg5"))
        // No folder any more, and nobody knows what is in it.
        machine.kernel.set(.success(InterfaceRound(interfaces: [InterfaceRecord(name: "wg9")])))
        rename(machine.folder.file("sockets"), machine.folder.file("elsewhere"))
        try machine.folder.write("", to: "sockets")
        let after = try await collector.collect(at: Self.now + .seconds(20))
        #expect(after.figures.inventory.gaps.contains { $0.figure == .interfacesOfPrograms() })
        #expect(Set(after.ends.map(\.session)) == first.subtracting(of("wg5")).subtracting(of("wg6")))
    }

    /// `wg` may have rights of its own; it is run where the configuration names it.
    @Test func whereTheKernelRefusesTheNamedToolIsAsked() async throws {
        let path = "/bin/true"
        let scripted = tool(RunResult(output: Self.dump))
        let machine = try Machine.withoutRights()
        #expect(try await machine.collector("all", scripted, options: ["program": .text(path)]).collect(at: Self.now).sessions.count == 3)
        #expect(scripted.runs.map { [$0.program.path] + $0.program.arguments } == [[path, "show", "all", "dump"]])
        let unnamed = tool(RunResult(output: Self.dump))
        #expect(await failure(try machine.collector("all", unnamed))?.text.contains("CAP_NET_ADMIN") == true)
        #expect(unnamed.runs.isEmpty)
        // Beside a socket that can be read it is what is missing.
        let stream = ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }
        let beside = try await Machine.withoutRights(sockets: ["wg5"]).collector("all", ScriptedTransports([stream])).collect(at: Self.now)
        #expect(beside.figures.inventory.gaps.map(\.figure) == ["wg0"] && beside.sessions.count == 1)
    }

    /// What the configuration names and nobody can run is told before it is needed, and where it is needed it is the reason.
    @Test func aNamedToolThatIsNotThereIsTold() async throws {
        let options: Options = ["program": "/nowhere/wg"]
        let stream = ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }
        let reading = try await Machine(sockets: ["wg5"]).collector("all", ScriptedTransports([stream]), options: options).collect(
            at: Self.now)
        #expect(reading.sessions.count == 1)
        #expect(reading.figures.inventory.gaps == [Inventory.Gap(figure: .figureWireGuardTool(), reason: .noWireGuardTool("/nowhere/wg"))])
        let needed = try Machine.withoutRights()
        #expect(
            await failure(try needed.collector("all", ScriptedTransports(), options: options))?.text.hasPrefix("/nowhere/wg cannot be run")
                == true)
        let far = try Machine(sockets: ["wg5"])
        #expect(
            await failure(try far.collector("all", ScriptedTransports(), isHere: false))?.text.hasPrefix("/usr/bin/wg cannot be run")
                == true)
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
        let told = try await Machine().collector("all", tool(RunResult(output: Self.dump, complaints: complaint)), isHere: false)
            .collect(at: Self.now)
        #expect(told.figures.inventory.gaps.map(\.figure) == ["wg3"])
        #expect(told.sessions.count == 3)
    }

    /// Whoever hangs takes none of the others' time.
    @Test func oneThatHangsIsAGap() async throws {
        let machine = try Machine(sockets: ["wg1", "wg2"])
        let streams = [ScriptedStream(greeting: "") { _ in "" }, ScriptedStream(greeting: "") { $0.isEmpty ? Self.userspace : "" }]
        let collector = try machine.collector("all", ScriptedTransports(streams), deadline: .milliseconds(400))
        let reading = try await collector.collect(at: Self.now)
        #expect(reading.sessions.count == 1)
        #expect(reading.figures.inventory.gaps.first?.reason.text.hasPrefix("no answer within") == true)
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
        #expect(missing.figures.inventory.gaps.map(\.figure) == [.namesOfPeers()])
    }
}
