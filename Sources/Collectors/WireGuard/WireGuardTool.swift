import Collecting
import Telemetry

/// `wg`, of wireguard-tools: it speaks with the kernel, and with userspace programs too.
struct WireGuardTool: Sendable {
    /// Absolute.
    let path: String
    let usesSudo: Bool

    private static let sudo = "/usr/bin/sudo"

    func command(_ place: WireGuardPlace) -> Executable {
        let name = if case .interface(let name) = place { name } else { "all" }
        let words = [path, "show", name, "dump"]
        var environment = Executable.plainEnvironment
        // What it complains of is read.
        environment["LC_ALL"] = "C"
        return usesSudo
            ? Executable(Self.sudo, ["-n"] + words, environment: environment)
            : Executable(path, Array(words.dropFirst()), environment: environment)
    }

    func interfaces(_ place: WireGuardPlace, _ transports: Transports, within deadline: Duration) async throws(CollectFailure)
        -> InterfaceRound
    {
        let program = command(place)
        let asked = ([program.path] + program.arguments).joined(separator: " ")
        let result: RunResult
        do throws(CollectFailure) {
            result = try await transports.run(RunRequest(program, deadline: deadline))
        } catch {
            if case .unreachable(_, let reason, _) = error, reason.id == Message.cannotStart.id {
                throw .unreachable(asked: asked, reason: usesSudo ? reason : .noWireGuardTool(path))
            }
            throw error
        }
        let said = String(decoding: result.complaints, as: UTF8.self)
        guard result.end == .exit(0) else { throw failure(result, said, place, asked) }
        var round = InterfaceRound()
        let name: String? = if case .interface(let name) = place { name } else { nil }
        do throws(InterfaceFault) { round.interfaces = try ToolDump.interfaces(result.output, of: name) } catch {
            throw error.failure(asked: asked)
        }
        for (interface, reason) in ToolDump.complaints(said) { round.unread[interface] = failure(of: reason, asked) }
        if round.interfaces.isEmpty { throw round.unread.values.first ?? .unreachable(asked: asked, reason: .noWireGuard()) }
        return round
    }

    private func failure(_ result: RunResult, _ said: String, _ place: WireGuardPlace, _ asked: String) -> CollectFailure {
        if let first = ToolDump.complaints(said).first { return failure(of: first.reason, asked) }
        let lines = said.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        if usesSudo, let line = lines.last, line.hasSuffix("command not found") {
            return .unreachable(asked: asked, reason: .noWireGuardTool(path))
        }
        if usesSudo, let line = lines.last, line.hasPrefix("sudo:") || line.hasPrefix("Sorry, user") {
            // All behind `sudo -n`.
            return .refused(asked: asked, reason: .sudoRefused(command(place).arguments.dropFirst().joined(separator: " ")))
        }
        // 126 and 127 are a shell's words for a program that is not there, as on another machine.
        if result.end == .exit(127) || result.end == .exit(126) { return .unreachable(asked: asked, reason: .noWireGuardTool(path)) }
        let reason = lines.last.map { ToolDump.withoutKeys($0) } ?? result.failure ?? ""
        return failure(of: reason, asked)
    }

    private func failure(of reason: String, _ asked: String) -> CollectFailure {
        if reason.hasSuffix("Operation not permitted") || reason.hasSuffix("Permission denied") {
            return .refused(asked: asked, reason: .wireGuardNotPermitted())
        }
        // A kernel without WireGuard says the latter.
        if reason.hasSuffix("No such device") || reason.hasSuffix("Protocol not supported") {
            return .unreachable(asked: asked, reason: .noSuchWireGuard())
        }
        return .unreachable(asked: asked, reason: .raw(reason))
    }
}
