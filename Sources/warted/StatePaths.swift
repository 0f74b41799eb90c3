import Glibc
import OwnProcess
import Telemetry

/// Where files of this user's engine are.
struct StatePaths {
    let folder: String
    static let storeName = "metrics.ring"
    static let journalName = "journal.sqlite"
    var store: String { folder + "/" + Self.storeName }
    var journal: String { folder + "/" + Self.journalName }
    var identity: String { folder + "/" + EngineID.fileName }

    /// The folder of this environment, made with mode 0700 where it can be. With `state` that folder is meant, as it is: nothing is made.
    init(environment: [String: String], state: String? = nil, part: String? = nil) throws(StartFailure) {
        guard let folder = state ?? stateFolder(environment: environment, part: part) else {
            throw StartFailure(.noStateFolder())
        }
        // Where it cannot be made, whoever needs it says so.
        if state == nil { Self.make(folder) }
        self.folder = folder
    }

    /// Takes away what an engine has left there. Its identity, too: numbers of alarms begin anew, and a front that knows the former ones
    /// must not take the new ones for them.
    func empty() {
        for path in [store, journal, journal + "-wal", journal + "-shm", identity] { unlink(path) }
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
struct StartFailure: Error {
    /// At least one; a line each.
    let messages: [Message]
    /// 2 where the configuration or the command line is at fault, `engineIsThere` where another one runs.
    let status: Int32
    init(_ messages: [Message], status: Int32 = 1) {
        self.messages = messages
        self.status = status
    }
    init(_ message: Message, status: Int32 = 1) { self.init([message], status: status) }
    /// For who stands at the terminal: a line each.
    /// - Parameter program: whom they started.
    func tell(of program: String = "warted") { complain(program + ": " + messages.map(\.text).joined(separator: "\n")) }
}
