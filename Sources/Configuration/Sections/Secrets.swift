import Telemetry

/// `password_file`, `password_env` or `password_credential`, at most one of them. No message repeats a value but a file's path: what stands
/// there by mistake may be the secret itself.
func readSecret(_ section: Section) -> SecretSource? {
    let keys = ["password_file", "password_env", "password_credential"]
    let given = keys.filter { section.entry($0) != nil }
    if given.count > 1, let last = given.last, let entry = section.entry(last) {
        section.findings.add(entry.place, "\(given.joined(separator: " and ")) are both there; keep one of them")
        return nil
    }
    switch given.first {
    case "password_file"?:
        guard let path = section.text("password_file", example: "/etc/warte/hv-1.pw") else { return nil }
        if path.hasPrefix("/") { return .file(path) }
        section.findings.add(
            section.place(of: "password_file"), "\"password_file\" wants an absolute path, such as password_file = \"/etc/warte/hv-1.pw\"")
    case "password_env"?:
        guard let name = section.text("password_env", example: "HV1_PASSWORD") else { return nil }
        if isVariableName(name) { return .environment(name) }
        section.findings.add(
            section.place(of: "password_env"),
            "\"password_env\" wants the name of an environment variable, such as password_env = \"HV1_PASSWORD\"")
    case "password_credential"?:
        guard let name = section.text("password_credential", example: "hv-1", longest: 255) else { return nil }
        // systemd: a credential's name is a file's name (systemd.exec, LoadCredential=).
        if !name.contains("/"), name != ".", name != ".." { return .credential(name) }
        section.findings.add(
            section.place(of: "password_credential"),
            "\"password_credential\" wants a systemd credential's name without a path, such as password_credential = \"hv-1\"")
    default: break
    }
    return nil
}

/// POSIX: letters, digits and `_`, not a digit first.
private func isVariableName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
    return name.unicodeScalars.allSatisfy { $0 == "_" || ("0"..."9").contains($0) || ("a"..."z").contains($0) || ("A"..."Z").contains($0) }
}
