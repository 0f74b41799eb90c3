import Foundation
import Testing

/// What people read is a message, with its words in the catalogue: none of it is written where things are found out.
struct SentenceTests {
    /// A folder's files, each with its name and the literals in it that read like a sentence of ours. What a collector declares is for the
    /// manual, and what it compares an answer with is the interface's.
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
                /(?:meaning|watches|label|example):\s*"(?:[^"\\\n]|\\.)*"(?:\s*\+\s*"(?:[^"\\\n]|\\.)*")*/, with: ""
            )
            .replacing(
                /(?:hasPrefix|hasSuffix|contains|behind|begins|range|firstRange|preconditionFailure|precondition|fatalError)\((?:of: )?(?:"(?:[^"\\\n]|\\.)*"(?:,\s*)?)+\)/,
                with: "")
        return code.matches(of: /"(?:[^"\\\n]|\\.)*"/).map { String($0.0) }.filter { literal in
            literal.replacing(/\\\([^)]*\)/, with: "").contains(/(?:^|[^A-Za-z])[a-z]{2,}[,:]? [a-z]{2,}(?:$|[^A-Za-z])/)
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
        // The audit's columns, which no language reaches yet, and an origin that stands beside files' names.
        "Engine+Audit.swift": "in brackets where nobody knows", "Thresholds.swift": "an origin",
    ]

    /// Whatever way it would take: into a line's known pieces, a failure, a table of words.
    @Test func noSentenceOfOursStandsWhereThingsAreFoundOut() {
        let found = ["Collectors", "Collecting", "Transports", "Platform", "Engine", "Alarms", "Notify"].flatMap { Self.sentences(in: $0) }
        let ours = found.filter { Self.ofOthers[$0.file] == nil }.map { "\($0.file): \($0.text)" }
        #expect(ours == [], "messages have their words in Telemetry/Messages")
        #expect(Set(Self.ofOthers.keys).subtracting(found.map { $0.file }) == [], "these need no exception")
    }

    /// What the test above would say of what stood in collectors once.
    @Test(arguments: [
        #"let words = ["an error", "its end of the connection closed"]"#,
        #"error = LibvirtError(code: 0, message: "failed without a reason")"#,
        #"throw .unreachable(asked: path, reason: .marked([.known("nobody listens there")]))"#, #"x.unreadable(got: "\(n) of too many")"#,
    ]) func sentencesAreFound(_ code: String) { #expect(Self.sentences(of: code) != []) }

    @Test(arguments: [
        #"// "not a word of it""#, #"Option("a", meaning: "what it \"is\" for, " + "and why")"#, #"line.hasPrefix("cannot open it")"#,
        #""qemu:///system""#, #""\(asked) on \(path)""#, "\"\"\"\nmany words of libvirt\n\"\"\"",
    ]) func whatIsNoneIsNotFound(_ code: String) { #expect(Self.sentences(of: code) == []) }
}
