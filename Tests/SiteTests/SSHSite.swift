import Glibc
import TestSupport
import Testing

/// A site whose engine has an ssh configuration of the test's own: the one of the user who runs it lies beneath, in its mount namespace.
struct SSHSite {
    let site: Site

    init() throws {
        site = try Site()
        mkdir(site.folder.file("ssh"), 0o700)
        // ssh asks the system where its user's folder is, not the environment.
        let engine = """
            #!/bin/sh
            exec unshare --mount sh -c 'home=$(getent passwd "$(id -u)" | cut -d: -f6)
            mkdir -p -m 700 "$home/.ssh" && mount --bind "$1" "$home/.ssh" || exit 1
            shift; exec "$@"' sh '\(site.folder.file("ssh"))' '\(try builtProgram("warted"))' "$@"

            """
        site.set("WARTE_ENGINE", try site.folder.write(engine, to: "engine", mode: 0o755))
    }

    func configure(ssh: [String], hosts: [String]) throws {
        try site.folder.write(ssh.joined(), to: "ssh/config", mode: 0o600)
        try site.configure(hosts.joined(separator: "\n"))
    }

    static func host(_ name: String, _ collector: String = "local", _ endpoint: String = "", via: String? = nil, _ more: String = "")
        -> String
    {
        """
        [[host]]
        name = "\(name)"
        collector = "\(collector)"
        \(endpoint.isEmpty ? "" : "endpoint = \"\(endpoint)\"\n")via = "ssh://\(via ?? name)"
        interval = "1s"
        \(more)

        """
    }

    /// The arguments of whatever has that among them.
    static func processes(with word: String) -> [String] {
        namesInFolder("/proc").filter { Int32($0) != nil }.compactMap { try? readText("/proc/\($0)/cmdline") }.filter { $0.contains(word) }
    }
    /// The arguments of whatever has that in its environment. Until a child has become a program, its parent's are shown.
    static func holders(of word: String) -> [String] {
        func isHolder(_ process: String) -> Bool { (try? readText("/proc/\(process)/environ"))?.contains(word) == true }
        return namesInFolder("/proc").filter { Int32($0) != nil }.compactMap { process in
            guard isHolder(process), let arguments = try? readText("/proc/\(process)/cmdline"), isHolder(process) else { return nil }
            return arguments
        }
    }
}
