import Foundation
import Testing

/// What people read is a message, with its words in the catalogue: none of it is written where things are found out.
struct SentenceTests {
    /// A folder's files, each with its name and the literals in it that read like a sentence of ours. What a collector or a command declares
    /// is for the manual, what an answer is compared with is the interface's, and SQL is nobody's.
    private static func sentences(in folder: String) -> [(file: String, text: String)] {
        let files = FileManager.default.enumerator(at: MessageTests.sources.appending(path: folder), includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.flatMap { file in
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            return sentences(of: text).map { (file.lastPathComponent, $0) }
        }
    }
    private static func sentences(of source: String) -> [String] {
        let code = source.replacing(/"{3}[\s\S]*?"{3}/, with: "").replacing(/(?m)(?:^|\s)\/\/.*$/, with: "")
            .replacing(
                /(?:meaning|watches|label|example|help):\s*"(?:[^"\\\n]|\\.)*"(?:\s*\+\s*"(?:[^"\\\n]|\\.)*")*/, with: ""
            )
            .replacing(
                /(?:hasPrefix|hasSuffix|contains|behind|begins|range|firstRange|preconditionFailure|precondition|fatalError)\((?:of: )?(?:"(?:[^"\\\n]|\\.)*"(?:,\s*)?)+\)/,
                with: "")
        let isSQL = /\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|PRAGMA)\b/
        return code.matches(of: /"(?:[^"\\\n]|\\.)*"/).map { String($0.0) }.filter { literal in
            !literal.contains(isSQL)
                && literal.replacing(/\\\([^)]*\)/, with: "").contains(/(?:^|[^A-Za-z])[a-z]{2,}[,:]? [a-z]{2,}(?:$|[^A-Za-z])/)
        }
    }

    /// Words of programs and interfaces that stand in a file by themselves: to be compared with, sent, or told as they would say it.
    private static let ofOthers: [String: String] = [
        "DemoTown.swift": "OpenVPN's log and a guest agent's list, as they would be", "ScenarioReading.swift": "stands for a file's name",
        "HypervisorEvent.swift": "virsh event", "LifecycleWords.swift": "virsh event", "LibvirtHint.swift": "ssh",
        "EvidencePieces.swift": "OpenVPN's log", "LogEvent.swift": "OpenVPN's log",
        "ManagementDialogue.swift": "OpenVPN's management interface",
        "ManagementPort.swift": "OpenVPN's commands",
        "ManagementPort+Connection.swift": "OpenVPN's commands", "ScrapeAnswer.swift": "Prometheus' client libraries",
        "ProxmoxAnswer.swift": "pveproxy", "TaskStatus.swift": "Proxmox VE's tasks", "ToolDump.swift": "wg",
        "SSHCommand.swift": "a shell's", "SSHWords.swift": "ssh",
        // It stands beside files' names.
        "Thresholds.swift": "an origin",
        "Database.swift": "SQLite", "Journal+Open.swift": "SQLite", "Journal+Write.swift": "never shown", "Schema.swift": "never shown",
        "ActCommand.swift": "what is typed", "ReportCommand.swift": "what is typed", "EngineInvocation.swift": "what is typed",
        "Usage.swift": "beside the table that help is made of",
    ]

    /// Whatever way it would take: into a line's known pieces, a failure, a table of words.
    @Test func noSentenceOfOursStandsWhereThingsAreFoundOut() {
        let folders = [
            "Collectors", "Collecting", "Transports", "Platform", "Engine", "Alarms", "Notify", "Feed", "Journal", "OwnProcess", "warte",
            "warted",
        ]
        let found = folders.flatMap { Self.sentences(in: $0) }
        let ours = found.filter { Self.ofOthers[$0.file] == nil }.map { "\($0.file): \($0.text)" }
        #expect(ours == [], "messages have their words in Telemetry/Messages")
        #expect(Set(Self.ofOthers.keys).subtracting(found.map { $0.file }) == [], "these need no exception")
    }

    /// What the test above would say of what stood in collectors once.
    @Test(arguments: [
        #"let words = ["an error", "its end of the connection closed"]"#,
        #"error = LibvirtError(code: 0, message: "failed without a reason")"#,
        #"throw Failure(text: "no engine listens")"#,
        #"throw .unreachable(asked: path, reason: .marked([.known("nobody listens there")]))"#, #"x.unreadable(got: "\(n) of too many")"#,
    ]) func sentencesAreFound(_ code: String) { #expect(Self.sentences(of: code) != []) }

    @Test(arguments: [
        #"// "not a word of it""#, #"Option("a", meaning: "what it \"is\" for, " + "and why")"#, #"line.hasPrefix("cannot open it")"#,
        #""qemu:///system""#, #""\(asked) on \(path)""#, "\"\"\"\nmany words of libvirt\n\"\"\"",
    ]) func whatIsNoneIsNotFound(_ code: String) { #expect(Self.sentences(of: code) == []) }
}
