import Glibc

/// The configuration that is in force: `--config FILE`, else `$XDG_CONFIG_HOME/warte/warte.toml` (`~/.config` where that is unset), else
/// `/etc/warte/warte.toml`, else none.
///
/// What `--config` names is taken as it is, whether it exists or not. Of the others the first that exists is taken, readable or not: a file
/// that is there and cannot be read is an error to be told, no reason to take the next one.
/// - Parameters:
///   - flag: What `--config` names; nil without it.
///   - environment: Of it, `XDG_CONFIG_HOME` and `HOME`.
///   - exists: Asks the file system.
public func locateConfiguration(
    flag: String?, environment: [String: String], exists: (_ path: String) -> Bool = fileExists
) -> String? {
    if let flag { return flag }
    var folders: [String] = []
    // A relative path counts as unset (XDG Base Directory Specification), and so does an empty one.
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
        folders.append(folder)
    } else if let home = environment["HOME"], home.hasPrefix("/") {
        folders.append(home + "/.config")
    }
    folders.append("/etc")
    return folders.map { $0 + "/warte/warte.toml" }.first(where: exists)
}

/// Whether there is something of that name, a dangling link included.
public func fileExists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}
