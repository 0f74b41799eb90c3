import Journal
import Platform
import Telemetry

/// What an engine could not go on with and has left under another name, beside journal and store. It is not taken back by itself: what
/// happened since stands in the file that was begun then, and of two journals with alarms of their own neither is a part of the other.
struct SetAside {
    /// In the order of their names.
    let names: [String]
    private let places: StatePaths
    /// More are not looked for.
    private static let mostKept = 1000
    /// So many are told by name.
    private static let mostTold = 3

    init(_ places: StatePaths) {
        self.places = places
        names =
            (readFolder(places.folder, atMost: Self.mostKept) {
                Self.isJournal($0) || $0.hasPrefix(StatePaths.storeName + ".set-aside-")
            } ?? []).sorted()
    }

    /// As `Journal` names them; their logs go with them.
    private static func isJournal(_ name: String) -> Bool {
        guard !name.hasSuffix("-wal"), !name.hasSuffix("-shm") else { return false }
        return version(of: name) != nil || name.hasPrefix(StatePaths.journalName + ".damaged-")
    }
    private static func version(of name: String) -> Int? {
        let start = StatePaths.journalName + ".version-"
        guard name.hasPrefix(start) else { return nil }
        return Int(name.dropFirst(start.count).prefix { $0 != "." })
    }

    /// What is there and what can be done with it, in one line; nil where there is nothing.
    var message: Message? {
        guard !names.isEmpty else { return nil }
        let told = names.prefix(Self.mostTold).map { name -> Message in
            guard Self.isJournal(name) else { return .setAsideNumbers(name, StatePaths.storeName) }
            guard let version = Self.version(of: name) else { return .setAsideDamaged(name) }
            return version <= Journal.version
                ? .setAsideReadable(name, version, StatePaths.journalName) : .setAsideNewer(name, version, StatePaths.journalName)
        }
        let more = names.count - told.count
        return .setAsideKept(places.folder, told + (more > 0 ? [.setAsideMore(more)] : []))
    }
}
