import Telemetry

/// Servers' management sockets and ports, those of configuration files first: only a file says where the password is.
func findOpenVPN(_ tree: FileTree, into found: inout FoundOnMachine) {
    let listening = listeningPorts(tree)
    for path in tree.files(below: "/etc/openvpn", depth: 3) where path.hasSuffix(".conf") {
        guard let text = tree.text(path) else { continue }
        let file = OpenVPNFile(text)
        guard !file.isClient, let address = file.management else { continue }
        let name = "openvpn-" + stem(path)
        let password = file.passwordFile.map { SecretSource.file(tree.real(absolute($0, beside: path))) }
        switch address {
        case .socket(let socket): addSocket(absolute(socket, beside: path), name: name, password: password, tree, &found)
        case .port(let address, let port):
            // A port of a network interface is not this machine's alone; whoever wants it says so in a configuration.
            guard ["127.0.0.1", "localhost", "0.0.0.0"].contains(address), listening?.contains(port) ?? true else { continue }
            add(name, endpoint: "127.0.0.1:\(port)", password: password, &found)
        }
    }
    for folder in tree.names(in: "/run") where folder.hasPrefix("openvpn") && folder != "openvpn-client" {
        for file in tree.files(below: "/run/\(folder)", depth: 1) {
            addSocket(file, name: "openvpn-" + stem(file), password: nil, tree, &found)
        }
    }
}

private func addSocket(_ path: String, name: String, password: SecretSource?, _ tree: FileTree, _ found: inout FoundOnMachine) {
    guard tree.isSocket(path), !found.seen.contains(tree.real(path)) else { return }
    guard tree.mayConnect(path) else {
        found.seen.insert(tree.real(path))
        found.leftOut.append(.permissionDenied())
        return
    }
    add(name, endpoint: tree.real(path), password: password, &found)
}

private func add(_ name: String, endpoint: String, password: SecretSource?, _ found: inout FoundOnMachine) {
    guard found.seen.insert(endpoint).inserted else { return }
    if case .file(let path)? = password, let fault = secretFileFault(path, of: "password") {
        found.leftOut.append(fault)
    } else {
        found.openVPN.append((name, endpoint, password))
    }
}

/// OpenVPN's units start it in the folder of its configuration file (openvpn-server@.service, WorkingDirectory=).
private func absolute(_ path: String, beside file: String) -> String {
    if path.hasPrefix("/") { return path }
    guard let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
}

/// `/etc/openvpn/server/town.conf` is `town`.
private func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name).harmless() }
    return String(name[..<dot]).harmless()
}

/// Ports that something listens on, from `/proc/net/tcp` (proc(5): state 0A, port in hexadecimal); nil where it cannot be read.
private func listeningPorts(_ tree: FileTree) -> Set<Int>? {
    guard let text = tree.text("/proc/net/tcp") else { return nil }
    var out: Set<Int> = []
    for line in text.split(separator: "\n").dropFirst() {
        let fields = line.split(separator: " ")
        guard fields.count > 3, fields[3] == "0A", let port = fields[1].split(separator: ":").last.flatMap({ Int($0, radix: 16) }) else {
            continue
        }
        out.insert(port)
    }
    return out
}
