import Dispatch
import Glibc
import TestSupport

/// An OpenVPN server with real clients in namespaces, by `Tests/Lab/openvpn/openvpn.sh`. Ends with the value.
final class OpenVPNLab: Sendable {
    /// What it needs, and nil where all is there.
    static let missing: String? = {
        if geteuid() != 0 { return "needs root (network namespaces)" }
        if access("/dev/net/tun", F_OK) != 0 { return "needs /dev/net/tun" }
        for tool in ["openvpn", "openssl", "ip", "iptables"]
        where !["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"].contains(where: { access($0 + tool, X_OK) == 0 }) {
            return "needs \(tool)"
        }
        return nil
    }()

    private static let script = folderOf(folderOf(folderOf(#filePath))) + "/Lab/openvpn/openvpn.sh"
    // The script blocks, and Swift's pool has few threads.
    private static let queue = DispatchQueue(label: "openvpn-lab")

    private let folder: TemporaryFolder
    let directory: String
    var socket: String { directory + "/mgmt.sock" }
    var password: String { directory + "/mgmt.pw" }

    private init(_ folder: TemporaryFolder) {
        self.folder = folder
        directory = folder.file("vpn")
    }

    /// - Parameter settings: of the script, such as `LAB_PROTO`.
    static func up(_ clients: String..., tcpPort: UInt16? = nil, settings: [String: String] = [:]) async throws -> OpenVPNLab {
        let lab = OpenVPNLab(try TemporaryFolder())
        let port = tcpPort.map { ["LAB_TCP_PORT": String($0)] } ?? [:]
        try await lab.ask("up", clients, environment: settings.merging(port) { first, _ in first })
        return lab
    }
    deinit { _ = try? run([Self.script, "down", directory]) }

    @discardableResult
    func ask(_ verb: String, _ arguments: String...) async throws -> String { try await ask(verb, arguments, environment: [:]) }

    @discardableResult
    private func ask(_ verb: String, _ arguments: [String], environment: [String: String]) async throws -> String {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
        let all = environment.merging(["PATH": path]) { first, _ in first }
        let argv = [Self.script, verb, directory] + arguments
        let output = try await withCheckedThrowingContinuation { continuation in
            Self.queue.async { continuation.resume(with: Result { try run(argv, environment: all) }) }
        }
        guard output.status == .exit(0) else { throw LabFailure(description: "\(verb) \(arguments): \(output.stderr)") }
        return output.stdout
    }

    /// How many clients the server itself counts.
    func count() async throws -> Int {
        try await ask("status").split(separator: "\n").filter { $0.hasPrefix("CLIENT_LIST\t") }.count
    }

    struct LabFailure: Error, CustomStringConvertible { let description: String }
}
