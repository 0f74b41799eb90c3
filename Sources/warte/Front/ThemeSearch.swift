import Drawing
import Glibc
import OwnProcess
import Platform
import Telemetry

/// Finds a theme: a path, or a name in the user's themes, in those beside this program or in the installed ones, or a built-in one.
enum ThemeSearch {
    struct Problem: WordedError { let message: Message }

    static func theme(named name: String, environment: [String: String]) throws(Problem) -> Theme {
        if name.contains("/") || name.hasSuffix(".theme") { return try read(name) }
        let folders = folders(environment)
        for folder in folders where access("\(folder)/\(name).theme", R_OK) == 0 { return try read("\(folder)/\(name).theme") }
        switch name {
        case "night": return .builtIn
        case "mono": return .mono
        default: throw Problem(message: .noSuchTheme(name, folders.joined(separator: ", ")))
        }
    }

    /// Of all that `theme` finds by name, in the order of letters; a folder of thousands is looked at in part.
    static func names(environment: [String: String]) -> [String] {
        var found: Set = ["night", "mono"]
        for folder in folders(environment) {
            let names = readFolder(folder, atMost: 1000) { $0.hasSuffix(".theme") && !$0.hasPrefix(".") }
            for name in names ?? [] { found.insert(String(name.dropLast(6))) }
        }
        return found.sorted()
    }

    private static func folders(_ environment: [String: String]) -> [String] {
        var folders: [String] = []
        if let own = environment["XDG_CONFIG_HOME"], own.hasPrefix("/") {
            folders.append(own + "/warte/themes")
        } else if let home = environment["HOME"] {
            folders.append(home + "/.config/warte/themes")
        }
        // Where it was unpacked or built, and below the prefix that it was installed under.
        if let beside = OwnProgram.folder() { folders += [beside + "/themes", beside + "/../share/warte/themes"] }
        return folders + ["/usr/local/share/warte/themes", "/usr/share/warte/themes"]
    }

    private static func words(_ fault: FileFault) -> Message {
        switch fault {
        case .unreadable(let reason): .fileUnreadable(RawLine(reason))
        case .folder: .fileIsFolder()
        case .irregular: .fileIsIrregular()
        case .longer(let size): .fileLongerThan(size)
        }
    }

    private static func read(_ path: String) throws(Problem) -> Theme {
        let bytes: [UInt8]
        do throws(FileFault) { bytes = try readFile(path, longest: 1 << 20) } catch {
            throw Problem(message: .ofThemeFile(path, words(error)))
        }
        do throws(ThemeProblem) {
            return try Theme(parsing: String(decoding: bytes, as: UTF8.self), name: path)
        } catch {
            throw Problem(message: error.message)
        }
    }
}
