import Foundation
import Glibc
import TestSupport

@testable import Collectors

/// snmpsim with a folder of recordings: each is an agent whose community, or context of version 3, is its file's name. It ends with the value.
final class SimulatedAgents: @unchecked Sendable {
    private static let program = getenv("WARTE_PYTHON").map { folderOf(String(cString: $0)) + "/snmpsim-command-responder" } ?? ""
    /// What it needs, and nil where all is there.
    static let missing: String? = access(program, X_OK) == 0 ? nil : "WARTE_PYTHON has no snmpsim beside it"

    let folder: TemporaryFolder
    let port: UInt16
    private let process = Process()
    var address: String { "127.0.0.1:\(port)" }

    /// - Parameter recordings: By name, as `OID|tag|value`.
    init(_ recordings: [String: [UInt8]]) throws {
        folder = try TemporaryFolder()
        port = freeDatagramPort()
        mkdir(folder.file("data"), 0o755)
        mkdir(folder.file("cache"), 0o755)
        for (name, bytes) in recordings { try writeFile(folder.file("data/\(name).snmprec"), Self.sorted(bytes)) }
        process.executableURL = URL(filePath: Self.program)
        process.arguments = [
            "--data-dir=\(folder.file("data"))", "--cache-dir=\(folder.file("cache"))", "--agent-udpv4-endpoint=\(address)",
            "--v3-user=simu", "--v3-auth-proto=SHA", "--v3-auth-key=marked-password", "--v3-priv-proto=AES",
            "--v3-priv-key=marked-privacy",
        ]
        // As another user it could not read its own modules where Python lies in a home folder.
        if geteuid() == 0 { process.arguments? += ["--process-user=root", "--process-group=root"] }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }
    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

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
