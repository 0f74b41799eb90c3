import Glibc
import Telemetry
import TestSupport
import Testing

/// A site in a box with an engine and fronts of its own: its own folders, namespaces, sockets. Ends all of it by process id.
final class Site {
    let folder: TemporaryFolder
    private(set) var environment: [String: String]
    private var fronts: [PseudoTerminal] = []
    private var engines: [pid_t] = []
    private var labs: [[String]] = []

    init() throws {
        folder = try TemporaryFolder()
        for name in ["run", "state", "config"] { mkdir(folder.file(name), 0o700) }
        environment = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": folder.path, "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8", "TZ": "UTC", "XDG_RUNTIME_DIR": folder.file("run"), "XDG_STATE_HOME": folder.file("state"),
            "XDG_CONFIG_HOME": folder.file("config"), "WARTE_ENGINE": try builtProgram("warted"),
        ]
    }

    /// Everything ends, the last first. Call it at the end of the test, whatever became of it.
    func end() {
        for front in fronts { front.hangUp() }
        for engine in runningEngines() { kill(engine, SIGKILL) }
        for lab in labs.reversed() { _ = try? TestSupport.run(lab, environment: environment) }
    }

    // The programs.

    func front(columns: Int = 120, rows: Int = 40, _ arguments: String...) throws -> PseudoTerminal {
        let front = try PseudoTerminal(
            [try builtProgram("warte")] + arguments, environment: programs, columns: columns, rows: rows)
        fronts.append(front)
        return front
    }
    /// As a job of a shell, which says when it has the terminal; a line end then brings the front back.
    func frontInAShell(inBackground: Bool = false) throws -> PseudoTerminal {
        let front = try PseudoTerminal(
            [
                "/bin/bash", "-c",
                "set -m; '\(try builtProgram("warte"))'; read -r _; echo the shell has it; \(inBackground ? "bg; " : "")read -r _; echo and gives it back; fg; echo over; sleep 60",
            ], environment: programs, columns: 120, rows: 40)
        fronts.append(front)
        return front
    }
    /// An engine that stays when the last front is gone, until the test is over.
    func engine() throws { fronts.append(try PseudoTerminal([try builtProgram("warted")], environment: programs)) }
    func warte(_ arguments: String...) throws -> Output {
        try TestSupport.run([try builtProgram("warte")] + arguments, environment: programs)
    }
    func configure(_ text: String) throws {
        mkdir(folder.file("config/warte"), 0o700)
        try folder.write(text, to: "config/warte/warte.toml")
    }
    /// Of the engines, those that were started for this site: they have its folder in their environment.
    func runningEngines() -> [pid_t] {
        namesInFolder("/proc").compactMap { pid_t($0) }.filter { pid in
            guard let command = try? readText("/proc/\(pid)/cmdline"), command.contains("warted"),
                let surroundings = try? readText("/proc/\(pid)/environ")
            else { return false }
            return surroundings.contains("XDG_RUNTIME_DIR=" + folder.file("run"))
        }
    }
    func set(_ name: String, _ value: String?) { environment[name] = value }

    // The time of day, as our programs see it; the lab's servers keep this machine's.

    private var shift: Int64?
    var programs: [String: String] {
        guard shift != nil, let library = try? builtProgram("libshifted-clock.so") else { return environment }
        return environment.merging(["LD_PRELOAD": library, "SHIFTED_CLOCK": folder.file("shift")]) { $1 }
    }
    var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000) + .seconds(shift ?? 0)
    }
    /// Programs that run already follow at once, if the first move was before their start.
    func moveClock(to moment: Moment) throws {
        let shift = (shift ?? 0) + moment.seconds - now.seconds
        let file = open(folder.file("shift"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        guard withUnsafeBytes(of: shift, { pwrite(file, $0.baseAddress, $0.count, 0) }) == 8 else { throw SystemFailure("shift") }
        self.shift = shift
    }
    func moveClock(by duration: Duration) throws { try moveClock(to: now + duration) }

    // The lab.

    static let lab = folderOf(folderOf(#filePath)) + "/Lab"
    var vpn: String { folder.file("vpn") }
    var virt: String { folder.file("virt") }
    var pve: String { folder.file("pve") }

    @discardableResult func vpn(_ verb: String, _ arguments: String...) throws -> String { try vpn(verb, arguments) }
    @discardableResult func vpn(_ verb: String, _ arguments: [String]) throws -> String {
        try script("openvpn/openvpn.sh", verb, vpn, arguments)
    }
    @discardableResult func virt(_ verb: String, _ arguments: String...) throws -> String {
        try script("libvirt/libvirt.sh", verb, virt, arguments)
    }
    @discardableResult func pve(_ verb: String, _ arguments: String...) throws -> String {
        try script("proxmox/proxmox.sh", verb, pve, arguments)
    }
    private func script(_ name: String, _ verb: String, _ folder: String, _ arguments: [String]) throws -> String {
        let command = ["/bin/bash", "\(Self.lab)/\(name)"]
        if verb == "up" { labs.append(command + ["down", folder]) }
        let done = try TestSupport.run(command + [verb, folder] + arguments, environment: environment, within: .seconds(120))
        guard done.status == .exit(0) else { throw SystemFailure("\(name) \(verb): \(done.stderr)") }
        return done.stdout
    }

    /// What watches the gateway: one lost client is the alarm here, and it is over as soon as the client is back.
    var gateway: String {
        """
        site = "Lab"
        [[host]]
        name = "vpn-1"
        area = "Lab"
        collector = "openvpn"
        endpoint = "\(vpn)/mgmt.sock"
        interval = "1s"
        sessions = 10
        [limits.timeouts]
        warning = 1
        critical = 50
        window = "10m"
        off_delay = "1s"

        """
    }
}

/// Servers of the lab need root: namespaces, tun devices, libvirtd.
let isRoot = geteuid() == 0
