import Glibc
import Telemetry

/// Who is logged in on a system, by the login file or by logind; which of them said it.
struct LoginList: Hashable, Sendable {
    enum Source: String, Hashable, Sendable { case utmp, logind }
    var source: Source
    var logins: [Login]
    /// More than any system carries; a list that is longer would burden everybody who watches.
    private static let most = 20_000

    /// Nil where nobody keeps a list: not the same as nobody being logged in.
    ///
    /// A record of the login file outlives a login that was cut off, so its process must be there. Where the processes of others are
    /// hidden (`hidepid`, manual proc(5)) that cannot be told, and the file alone says nothing; where logind keeps no list either, that is
    /// why there is none. `/var/run` may be an absolute link, which leads out of `root`.
    init?(root: String, fetched: FetchedFiles? = nil, begins: (String) -> Void) throws(CollectFailure) {
        func file(_ path: String) -> SystemFile {
            begins(root + path)
            return SystemFile(root: root, path: path, fetched: fetched)
        }
        var bytes = try file("/run/utmp").read()
        if bytes == nil { bytes = try file("/var/run/utmp").read() }
        var isHidden = false
        if let records = bytes.map(parseLogins) {
            guard records.count <= Self.most else {
                throw .unreadable(asked: "/run/utmp", place: .answerRecord(Self.most + 1), got: .moreThanLogins(Self.most))
            }
            let alive = records.filter { file("/proc/\($0.process)").exists }
            if !records.isEmpty && alive.count == records.count || file("/proc/1").exists {
                self.init(source: .utmp, logins: alive)
                return
            }
            isHidden = true
        }
        guard let names = file("/run/systemd/sessions").names(atMost: Self.most) else {
            if isHidden { throw .unreachable(asked: root + "/proc", reason: .processesHidden()) }
            return nil
        }
        var logins: [Login] = []
        // Each session has a file and a FIFO beside it, which must not be opened.
        for name in names.sorted() where !name.hasSuffix(".ref") && !name.hasPrefix(".") {
            if let text = try file("/run/systemd/sessions/" + name).text(atMost: 16_384), let login = parseLogindSession(text) {
                logins.append(login)
            }
        }
        self.init(source: .logind, logins: logins)
    }

    init(source: Source, logins: [Login]) {
        self.source = source
        self.logins = logins
    }
}

/// Reads a file of `/run/systemd/sessions`; nil where it is not a person's session, or one that has ended. Its form is systemd's own
/// affair, and has been the same since version 209; `loginctl` needs the system bus, which a container's view of a host has not.
func parseLogindSession(_ text: String) -> Login? {
    var values: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
        guard let mark = line.firstIndex(of: "=") else { continue }
        values[line[..<mark]] = line[line.index(after: mark)...]
    }
    guard values["CLASS"] == "user", values["STATE"] != "closing", let user = values["USER"], !user.isEmpty,
        let process = values["LEADER"].flatMap({ Int($0) }), process > 0
    else { return nil }
    let microseconds = values["REALTIME"].flatMap { Int64($0) } ?? 0
    return Login(
        user: String(user), line: String(values["TTY"] ?? values["DISPLAY"] ?? ""), host: String(values["REMOTE_HOST"] ?? ""),
        process: process, since: Moment(seconds: microseconds / 1_000_000))
}
