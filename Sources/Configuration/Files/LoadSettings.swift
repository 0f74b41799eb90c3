import Platform
public import TOMLReading
import Telemetry

/// Reads a configuration file and checks what it names on this machine: the files of secrets, others that options need,
/// and what collectors look for besides.
///
/// A file without any `[[host]]` keeps what it says and shows what is found on this machine; its notice says so. A secret's file that is
/// missing, no regular file, empty, or open to others is that host's trouble and keeps no other from being watched: it is in `faults`, as
/// is another file or folder that is not what it must be.
/// - Parameters:
///   - path: From `locateConfiguration`.
///   - collectors: The collectors there are.
///   - rules: The rules there are.
///   - discover: What to show where the file has no host.
/// - Throws: All that is wrong at once: an unreadable file (without a line), what `parseSettings` finds, and the files beside it.
public func loadSettings(
    path: String, collectors: [KnownCollector], rules: [RuleKind] = RuleKind.standard, discover: () -> SiteSettings = { discoverSettings() }
) throws(FileProblems) -> SiteSettings {
    let bytes: [UInt8]
    do throws(FileFault) {
        bytes = try readFile(path, longest: longestFile)
    } catch {
        throw FileProblems([FileProblem(file: path, line: 0, column: 0, error.message)])
    }
    let draft = readDraft(bytes, file: path, collectors: collectors, rules: rules)
    let found = draft.secrets.map { ($0.place, secretFileFault($0.path, of: $0.name)) } + draft.looks.flatMap(\.faults)
    let faults = found.sorted { $0.0 < $1.0 }.compactMap { place, fault in
        fault.map { FileProblem(file: path, line: place.line, column: place.column, $0) }
    }
    guard var settings = draft.settings else {
        throw FileProblems((draft.problems + faults).sorted { ($0.line, $0.column) < ($1.line, $1.column) })
    }
    settings.faults = faults
    guard settings.targets.isEmpty else { return settings }
    return filled(settings, from: discover(), says: draft.isEmpty ? .emptyConfiguration(path.harmless()) : .noHostConfigured())
}

/// 1 MiB, `CTOML_MAXIMUM_LENGTH`.
private let longestFile = 1 << 20

private func filled(_ settings: SiteSettings, from found: SiteSettings, says why: Message) -> SiteSettings {
    var out = settings
    if settings.name == unnamedSite { out.name = found.name }
    out.areas = found.areas
    out.targets = found.targets
    out.notice = found.notice.map { notice in
        guard notice.id == Message.showing.id else { return notice }
        return Message(id: notice.id, arguments: [.message(why)] + notice.arguments.dropFirst())
    }
    return out
}
