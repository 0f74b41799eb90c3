import Glibc
import TestSupport
import Testing

/// The commonest mistakes with `local`, each made, and what `warte check --connect` prints.
@Suite(.serialized, .enabled(if: isRoot && LoopbackSSHD.missing == nil, "needs root, openssh-server and openssh-client"))
struct LocalCheckConnectTests {
    private static let recording = folderOf(folderOf(folderOf(#filePath))) + "/CollectorsTests/cases/local/debian"
    /// The kernel lets nobody read it, not even root.
    private static let closed = "/proc/sys/vm/compact_memory"

    /// A copy of the recorded Debian, after a change by a shell in its folder.
    private func system(_ site: Site, _ name: String, _ change: String = ":") throws -> String {
        let folder = site.folder.file(name)
        let done = try TestSupport.run(
            ["/bin/sh", "-euc", "cp -r \"$0\" \"$1\"; cd \"$1\"; " + change, Self.recording, folder], environment: site.environment)
        guard done.status == .exit(0) else { throw SystemFailure(done.stderr, number: 0) }
        return folder
    }

    @Test func eachIsNamedWithItsCure() async throws {
        let there = try SSHSite()
        let site = there.site
        defer { site.end() }
        var hosts = MistakenHosts("local", in: "local")
        func make(_ mistake: String, _ name: String, _ change: String, deadline: Int = 20) throws {
            hosts.make(mistake, nil, deadline: deadline, "root = \"\(try system(site, name, change))\"")
        }
        let elsewhere = "root is another folder"
        hosts.make(elsewhere, nil, "root = \"/no/such/folder\"")
        try make(elsewhere, "no-proc", "rm -r proc")
        try make("ProcSubset=pid", "subset", "rm proc/stat proc/meminfo")
        try make("files that this user", "closed", "ln -sf \(Self.closed) proc/stat; ln -sf \(Self.closed) proc/meminfo")
        try make("one file that this user", "no-memory", "ln -sf \(Self.closed) proc/meminfo")
        try make("a login file", "no-logins", "ln -sf \(Self.closed) run/utmp")
        try make("a file system that does not answer", "hangs", "rm proc/stat; mkfifo proc/stat", deadline: 1)
        try make(
            "one whose files are no kernel's", "broken", "echo 'MemTotal: 5 kB' > proc/meminfo; echo 'MemAvailable: 6 kB' >> proc/meminfo")
        let nologin = try LoopbackSSHD(["ForceCommand echo This account is currently not available."])
        let good = try LoopbackSSHD()
        hosts.make("through ssh: the account there", nil, "via = \"ssh://nologin\"")
        hosts.make("through ssh: that machine is no Linux", nil, "via = \"ssh://good\"", "root = \"/no/such/folder\"")
        try there.configure(ssh: [try nologin.alias("nologin"), try good.alias("good")], hosts: [hosts.configuration])
        try hosts.compare(with: try site.warte("check", "--connect"))
        try await hidden(site, &hosts)
        try hosts.compare("root is not absolute", "root = \"host\"", in: site)
        try hosts.compare("an endpoint, which this collector has not", "endpoint = \"127.0.0.1\"", in: site)
        try hosts.compare("a machine in via", "via = \"root@gw\"", in: site)
        hosts.expectAll(but: [:])
    }

    /// A kernel's own /proc with `hidepid`, for root without the right to look into every process and not of the group that may, as a service may be.
    private func hidden(_ site: Site, _ hosts: inout MistakenHosts) async throws {
        let folder = try system(site, "hidden", "rm -r proc; mkdir proc")
        hosts.make("the processes of others are hidden", nil, "root = \"\(folder)\"")
        try site.configure(hosts.configuration)
        let output = try TestSupport.run(
            [
                "unshare", "--mount", "--propagation", "private", "sh", "-euc",
                "mount -t proc -o hidepid=2,gid=65534 proc \"$0\"; exec setpriv --bounding-set=-sys_ptrace \"$@\"", folder + "/proc",
                try builtProgram("warte"), "check", "--connect",
            ], environment: site.environment.merging(["WARTE_ENGINE": try builtProgram("warted")]) { $1 })
        try hosts.compare(with: output)
    }
}
