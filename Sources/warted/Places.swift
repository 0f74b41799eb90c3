import Glibc
import OwnProcess

/// Where files of this user's engine are.
struct Places {
    let folder: String
    var store: String { folder + "/metrics.ring" }
    var journal: String { folder + "/journal.sqlite" }

    /// The folder of this environment, made with mode 0700. With `state` that folder is meant, as it is: nothing is made.
    init(environment: [String: String], state: String? = nil) throws(Failure) {
        guard let folder = state ?? stateFolder(environment: environment) else {
            throw Failure("no place for the store: set XDG_STATE_HOME or HOME")
        }
        if state == nil { try Self.make(folder) }
        self.folder = folder
    }

    private static func make(_ folder: String) throws(Failure) {
        var path = ""
        for part in folder.split(separator: "/") {
            path += "/" + part
            guard mkdir(path, 0o700) != 0, errno != EEXIST, errno != EISDIR else { continue }
            let reason = String(cString: strerror(errno))
            guard access(path, F_OK) == 0 else { throw Failure("cannot make \(path): \(reason)") }
        }
    }
}

/// Why the engine cannot start, in words for standard error.
struct Failure: Error {
    let text: String
    /// 2 where the configuration or the command line is at fault, `engineIsThere` where another one runs.
    let status: Int32
    init(_ text: String, status: Int32 = 1) {
        self.text = text
        self.status = status
    }
}
