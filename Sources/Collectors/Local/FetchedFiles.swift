import Telemetry

/// The files of a system on another machine, brought by one command (`RemoteSystem`). What it says is in lines that begin with a mark which
/// was made for this one answer, so that no content can be taken for such a line.
struct FetchedFiles: Sendable {
    enum File: Sendable {
        case content([UInt8])
        case denied
    }
    private var files: [String: File] = [:]
    /// Names in `/proc` that are numbers.
    private var processes: Set<Substring> = []
    private var folders: [String: [String]] = [:]

    static let mostFiles = 10_000

    init(_ output: [UInt8], mark: String, asked: String) throws(CollectFailure) {
        func fault(_ got: Message) -> CollectFailure { .unreadable(asked: asked, place: .answerFiles(), got: got) }
        let sign = Array(mark.utf8)
        // A shell that greets, or a profile that prints something, comes first.
        guard var at = output.firstRange(of: sign)?.lowerBound else { throw fault(.noAnswerOfCommand()) }
        while true {
            guard output[at...].starts(with: sign) else { throw fault(.noMark()) }
            let end = output[at...].firstIndex(of: 10) ?? output.endIndex
            let words = String(decoding: output[at..<end], as: UTF8.self).split(separator: " ", maxSplits: 2).dropFirst()
            at = min(end + 1, output.endIndex)
            let path = words.count > 1 ? String(words[words.startIndex + 1]) : ""
            guard files.count < Self.mostFiles else { throw fault(.moreThanFiles(Self.mostFiles)) }
            switch words.first {
            case "file":
                guard let close = output[at...].firstRange(of: [10] + sign + Array(" end ".utf8)) else {
                    throw fault(.fileWithoutEnd())
                }
                let content = Array(output[at..<close.lowerBound])
                at = min((output[close.upperBound...].firstIndex(of: 10) ?? output.endIndex - 1) + 1, output.endIndex)
                let isWhole = String(decoding: output[close.upperBound..<at], as: UTF8.self).hasPrefix("0")
                // Pressure files of a kernel that was booted with psi=0 are there and cannot be read.
                guard isWhole || !content.isEmpty else { continue }
                files[path] = .content(content)
                if let slash = path.lastIndex(of: "/") { folders[String(path[..<slash])]?.append(String(path[slash...].dropFirst())) }
            case "denied": files[path] = .denied
            case "folder": folders[path] = []
            case "processes":
                let last = output[at...].firstIndex(of: 10) ?? output.endIndex
                processes = Set(String(decoding: output[at..<last], as: UTF8.self).split(separator: " "))
                at = min(last + 1, output.endIndex)
            case "done": return
            default: throw fault(.noSuchWord())
            }
        }
    }

    func exists(_ path: String) -> Bool {
        if path.hasPrefix("/proc/"), processes.contains(path.dropFirst(6)) { return true }
        return files[path] != nil || folders[path] != nil
    }
    func names(_ path: String, atMost limit: Int) -> [String]? { folders[path].map { Array($0.prefix(limit)) } }
    func file(_ path: String) -> File? { files[path] }
}
