import Collecting
import Glibc
import Telemetry

/// How the system's ssh is called for one machine. Its user's own configuration holds but for what is said here, which comes first.
struct SSHCommand: Sendable {
    let place: SSHPlace
    /// A folder for this user alone, and what its files of this machine begin with.
    let stem: String
    var program = "/usr/bin/ssh"
    /// Another configuration than the user's own.
    var configuration: String?

    static let controlEnd = ".s"
    var control: String { stem + Self.controlEnd }
    func local(_ number: Int) -> String { "\(stem).\(number)" }

    /// For so long, in seconds, a connection stays that nobody holds (`SSHMachine.Line`): its engine was killed.
    static let longestIdle = 10

    /// Makes the one connection and leaves it in the background, in a session of its own and without a terminal. It asks for nothing and takes
    /// no key that it does not know. Its log goes to its output, which is a pipe of ours and stays open in the background, unlike its standard
    /// error, to which it also writes the other side's banner.
    func connecting(within limit: Duration) -> Executable {
        call(
            ["-f", "-N", "-M", "-S", control, "-E", "/proc/self/fd/1"],
            [
                "BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "LogLevel=INFO", "ControlPersist=\(Self.longestIdle)",
                "ConnectTimeout=\(max(1, limit.components.seconds))", "ConnectionAttempts=1", "ServerAliveInterval=5",
                "ServerAliveCountMax=3",
                "StreamLocalBindUnlink=yes", "StreamLocalBindMask=0177",
            ])
    }

    /// Whatever goes over that connection. Without it there is no other: who is asked then is a program that says nothing.
    private func over(_ arguments: [String]) -> Executable {
        call(["-S", control] + arguments, ["BatchMode=yes", "ControlMaster=no", "ProxyCommand=/bin/false", "LogLevel=ERROR"])
    }

    /// What connects to the local socket is at that place there. (`ssh -W` takes no socket's path in older versions: they drop it without a
    /// word and open a shell.)
    func forwarding(_ number: Int, to endpoint: StreamEndpoint) -> Executable? {
        let there: String
        switch endpoint {
        case .unix(let path): there = path
        case .tcp(let host, let port): there = HostPort(host: host, port: port).text
        }
        // ssh has a meaning of its own for more of them.
        let marks = if case .unix = endpoint { "._-+@/" } else { "._-:[]" }
        guard there.utf8.allSatisfy({ $0.isASCIIAlphanumeric || marks.utf8.contains($0) }) else { return nil }
        return over(["-O", "forward", "-L", "\(local(number)):\(there)"])
    }

    /// `program` there; its arguments are quoted for a shell, which sshd asks to run it. sshd tells a program nothing when nobody waits for it
    /// any more: one that hangs would be there for ever, and after ten of them sshd takes no more. So it is ended there too, where that
    /// system has `timeout`.
    func running(_ program: Executable, within deadline: Duration) -> Executable {
        let seconds = String((deadline.milliseconds + 999) / 1000 + 1)
        let ended = #"t=$1; shift; command -v timeout >/dev/null 2>&1 && exec timeout "$t" "$@"; exec "$@""#
        var words = [program.path] + program.arguments
        if let language = program.environment["LC_ALL"] { words = ["/usr/bin/env", "LC_ALL=\(language)"] + words }
        words = ["/bin/sh", "-c", ended, "sh", seconds] + words
        return over(["-T"]).with("exec " + words.map(Self.quoted).joined(separator: " "))
    }

    var ending: Executable { over(["-O", "exit"]) }

    private func call(_ flags: [String], _ options: [String]) -> Executable {
        let always = [
            "ClearAllForwardings=yes", "ForwardAgent=no", "ForwardX11=no", "PermitLocalCommand=no", "RequestTTY=no", "RemoteCommand=none",
        ]
        let forwards = flags.contains("forward") ? Array(always.dropFirst()) : always
        var arguments = configuration.map { ["-F", $0] } ?? []
        arguments += flags + (options + forwards).flatMap { ["-o", $0] }
        if let user = place.user { arguments += ["-l", user] }
        if let port = place.port { arguments += ["-p", String(port)] }
        return Executable(program, arguments + ["--", place.host], environment: Self.environment)
    }

    /// Of this process' also what leads to the user's keys.
    private static var environment: [String: String] {
        var out = Executable.plainEnvironment
        for name in ["SSH_AUTH_SOCK", "KRB5CCNAME"] {
            if let value = getenv(name) { out[name] = String(cString: value) }
        }
        return out
    }

    static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }
}

extension Executable {
    fileprivate func with(_ argument: String) -> Executable {
        Executable(path, arguments + [argument], environment: environment)
    }
}

extension UInt8 {
    fileprivate var isASCIIAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }
}
