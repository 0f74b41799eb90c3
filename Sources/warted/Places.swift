import Glibc

/// Where files of this user's engine are.
struct Places {
    let folder: String
    let store: String
    let journal: String

    /// `$STATE_DIRECTORY` (systemd), else `$XDG_STATE_HOME/warte`, else `~/.local/state/warte`; made with mode 0700 where
    /// it can be.
    ///
    /// With `state` that folder is meant, as it is: nothing is made.
    init(environment: [String: String], state: String? = nil) throws(Failure) {
        if let state {
            folder = state
        } else if let systemd = environment["STATE_DIRECTORY"], !systemd.isEmpty {
            folder = systemd.split(separator: ":").first.map(String.init) ?? systemd
        } else if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            folder = state + "/warte"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            folder = home + "/.local/state/warte"
        } else {
            throw Failure("no place for the store: set XDG_STATE_HOME or HOME")
        }
        // Where it cannot be made, whoever needs it says so.
        if state == nil { Self.make(folder) }
        store = folder + "/metrics.ring"
        journal = folder + "/journal.sqlite"
    }

    static func make(_ folder: String) {
        var path = ""
        for part in folder.split(separator: "/") {
            path += "/" + part
            mkdir(path, 0o700)
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
