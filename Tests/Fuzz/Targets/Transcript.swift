import Collecting
import Telemetry
import TestSupport

@testable import Collectors

/// Plays a recorded talk to the pure half of the collector and writes down what it made of it.
///
/// Lines are the server's; `<<< command` is where we said something. `<<< reconnect` and `<<< restart` begin a new connection (the
/// former to the same process), and a poll is read after each answer to `load-stats`.
struct Transcript {
    private var watch: GatewayWatch
    private var dialogue = ManagementDialogue()
    private var asked: [String] = []
    private var status: StatusReply?
    private var process = "pid=1"
    private var polls = 0
    private(set) var text = ""

    init(history: Duration = .zero) { watch = GatewayWatch(host: "vpn-1", history: history) }

    static func play(_ input: String, history: Duration = .zero) -> String {
        var transcript = Transcript(history: history)
        do throws(CollectFailure) {
            for line in input.split(separator: "\n", omittingEmptySubsequences: false) {
                try transcript.step(line)
            }
        } catch {
            transcript.text += "error: \(error.text)\n"
        }
        return transcript.text
    }

    private mutating func step(_ line: Substring) throws(CollectFailure) {
        if line.hasPrefix("<<< ") {
            say(String(line.dropFirst(4)))
        } else if line == "ENTER PASSWORD:" {
            try hear(Array(line.utf8))
        } else if !line.isEmpty {
            try hear(Array(line.utf8) + [13, 10])
        }
    }

    private mutating func say(_ command: String) {
        switch command {
        case "reconnect", "restart":
            dialogue = ManagementDialogue()
            asked = []
            if command == "restart" { process += "0" }
        case "password":
            _ = dialogue.sendPassword("secret")
            asked.append(command)
        default:
            let form: ManagementDialogue.Form =
                switch command {
                case "status 3", "log all": .block
                case "log on all", "state on all": .lineThenBlock
                default: .line
                }
            _ = dialogue.send(command, form)
            asked.append(command)
        }
    }

    private mutating func hear(_ bytes: [UInt8]) throws(CollectFailure) {
        for message in try dialogue.receive(bytes) {
            watch.take(message)
            switch message {
            case .reply(let reply): try answer(reply, to: asked.removeFirst())
            case .passwordPrompt: text += "password wanted\n"
            case .asksForAuthentication: text += "asks for authentication\n"
            case .info, .hold, .log, .state, .fatal, .other: break
            }
        }
    }

    private mutating func answer(_ reply: ManagementDialogue.Reply, to command: String) throws(CollectFailure) {
        switch (command, reply) {
        case ("status 3", .lines(let lines)):
            status = try StatusReply(lines)
        case ("load-stats", .success(let stats)):
            guard let status else { return }
            polls += 1
            text += "poll \(polls)\n"
            write(watch.reading(status, try LoadStats(stats), at: Moment(seconds: status.epoch ?? 0)))
        case ("log on all", .lines(let lines)), ("log all", .lines(let lines)):
            watch.connected(process: process, history: lines)
        case (_, .error(let words)):
            text += "\(command): ERROR \(words)\(watch.onHold ? " (on hold)" : "")\n"
        default:
            break
        }
    }

    private mutating func write(_ reading: Reading) {
        let limit = reading.sessionLimit.map { " limit \($0)" } ?? ""
        text += "  \(reading.about)\(limit)\n"
        for sample in reading.samples { text += "  \(sample.metric.id) \(UInt64(sample.value))\n" }
        for session in reading.sessions {
            text += "  session \(session.id) \(session.user) \(session.address) since \(session.since?.seconds ?? -1)\n"
        }
        for end in reading.ends {
            let user = end.user.isEmpty ? "-" : end.user
            let session = end.session.isEmpty ? "-" : end.session
            text += "  end \(end.at.seconds) \(end.cause) \(end.confidence) \(session) \(user)\n    \(end.evidence)\n"
        }
        for event in reading.events { text += "  event \(event.at.seconds) \(event.text)\n" }
    }
}
