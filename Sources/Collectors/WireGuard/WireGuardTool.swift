import Collecting
import Glibc
import Platform
import Telemetry

/// `wg`, of wireguard-tools: it speaks with the kernel, and with userspace programs too.
struct WireGuardTool: Sendable {
    /// Absolute.
    let path: String
    let usesSudo: Bool
    /// The configuration names it: it is to be there, and is run where the kernel does not let the engine ask.
    let isNamed: Bool

    static let usual = "/usr/bin/wg"
    private static let sudo = "/usr/bin/sudo"

    init(path: String?, usesSudo: Bool) {
        self.path = path ?? Self.usual
        isNamed = path != nil
        self.usesSudo = usesSudo
    }

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
        for (interface, code) in ToolDump.complaints(said) { round.unread[interface] = Self.failure(of: code, asked) }
        if round.interfaces.isEmpty {
            throw round.unread.min { $0.key < $1.key }?.value ?? .unreachable(asked: asked, reason: .noWireGuard())
        }
        return round
    }

    /// Nothing of what it said comes out: it is anybody's text, and a key might be in it.
    private func failure(_ result: RunResult, _ said: String, _ place: WireGuardPlace, _ asked: String) -> CollectFailure {
        // A shell's words for a program that is not there, as on another machine.
        if result.end == .exit(127) || result.end == .exit(126) { return .unreachable(asked: asked, reason: .noWireGuardTool(path)) }
        if let first = ToolDump.complaints(said).first { return Self.failure(of: first.code, asked) }
        let last = said.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        if usesSudo, last.hasSuffix("command not found") { return .unreachable(asked: asked, reason: .noWireGuardTool(path)) }
        if usesSudo, last.hasPrefix("sudo:") || last.hasPrefix("Sorry, user") {
            // All behind `sudo -n`.
            return .refused(asked: asked, reason: .sudoRefused(command(place).arguments.dropFirst().joined(separator: " ")))
        }
        if let code = ToolDump.systemCode(endOf: last) { return Self.failure(of: code, asked) }
        return .unreachable(asked: asked, reason: .wireGuardToolFailed(result.failure ?? .nothing, asked))
    }

    private static func failure(of code: Int32, _ asked: String) -> CollectFailure {
        switch code {
        case EPERM, EACCES: .refused(asked: asked, reason: .wireGuardNotPermitted())
        case ENODEV, EOPNOTSUPP: .unreachable(asked: asked, reason: .noSuchWireGuard())
        case EPROTONOSUPPORT: .unreachable(asked: asked, reason: .noWireGuardInKernel())
        // A userspace program's socket that is left over.
        case ECONNREFUSED: .unreachable(asked: asked, reason: .wireGuardSocketLeftOver())
        default: .unreachable(asked: asked, reason: .raw(SystemError.text(code)))
        }
    }
}
