/// Runs `openssl`, and returns what it prints.
@discardableResult public func openssl(_ words: [String]) throws -> String {
    let made = try run(["openssl"] + words)
    guard made.status == .exit(0) else { throw SystemFailure("openssl: \(made.stderr)", number: 0) }
    return made.stdout
}

/// A certificate that vouches for itself, for two days.
/// - Parameter names: As a subjectAltName has them; nil for none.
public func makeCertificate(
    _ certificate: String, key: String, subject: String = "localhost", for names: String? = "DNS:localhost,IP:127.0.0.1"
) throws {
    try openssl(
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(subject)", "-days", "2", "-keyout", key, "-out", certificate]
            + (names.map { ["-addext", "subjectAltName=\($0)"] } ?? []))
}
