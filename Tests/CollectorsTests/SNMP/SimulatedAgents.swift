import Glibc
import TestSupport

@testable import Collectors

/// snmpsim with a folder of recordings: each is an agent whose community, or context of version 3, is its file's name. It ends with the
/// value.
final class SimulatedAgents: Sendable {
    private static let program = getenv("WARTE_PYTHON").map { folderOf(String(cString: $0)) + "/snmpsim-command-responder" } ?? ""
    /// What it needs, and nil where all is there.
    static let missing: String? = access(program, X_OK) == 0 ? nil : "WARTE_PYTHON has no snmpsim beside it"

    let folder: TemporaryFolder
    let port: UInt16
    private let process: QuietProcess
    var address: String { "127.0.0.1:\(port)" }

    /// - Parameter recordings: By name, as `OID|tag|value`.
    init(_ recordings: [String: [UInt8]]) throws {
        folder = try TemporaryFolder()
        port = freeDatagramPort()
        mkdir(folder.file("data"), 0o755)
        mkdir(folder.file("cache"), 0o755)
        for (name, bytes) in recordings { try writeFile(folder.file("data/\(name).snmprec"), Self.sorted(bytes)) }
        var arguments = [
            "--data-dir=\(folder.file("data"))", "--cache-dir=\(folder.file("cache"))", "--agent-udpv4-endpoint=127.0.0.1:\(port)",
            "--v3-user=simu", "--v3-auth-proto=SHA", "--v3-auth-key=marked-password",
        ]
        // As another user it could not read its own modules where Python lies in a home folder.
        if geteuid() == 0 { arguments += ["--process-user=root", "--process-group=root"] }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        process = try QuietProcess(Self.program, arguments, environment: ["PATH": path, "HOME": folder.path])
    }
    deinit { process.end() }

    /// It looks names up by halves, so they must be in order, each once.
    private static func sorted(_ bytes: [UInt8]) -> [UInt8] {
        var lines: [OID: [UInt8]] = [:]
        for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
            guard let bar = line.firstIndex(of: UInt8(ascii: "|")), let oid = OID(String(decoding: line[..<bar], as: UTF8.self)) else {
                continue
            }
            lines[oid] = Array(line)
        }
        return Array(lines.sorted { $0.key < $1.key }.map(\.value).joined(separator: [10])) + [10]
    }
}
