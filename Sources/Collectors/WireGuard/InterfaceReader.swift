import Collecting
import Glibc
import Platform
import Telemetry

/// What one look at a machine's interfaces brought.
struct InterfaceRound: Sendable {
    var interfaces: [InterfaceRecord] = []
    /// Those that are there and could not be read, by name.
    var unread: [String: CollectFailure] = [:]
    /// Whose interfaces may be more than these, of which not even the names are known.
    var hidden: Set<InterfaceRecord.Owner> = []
    /// What else is missing.
    var gaps: [Inventory.Gap] = []

    mutating func lack(_ owner: InterfaceRecord.Owner, _ figure: Message, _ reason: Message) {
        hidden.insert(owner)
        gaps.append(Inventory.Gap(figure: figure, reason: reason))
    }
}

/// Asks the interfaces of one machine: those of userspace programs at their sockets, those of the kernel over netlink; another machine's, and
/// those that only root may ask, by `wg`.
struct InterfaceReader: Sendable {
    let place: WireGuardPlace
    let transports: Transports
    let tool: WireGuardTool
    /// Whether it is this machine: its folders can be looked into.
    let isHere: Bool
    let deadline: Duration
    let kernel: any KernelReading
    /// Where wireguard-go, BoringTun and others have their sockets, all of them the same.
    var sockets = "/var/run/wireguard"

    init(
        place: WireGuardPlace, transports: Transports, tool: WireGuardTool, isHere: Bool, deadline: Duration,
        kernel: any KernelReading = KernelInterfaces()
    ) {
        self.place = place
        self.transports = transports
        self.tool = tool
        self.isHere = isHere
        self.deadline = deadline
        self.kernel = kernel
    }

    /// Of several interfaces those that can be read; throws where none can.
    func read() async throws(CollectFailure) -> InterfaceRound {
        if case .socket(let path) = place {
            let name = path.split(separator: "/").last.map { $0.hasSuffix(".sock") ? $0.dropLast(5) : $0 } ?? ""
            return InterfaceRound(interfaces: [try await ask(path, String(name), within: deadline).get()])
        }
        // Whoever needs sudo may not open the sockets either; `wg` reads those too.
        guard isHere, !tool.usesSudo else { return try await tool.interfaces(place, transports, within: deadline) }
        let (named, hidden) = socketNames()
        async let other = inKernel(isAll: named.isEmpty)
        var round = await askAll(named)
        switch await other {
        case .success(let more): round.add(fromKernel: more)
        case .failure(let failure):
            guard !named.isEmpty else { throw hidden ?? failure }
            if case .all = place { round.lack(.kernel, .interfacesOfKernel(), failure.message) }
        }
        if let hidden, case .all = place { round.lack(.program, .interfacesOfPrograms(), hidden.message) }
        if named.count >= ToolDump.mostInterfaces {
            round.lack(.program, .moreInterfacesOfPrograms(), .notAllInterfacesRead(named.count))
        }
        // It is not needed now, and somebody counts on it.
        if tool.isNamed, access(tool.path, X_OK) != 0 {
            round.gaps.append(Inventory.Gap(figure: .figureWireGuardTool(), reason: .noWireGuardTool(tool.path)))
        }
        if round.interfaces.isEmpty { throw round.unread.min { $0.key < $1.key }?.value ?? hidden ?? noInterface }
        return round
    }

    private var noInterface: CollectFailure {
        switch place {
        case .interface(let name): .unreachable(asked: name, reason: .noSuchWireGuard())
        case .all, .socket: .unreachable(asked: "WireGuard", reason: .noWireGuard())
        }
    }

    /// By netlink; by `wg`, where the configuration names it and the kernel does not let the engine ask.
    private func inKernel(isAll: Bool) async -> Result<InterfaceRound, CollectFailure> {
        let place = place
        // Others may be asked at the same time.
        let limit = limit(isAll ? 1 : 2)
        do throws(CollectFailure) {
            let round = try await kernel.read({ place.holds($0) }, isAll: isAll, within: limit)
            let isRefused = round.unread.values.contains { if case .refused = $0 { true } else { false } }
            return .success(tool.isNamed && isRefused ? try await tool.interfaces(place, transports, within: limit) : round)
        } catch { return .failure(error) }
    }

    /// By their sockets. A folder that is not there holds none; one that may not be looked into may hold some.
    private func socketNames() -> (Set<String>, hidden: CollectFailure?) {
        let files = readFolder(sockets, atMost: ToolDump.mostInterfaces) { file in
            file.hasSuffix(".sock") && WireGuardPlace.interfaceName(file.dropLast(5)).map(place.holds) ?? false
        }
        guard let files else {
            switch errno {
            case ENOENT: return ([], nil)
            case EACCES: return ([], .refused(asked: sockets, reason: .wireGuardSocketNotPermitted()))
            case let code: return ([], .unreachable(asked: sockets, reason: .raw(SystemError.text(code))))
            }
        }
        return (Set(files.map { String($0.dropLast(5)) }), nil)
    }

    /// Where several are asked at once, a program that hangs takes none of the others' time.
    private func limit(_ count: Int) -> Duration { count > 1 ? deadline * 3 / 4 : deadline }

    private func askAll(_ names: Set<String>) async -> InterfaceRound {
        let limit = limit(names.count)
        return await withTaskGroup(of: (String, Result<InterfaceRecord, CollectFailure>).self) { group in
            for name in names { group.addTask { (name, await ask("\(sockets)/\(name).sock", name, within: limit)) } }
            var round = InterfaceRound()
            for await (name, outcome) in group {
                switch outcome {
                case .success(let interface): round.interfaces.append(interface)
                case .failure(let failure): round.unread[name] = failure
                }
            }
            return round
        }
    }

    private func ask(_ path: String, _ name: String, within limit: Duration) async -> Result<InterfaceRecord, CollectFailure> {
        let race = Race<Result<InterfaceRecord, CollectFailure>>()
        let work = Task {
            do throws(CollectFailure) { race.finish(.success(try await talk(path, name))) } catch {
                race.finish(.failure(isHere ? error.atWireGuardSocket : error))
            }
        }
        let outcome = await race.value(within: limit, late: .failure(.timedOut(asked: path, after: limit)))
        work.cancel()
        return outcome
    }

    private func talk(_ path: String, _ name: String) async throws(CollectFailure) -> InterfaceRecord {
        let stream = try await transports.connect(path)
        defer { stream.close() }
        try await stream.write(UserspaceAnswer.question)
        var answer = UserspaceAnswer(interface: name)
        while true {
            let portion = try await stream.read()
            guard !portion.isEmpty else { throw .unreachable(asked: path, reason: .serverClosed(), hint: .closed) }
            do throws(InterfaceFault) { try answer.take(portion) } catch { throw error.failure(asked: path) }
            guard let code = answer.end else { continue }
            guard code == 0 else { throw .refused(asked: path, reason: .wireGuardRefused(RawLine(SystemError.text(code)))) }
            return answer.interface
        }
    }
}

extension InterfaceRound {
    /// A socket that answers is the interface of that name; one that does not was left over by a program, where the kernel has it.
    fileprivate mutating func add(fromKernel more: InterfaceRound) {
        let told = Set(interfaces.map(\.name))
        interfaces += more.interfaces.filter { !told.contains($0.name) }
        for interface in more.interfaces { unread[interface.name] = nil }
        unread.merge(more.unread.filter { !told.contains($0.key) }) { _, kernels in kernels }
        hidden.formUnion(more.hidden)
        gaps += more.gaps
    }
}

extension CollectFailure {
    /// A system's word for what is wrong with a socket, in those of WireGuard; what ssh says on the way there has its own.
    fileprivate var atWireGuardSocket: CollectFailure {
        switch self {
        case .refused(let asked, _, .noPermission?): .refused(asked: asked, reason: .wireGuardSocketNotPermitted())
        case .unreachable(let asked, _, .nobodyListens?): .unreachable(asked: asked, reason: .wireGuardSocketLeftOver())
        case .unreachable(let asked, _, .noSocket?): .unreachable(asked: asked, reason: .noWireGuardSocket())
        default: self
        }
    }
}
