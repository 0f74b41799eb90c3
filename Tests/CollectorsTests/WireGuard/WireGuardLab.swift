import Dispatch
import Glibc
import TestSupport

/// A WireGuard gateway with real peers in namespaces, by `Tests/Lab/wireguard/wireguard.sh`. Ends with the value.
final class WireGuardLab: Sendable {
    /// What it needs, and nil where all is there.
    static let missing: String? = {
        if geteuid() != 0 { return "needs root (network namespaces)" }
        if access("/dev/net/tun", F_OK) != 0 { return "needs /dev/net/tun" }
        for tool in ["wireguard-go", "wg", "ip"]
        where !["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"].contains(where: { access($0 + tool, X_OK) == 0 }) {
            return "needs \(tool)"
        }
        return nil
    }()
    static let comment = "needs root, wireguard-go, wg, iproute2 and /dev/net/tun"

    private static let script = folderOf(folderOf(folderOf(#filePath))) + "/Lab/wireguard/wireguard.sh"
    // The script blocks, and Swift's pool has few threads.
    private static let queue = DispatchQueue(label: "wireguard-lab")

    private let folder: TemporaryFolder
    let directory: String
    let interface: String
    var socket: String { "/var/run/wireguard/\(interface).sock" }

    private init(_ folder: TemporaryFolder, interface: String) {
        self.folder = folder
        directory = folder.file("wg")
        self.interface = interface
    }

    /// - Parameter settings: of the script, such as `LAB_KEEPALIVE`.
    static func up(_ peers: String..., settings: [String: String] = [:]) async throws -> WireGuardLab {
        let folder = try TemporaryFolder()
        let directory = folder.file("wg")
        try await ask(["up", directory] + peers, settings)
        return WireGuardLab(folder, interface: try await ask(["interface", directory]).trimmingEnd)
    }
    deinit { _ = try? run([Self.script, "down", directory]) }

    @discardableResult
    func ask(_ verb: String, _ arguments: String...) async throws -> String {
        try await Self.ask([verb, directory] + arguments).trimmingEnd
    }

    @discardableResult
    private static func ask(_ arguments: [String], _ settings: [String: String] = [:]) async throws -> String {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/sbin:/usr/bin:/sbin:/bin"
        let output = try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result { try run([script] + arguments, environment: settings.merging(["PATH": path]) { first, _ in first }) })
            }
        }
        guard output.status == .exit(0) else { throw LabFailure(description: "\(arguments): \(output.stderr)") }
        return output.stdout
    }

    struct LabFailure: Error, CustomStringConvertible { let description: String }
}

extension String {
    fileprivate var trimmingEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
