import Glibc
import Platform
import Telemetry
import Testing

@testable import Collectors

/// A libvirt host of this test's own: `Tests/Lab/libvirt/libvirt.sh` in a temporary folder.
struct LibvirtLab {
    let folder: String
    static let script: String = {
        let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        return here + "/Lab/libvirt/libvirt.sh"
    }()

    static let isPossible: Bool =
        getuid() == 0
        && ["libvirtd", "virsh", "qemu-system-x86_64"].allSatisfy { tool in
            ["/usr/sbin/", "/usr/bin/"].contains { access($0 + tool, X_OK) == 0 }
        }

    /// Of the script, such as `HARD=0`.
    private let settings: String

    private init(_ settings: String) throws {
        folder = try temporaryFolder("libvirt-lab")
        self.settings = settings
    }

    /// One with its guests, which ends with `body`, whatever becomes of that.
    static func running(settings: String = "", _ body: (LibvirtLab) async throws -> Void) async throws {
        let lab = try LibvirtLab(settings)
        let outcome: Result<Void, any Error>
        do {
            try await lab("up")
            outcome = .success(try await body(lab))
        } catch { outcome = .failure(error) }
        await lab.down()
        try outcome.get()
    }

    /// Who watches what stands at `endpoint`.
    static func collector(
        at endpoint: String, _ id: String = "hv", deadline: Duration = .seconds(5), options: Options = [:],
        pools: StoragePools = StoragePools()
    ) throws(ConfigurationProblem) -> LibvirtCollector {
        try LibvirtCollector(
            target: Target(id: id, area: "a", collector: "libvirt", endpoint: endpoint, deadline: deadline, options: options),
            transports: noTransports, pools: pools)
    }
    /// Who watches this one through its socket for reading.
    func reader(_ id: String = "hv", options: Options = [:]) async throws -> LibvirtCollector {
        try Self.collector(at: try await self("uri-ro"), id, options: options)
    }

    @discardableResult
    func callAsFunction(_ command: String, _ guest: String = "") async throws -> String {
        try await Shell.shared.run("\(settings) '\(Self.script)' \(command) '\(folder)' \(guest)")
    }

    private func down() async {
        _ = try? await self("down")
        _ = try? await Shell.shared.run("rm -rf '\(folder)'")
    }

    /// `virsh` on this lab's libvirtd.
    func virsh(_ arguments: String) async throws -> String {
        try await Shell.shared.run("virsh --quiet --connect '\(try await self("uri"))' \(arguments)")
    }

    /// The numbers of lines such as `user: 123` or `  cpu.time=123`, by name.
    func numbers(_ arguments: String) async throws -> [String: Double] {
        var found: [String: Double] = [:]
        for line in try await virsh(arguments).split(separator: "\n") {
            let words = line.split { " :=".contains($0) }
            if words.count >= 2, let value = Double(words[1]) { found[String(words[0])] = value }
        }
        return found
    }
}

func temporaryFolder(_ name: String) throws -> String {
    var template = Array("/tmp/\(name)-XXXXXX".utf8CString)
    return String(cString: try #require(mkdtemp(&template)))
}

/// Runs commands on a thread of its own: other tests must go on while one waits.
actor Shell {
    static let shared = Shell()
    private let executor = OwnThreadExecutor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// What it printed, without the last line end; throws where it failed.
    @discardableResult
    func run(_ command: String) throws -> String {
        let pipe = try #require(popen(command + " 2>&1", "r"))
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&piece, 1, piece.count, pipe)
            if count == 0 { break }
            text += piece[..<count]
        }
        let status = pclose(pipe)
        let output = String(decoding: text, as: UTF8.self)
        try #require(status == 0, "\(command): \(output)")
        return output.hasSuffix("\n") ? String(output.dropLast()) : output
    }
}

/// A client of a VNC console that shakes hands (RFC 6143, section 7.1) and then holds the connection.
final class VNCClient {
    private let socket: Int32

    /// `address`: IPv4 and port.
    init(_ address: String) throws {
        let parts = address.split(separator: ":")
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = try #require(UInt16(parts[1])).bigEndian
        inet_pton(AF_INET, String(parts[0]), &target.sin_addr)
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let connected = withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        try #require(connected == 0, "connect to \(address): \(SystemError.text(errno))")
        _ = try receive(12)
        try send(Array("RFB 003.008\n".utf8))
        let kinds = try receive(Int(try receive(1)[0]))
        try #require(kinds.contains(1), "the console wants a password")
        try send([1])
        #expect(try receive(4) == [0, 0, 0, 0])
        try send([1])
        _ = try receive(24)
    }

    func close() { Glibc.close(socket) }

    private func receive(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: count)
        while bytes.count < count {
            let received = recv(socket, &piece, count - bytes.count, 0)
            try #require(received > 0, "the console closed or fell silent")
            bytes += piece[..<received]
        }
        return bytes
    }
    private func send(_ bytes: [UInt8]) throws {
        let sent = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        try #require(sent == bytes.count)
    }
}
