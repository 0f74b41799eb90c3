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
                && literal.replacing(/\\\([^)]*\)/, with: "").contains(/(?:^|[^A-Za-z])(?:[a-z]{2,}[,:]?|a) [a-z]{2,}(?:$|[^A-Za-z])/)
        }
    }

    /// Words of programs and interfaces, to be compared with, sent, or told as they would say it: of a file these literals, and no others.
    private static let ofOthers: [String: Set<String>] = [
        // OpenVPN's log, and a guest agent's list, as they would be.
        "DemoTown.swift": ["idle for 60 min, logged off", "SIGTERM[soft,remote-exit] received, client-instance exiting", "logged off"],
        // What people write about a guest.
        "DemoServer.swift": ["Homes and projects of all departments; backed up at 22:00"],
        // Stands for a file's name.
        "ScenarioReading.swift": ["the built-in scenario"],
        // virsh event.
        "HypervisorEvent.swift": [
            #"event 'lifecycle' for domain '\(name)': \(LifecycleWords.type(type)) \(LifecycleWords.detail(type, detail))"#,
            #"event 'graphics' for domain '\(name)': \(event.phase) local["#,
            #"event 'agent-lifecycle' for domain '\(name)': state: '\(connected ? "#,
        ],
        "LifecycleWords.swift": ["Finished after guest request", "Finished after host request"],
        // ssh.
        "LibvirtHint.swift": [
            "Host key verification failed", "Too many authentication failures", "Could not resolve hostname", "timed out",
            "No route to host", "Network is unreachable", "No such file or directory", "Connection closed by", "Connection reset by",
            "End of file",
        ],
        "SSHWords.swift": [
            "Received disconnect from ", "Unable to negotiate with ", "connect failed: Connection refused", ": open failed: ",
        ],
        // OpenVPN's log.
        "EvidencePieces.swift": ["MULTI: new connection by client '"],
        "LogEvent.swift": ["ovpn-dco: ping expired", "ovpn-dco: transport error", "ovpn-dco: transport disconnected"],
        // OpenVPN's management interface.
        "ManagementDialogue.swift": ["bad password"],
        "ManagementPort.swift": ["log all"],
        "ManagementPort+Connection.swift": ["log on all", "state on"],
        // Prometheus' client libraries.
        "ScrapeAnswer.swift": ["An error has occurred while serving metrics:"],
        // pveproxy, and Proxmox VE's tasks.
        "ProxmoxAnswer.swift": [
            "Connection timed out", "Connection reset by peer", "No route to host", "Network is unreachable", "Host is down",
            "Too many open files", "Cannot assign requested address", "Communication error on send",
        ],
        "TaskStatus.swift": [
            "unexpected status", "connection timed out", "got timeout", "interrupted by signal", "received interrupt",
            "Failed to run vncproxy.", "exit code ", "got signal ",
        ],
        // wg.
        "ToolDump.swift": ["Unable to access interface "],
        // A shell's.
        "SSHCommand.swift": ["t=$1; shift; command -v timeout >/dev/null 2>&1 && exec timeout "],
        // An origin's mark in `warte rules --json`.
        "Thresholds.swift": ["built in"],
        // What is typed.
        "ActCommand.swift": [
            #"warte comment ID... \"TEXT\""#, #"warte shelve ID... --for 1h --reason \"TEXT\""#, "warte forget HOST",
            #"warte maintenance HOST --for 2h --reason \"TEXT\""#, "warte maintenance HOST --end",
        ],
        "ReportCommand.swift": [
            "journal verify", "warte journal export [alarms|ends|events|reveals|sessions|audit] --format csv|json", "warte journal verify",
        ],
        "EngineInvocation.swift": ["alarms, ends, events, reveals, sessions, audit"],
        // Beside the table that help is made of.
        "Usage.swift": [
            #"Usage: warte [COMMAND] [OPTION...]\nWatches virtualization hosts and VPN gateways: load, sessions, timeouts, alarms."#,
            "the dashboard",
        ],
        // The README's tables are made of it.
        "CollectorReference.swift": [
            "where it is asked", "such as ", "the machine on which it is asked, through the system's ssh, such as `ssh://user@gw`",
            "an absolute path", "a list of texts", "a text", "a machine", "a secret's place",
            #"a duration, \(spelled(range.lowerBound)) to \(spelled(range.upperBound))"#,
        ],
        // toml++.
        "Explain.swift": ["Error while parsing "],
    ]

    /// Whatever way it would take: into a line's known pieces, a failure, a table of words.
    @Test func noSentenceOfOursStandsWhereThingsAreFoundOut() {
        let folders = [
            "Collectors", "Collecting", "Transports", "Platform", "Engine", "Alarms", "Notify", "Feed", "Journal", "OwnProcess", "warte",
            "warted", "Link", "Configuration", "TOMLReading", "JSON", "MessageJSON", "MetricStore", "Curses", "Drawing",
            "Telemetry/Configured", "Telemetry/Declaration", "Telemetry/Text",
        ]
        let found = folders.flatMap { Self.sentences(in: $0) }.map { (file: $0.file, text: String($0.text.dropFirst().dropLast())) }
        let ours = found.filter { Self.ofOthers[$0.file]?.contains($0.text) != true }.map { "\($0.file): \($0.text)" }
        #expect(ours == [], "messages have their words in Telemetry/Messages")
        let excepted = Self.ofOthers.flatMap { file, literals in literals.map { "\(file): \($0)" } }
        #expect(Set(excepted).subtracting(found.map { "\($0.file): \($0.text)" }) == [], "these need no exception")
    }

    /// What the test above would say of what stood in collectors once.
    @Test(arguments: [
        #"let words = ["an error", "its end of the connection closed"]"#,
        #"error = LibvirtError(code: 0, message: "failed without a reason")"#,
        #"throw Failure(text: "no engine listens")"#, #"keys[digit] = "a screen""#,
        #"throw .unreachable(asked: path, reason: .marked([.known("nobody listens there")]))"#, #"x.unreadable(got: "\(n) of too many")"#,
    ]) func sentencesAreFound(_ code: String) { #expect(Self.sentences(of: code) != []) }

    @Test(arguments: [
        #"// "not a word of it""#, #"Option("a", meaning: "what it \"is\" for, " + "and why")"#, #"line.hasPrefix("cannot open it")"#,
        #""qemu:///system""#, #""\(asked) on \(path)""#, "\"\"\"\nmany words of libvirt\n\"\"\"",
    ]) func whatIsNoneIsNotFound(_ code: String) { #expect(Self.sentences(of: code) == []) }
}
