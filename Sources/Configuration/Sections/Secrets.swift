import TOMLReading
import Telemetry

extension SecretDeclaration {
    /// The keys that say where it is.
    var keys: [String] { Self.keys(of: name) }
    static func keys(of name: String) -> [String] { ["\(name)_file", "\(name)_env", "\(name)_credential"] }
    /// A file such as people name it.
    var fileExample: String { "/etc/warte/hv-1.\(name == "password" ? "pw" : name)" }
}

/// The declared secrets of one host, and their files with their places.
func readSecrets(_ section: TableReader, _ kind: CollectorKind) -> (sources: [String: SecretSource], files: [PlacedSecret]) {
    var sources: [String: SecretSource] = [:]
    var files: [PlacedSecret] = []
    for secret in kind.secrets {
        guard let source = readSecret(section, secret) else { continue }
        sources[secret.name] = source
        if case .file(let path) = source {
            files.append(PlacedSecret(name: secret.name, path: path, place: section.place(of: secret.keys[0])))
        }
    }
    return (sources, files)
}

/// `password_file`, `password_env` or `password_credential`, at most one of them. No message repeats a value but a file's path: what stands
/// there by mistake may be the secret itself.
private func readSecret(_ section: TableReader, _ secret: SecretDeclaration) -> SecretSource? {
    let given = secret.keys.filter { section.entry($0) != nil }
    let (file, variable, credential) = (secret.keys[0], secret.keys[1], secret.keys[2])
    if given.isEmpty, secret.isRequired {
        let example = "\(file) = \"\(secret.fileExample)\""
        section.findings.addIfWhole(section.place, .needsSecret(section.label, file, example, variable, credential))
    }
    if given.count > 1, let last = given.last, let entry = section.entry(last) {
        section.findings.add(entry.place, .secretsBothThere(given.map { .fileValue($0) }))
        return nil
    }
    switch given.first {
    case file?:
        guard let path = section.text(file, example: secret.fileExample) else { return nil }
        if path.hasPrefix("/") { return .file(path) }
        section.findings.add(section.place(of: file), .wantsSecretPath(file, "\(file) = \"\(secret.fileExample)\""))
    case variable?:
        let example = "HV1_\(secret.name.uppercased())"
        guard let name = section.text(variable, example: example) else { return nil }
        if isVariableName(name) { return .environment(name) }
        section.findings.add(section.place(of: variable), .wantsVariable(variable, "\(variable) = \"\(example)\""))
    case credential?:
        guard let name = section.text(credential, example: "hv-1", longest: 255) else { return nil }
        // systemd: a credential's name is a file's name (systemd.exec, LoadCredential=).
        if !name.contains("/"), name != ".", name != ".." { return .credential(name) }
        section.findings.add(section.place(of: credential), .wantsCredential(credential, "\(credential) = \"hv-1\""))
    default: break
    }
    return nil
}

/// POSIX: letters, digits and `_`, not a digit first.
private func isVariableName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
    return name.unicodeScalars.allSatisfy { $0 == "_" || ("0"..."9").contains($0) || ("a"..."z").contains($0) || ("A"..."Z").contains($0) }
}
