/// The part of the user's folders that a demo has.
public let demoPart = "demo"

/// Where an engine of this environment keeps its store and its journal: `$STATE_DIRECTORY` (systemd), else `$XDG_STATE_HOME/warte`, else
/// `~/.local/state/warte`; nil where none of them is said. Nothing is made or looked at.
/// - Parameter part: of a folder in it, for an engine of its own; nil for the user's.
public func stateFolder(environment: [String: String], part: String?) -> String? {
    stateFolder(environment: environment).map { folder in part.map { folder + "/" + $0 } ?? folder }
}

/// The same for the user's engine.
public func stateFolder(environment: [String: String]) -> String? {
    if let systemd = environment["STATE_DIRECTORY"], !systemd.isEmpty {
        return systemd.split(separator: ":").first.map(String.init) ?? systemd
    }
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/warte" }
    if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.local/state/warte" }
    return nil
}
