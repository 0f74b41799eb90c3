import Collecting
import Glibc
import Platform
import Telemetry

/// What one look at a machine's interfaces brought.
struct InterfaceRound: Sendable {
    var interfaces: [InterfaceRecord] = []
    /// Those that are there and could not be read, by name.
    var unread: [String: CollectFailure] = [:]
}

/// Asks the interfaces of one machine: those of userspace programs at their sockets, those of the kernel through `wg`.
struct InterfaceReader: Sendable {
    let place: WireGuardPlace
    let transports: Transports
    let tool: WireGuardTool
    /// Whether it is this machine: its folders can be looked into.
    let isHere: Bool
    let deadline: Duration
    /// Where wireguard-go, BoringTun and others have their sockets, all of them the same.
    var sockets = "/var/run/wireguard"
    /// Where the kernel names its network interfaces.
    var devices = "/sys/class/net"

    /// Of several interfaces those that can be read; throws where none can.
    func read() async throws(CollectFailure) -> InterfaceRound {
        if case .socket(let path) = place {
            let name = path.split(separator: "/").last.map { $0.hasSuffix(".sock") ? $0.dropLast(5) : $0 } ?? ""
            return InterfaceRound(interfaces: [try await ask(path, String(name), within: deadline).get()])
        }
        // Whoever needs sudo may not open the sockets either; `wg` reads those too.
        guard isHere, !tool.usesSudo else { return try await tool.interfaces(place, transports, within: deadline) }
        let named = socketNames()
        var round = await askAll(named)
        // Without the right to look nobody knows whether the kernel has any: `wg` is asked then.
        let inKernel = kernelNames().map { $0.subtracting(named) }
        if inKernel?.isEmpty == false || (inKernel == nil && named.isEmpty) {
            do throws(CollectFailure) {
                let more = try await tool.interfaces(place, transports, within: deadline)
                round.interfaces += more.interfaces.filter { !named.contains($0.name) }
                round.unread.merge(more.unread.filter { !named.contains($0.key) }) { first, _ in first }
            } catch {
                guard !round.interfaces.isEmpty else { throw error }
                for name in inKernel ?? [] { round.unread[name] = error }
            }
        }
        if round.interfaces.isEmpty {
            if let failure = round.unread.min(by: { $0.key < $1.key })?.value { throw failure }
            throw noInterface
        }
        return round
    }

    private var noInterface: CollectFailure {
        switch place {
        case .interface(let name): .unreachable(asked: name, reason: .noSuchWireGuard())
        case .all, .socket: .unreachable(asked: "WireGuard", reason: .noWireGuard())
        }
    }

    private func socketNames() -> Set<String> {
        Set(names(in: sockets)?.filter { $0.hasSuffix(".sock") }.compactMap { WireGuardPlace.interfaceName($0.dropLast(5)) } ?? [])
            .filter(place.holds)
    }

    /// Interfaces of the kernel's own WireGuard; nil where it cannot be seen. The file is the kernel's, small and there at once.
    private func kernelNames() -> Set<String>? {
        guard let all = names(in: devices) else { return nil }
        return Set(
            all.filter { name in
                guard place.holds(name), let bytes = try? readFile("\(devices)/\(name)/uevent", longest: 4096) else { return false }
                return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains("DEVTYPE=wireguard")
            })
    }

    private func names(in folder: String) -> [String]? {
        guard let open = opendir(folder) else { return nil }
        defer { closedir(open) }
        var found: [String] = []
        while found.count < 10_000, let entry = readdir(open) {
            found.append(withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return found.filter { $0 != "." && $0 != ".." }.sorted()
    }

    /// All at once, and each with a part of the time: a program that hangs takes none of the others'.
    private func askAll(_ names: Set<String>) async -> InterfaceRound {
        let limit = names.count > 1 ? deadline * 3 / 4 : deadline
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
            do throws(CollectFailure) { race.finish(.success(try await talk(path, name))) } catch { race.finish(.failure(error)) }
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
