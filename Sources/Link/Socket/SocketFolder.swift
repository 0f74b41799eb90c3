import CSystem
import Glibc
import Telemetry

/// The name of the engine's socket in the folder of `socketFolder`.
public let socketName = "engine.sock"

/// The folder where this user's engine listens, made where it is missing: `$XDG_RUNTIME_DIR/warte`, else
/// `/run/user/UID/warte`, else `/tmp/warte-UID`. It is a real folder of this user with mode 0700, or there is a problem.
///
/// - Parameter environment: the process's; only `XDG_RUNTIME_DIR` is looked at. It is ignored where it is no absolute path or
///   the folder is not this user's, as the XDG Base Directory Specification asks (after `su` it is still the former user's).
/// - Parameter part: of a folder in it, for an engine of its own; nil for the user's.
public func socketFolder(environment: [String: String], part: String? = nil) throws(LinkProblem) -> String {
    let folder = SocketFolder(user: geteuid())
    let path = try folder.find(environment: environment)
    return try part.map { (part) throws(LinkProblem) in try folder.make(path + "/" + part) } ?? path
}

/// What another user can take away or put there is no place for what was confirmed, nor for names: where the folder with store and journal is
/// there, it is this user's, and others write nothing into it. A link may lead to it.
public func checkStateFolder(_ path: String) throws(LinkProblem) {
    var found = stat()
    guard stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFDIR else { return }
    let folder = SocketFolder(user: geteuid())
    try folder.checkOwner(found, path)
    if found.st_mode & 0o022 != 0 { throw folder.isOpen(found, path) }
}

struct SocketFolder {
    let user: uid_t
    var runtimeRoot = "/run/user"
    var temporaryRoot = "/tmp"

    init(user: uid_t) { self.user = user }

    func find(environment: [String: String]) throws(LinkProblem) -> String {
        let candidates = [environment["XDG_RUNTIME_DIR"] ?? "", "\(runtimeRoot)/\(user)"]
        let runtime = candidates.first { $0.hasPrefix("/") && status($0).map { isFolder($0) && $0.st_uid == user } == true }
        let path = runtime.map { $0 + "/warte" } ?? "\(temporaryRoot)/warte-\(user)"
        return try make(path)
    }

    func make(_ path: String) throws(LinkProblem) -> String {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw LinkProblem.system(.makeFolder(path)) }
        try check(path)
        return path
    }

    /// Somebody else could have made it before us, in `/tmp` above all.
    func check(_ path: String) throws(LinkProblem) {
        guard let found = status(path) else { throw LinkProblem.system(.lookAtFolder(path)) }
        if found.st_mode & S_IFMT == S_IFLNK { throw .unsafeFolder(path: path, reason: .isSymbolicLink()) }
        if !isFolder(found) { throw .unsafeFolder(path: path, reason: .isNoFolder()) }
        try checkOwner(found, path)
        if found.st_mode & 0o777 != 0o700 { throw isOpen(found, path) }
    }

    fileprivate func checkOwner(_ found: stat, _ path: String) throws(LinkProblem) {
        guard found.st_uid != user else { return }
        throw .unsafeFolder(path: path, reason: .belongsTo(UserName.of(found.st_uid), UserName.of(user)))
    }
    fileprivate func isOpen(_ found: stat, _ path: String) -> LinkProblem {
        .unsafeFolder(path: path, reason: .hasMode("0" + String(found.st_mode & 0o777, radix: 8), path))
    }

    private func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }

    /// Of the entry itself, not of what a link points to.
    private func status(_ path: String) -> stat? {
        var found = stat()
        return lstat(path, &found) == 0 ? found : nil
    }
}
