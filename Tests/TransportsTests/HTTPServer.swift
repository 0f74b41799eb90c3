import Glibc
import Platform
import TestSupport

/// `loopback_https.py`, which ends with this value.
final class HTTPServer {
    let folder: TemporaryFolder
    private let pid: Int32
    private(set) var url = ""

    /// Over TLS with a certificate of its own for 127.0.0.1 and localhost, which nobody vouches for.
    init(tls: Bool = false) async throws {
        folder = try TemporaryFolder()
        let script = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex)) + "/loopback_https.py"
        var words = ["/usr/bin/python3", script]
        if tls {
            try makeCertificate(folder.file("cert"), key: folder.file("key"))
            words += [folder.file("cert"), folder.file("key")]
        }
        let output = open(folder.file("port"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(output) }
        var launch = Launch(words)
        launch.input = .none
        launch.output = .descriptor(output)
        pid = try launch.start()
        let file = folder.file("port")
        try await eventually("the server's start", within: .seconds(30)) { try readText(file).hasSuffix("\n") }
        url = (tls ? "https" : "http") + "://127.0.0.1:" + (try readText(file).dropLast())
    }
    deinit { stop() }

    var port: String { url.split(separator: ":").last.map(String.init) ?? "" }

    func stop() {
        kill(pid, SIGKILL)
        _ = ProcessEnd(waitingFor: pid)
    }

    /// SHA-256 of what a pipeline of `openssl` makes of the certificate.
    private func hash(_ pipeline: String) throws -> [UInt8] {
        let made = try run(["sh", "-c", "openssl x509 -in '\(folder.file("cert"))' \(pipeline) | openssl dgst -sha256 -r"])
        var rest = made.stdout.prefix(64)
        var bytes: [UInt8] = []
        while let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
    func certificateHash() throws -> [UInt8] { try hash("-outform DER") }
    func publicKeyHash() throws -> [UInt8] { try hash("-noout -pubkey | openssl pkey -pubin -outform DER") }
}
