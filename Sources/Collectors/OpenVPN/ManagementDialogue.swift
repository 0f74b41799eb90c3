import Collecting
import Telemetry

/// The management interface's side of the talk, taken apart: bytes in, messages out, no socket, no clock (management-notes.txt).
///
/// A line that begins with `>` tells of something that happened and may stand anywhere, in the middle of a reply too. All else answers
/// the commands in their order: one line SUCCESS or ERROR, or lines up to END.
struct ManagementDialogue {
    enum ServerMessage: Hashable {
        /// `ENTER PASSWORD:`, which has no line end.
        case passwordPrompt
        /// `>INFO:`, the greeting.
        case info
        case hold
        case reply(Reply)
        /// `epoch,flags,text`
        case log(String)
        /// `epoch,STATE,detail,…`
        case state(String)
        /// `>CLIENT:CONNECT` or `REAUTH`: the server waits for the management client to let somebody in.
        case asksForAuthentication
        case fatal(String)
        /// What tells nothing that is counted: BYTECOUNT, NOTIFY, ESTABLISHED, …
        case other
    }
    enum Reply: Hashable {
        case success(String)
        case error(String)
        /// Without END; where SUCCESS came first it is left out.
        case lines([String])
    }
    /// The form of a command's answer; ERROR alone is possible for each.
    enum Form { case line, block, lineThenBlock }

    /// A status row is some 200 bytes and a log line at most a few thousand.
    static let longestLine = 65_536
    /// Some hundred thousand clients, which is far beyond what one server process carries.
    static let longestReply = 16 * 1_048_576
    /// What a line takes beside its letters: a reply of empty ones has an end, too.
    private static let perLine = 64

    private var buffer = LineBuffer(limit: Self.longestLine)
    private var pending: [(command: String, form: Form)] = []
    private var block: [String] = []
    private var blockBytes = 0
    /// Whether the block's first line was SUCCESS.
    private var acknowledged = false
    private var greeted = false
    private var prompted = false
    /// Whether anything came at all.
    private(set) var heard = false

    /// The bytes of a command; its answer will be taken apart by `form`.
    mutating func send(_ command: String, _ form: Form) -> [UInt8] {
        pending.append((command, form))
        return Array(command.utf8) + [10]
    }
    /// A password is answered like a command, but no message may ever name it.
    mutating func sendPassword(_ password: String) -> [UInt8] {
        pending.append((Self.password, .line))
        return Array(password.utf8) + [10]
    }

    mutating func receive(_ bytes: [UInt8]) throws(CollectFailure) -> [ServerMessage] {
        if !bytes.isEmpty { heard = true }
        buffer.append(bytes)
        var messages: [ServerMessage] = []
        while true {
            let line: String?
            do throws(LineBuffer.TooLong) { line = try buffer.next() } catch {
                throw unreadable(.lineBeyondBytes(error.limit), error.start)
            }
            guard var line else { break }
            if block.isEmpty, !acknowledged, line.utf8.starts(with: Self.prompt) {
                messages.append(prompt())
                line.removeFirst(Self.prompt.count)
                if line.isEmpty { continue }
            }
            if let message = try take(line) { messages.append(message) }
        }
        let tail = buffer.tail
        let prompts = tail.count / Self.prompt.count
        if prompts > 0, tail.elementsEqual(repeatElement(Self.prompt, count: prompts).joined()) {
            // More than one where what was sent before the first is no password.
            buffer.dropTail()
            for _ in 0..<prompts { messages.append(prompt()) }
        } else if !greeted, pending.isEmpty, let first = tail.first, first != 0x3E, !Self.prompt.starts(with: tail) {
            throw unreadable(.noGreeting(), String(decoding: tail.prefix(80), as: UTF8.self))
        }
        return messages
    }

    private static let prompt = Array("ENTER PASSWORD:".utf8)
    private static let password = "password"

    /// A wrong password is answered with the prompt again, in 2.6 with nothing else.
    private mutating func prompt() -> ServerMessage {
        defer { prompted = true }
        guard prompted, pending.first?.command == Self.password else { return .passwordPrompt }
        return finish(.error("bad password"))
    }

    private mutating func take(_ line: String) throws(CollectFailure) -> ServerMessage? {
        if line.hasPrefix(">") { return event(line.dropFirst()) }
        guard let next = pending.first else {
            if line.isEmpty { return .other }
            throw unreadable(greeted ? .lineUnasked() : .noGreeting(), line)
        }
        if block.isEmpty, !acknowledged {
            if line.hasPrefix("ERROR: ") { return finish(.error(String(line.dropFirst(7)))) }
            if next.form != .block, line.hasPrefix("SUCCESS: ") {
                if next.form == .line { return finish(.success(String(line.dropFirst(9)))) }
                acknowledged = true
                return nil
            }
            if next.form != .block { throw unreadable(greeted || prompted ? .firstLine() : .noGreeting(), line) }
        }
        if line == "END" { return finish(.lines(block)) }
        blockBytes += line.utf8.count + Self.perLine
        guard blockBytes <= Self.longestReply else { throw unreadable(.replyWithoutEnd(block.count + 1), line) }
        block.append(line)
        return nil
    }

    private mutating func finish(_ reply: Reply) -> ServerMessage {
        pending.removeFirst()
        block = []
        blockBytes = 0
        acknowledged = false
        return .reply(reply)
    }

    private mutating func event(_ text: Substring) -> ServerMessage {
        guard let colon = text.firstIndex(of: ":") else { return .other }
        let body = text[text.index(after: colon)...]
        switch text[..<colon] {
        case "INFO":
            greeted = true
            return .info
        case "HOLD": return .hold
        case "LOG": return .log(String(body))
        case "STATE": return .state(String(body))
        case "FATAL": return .fatal(String(body))
        // The environment lines of a CLIENT block may hold a password: they go no further than this.
        case "CLIENT" where body.hasPrefix("CONNECT,") || body.hasPrefix("REAUTH,"): return .asksForAuthentication
        default: return .other
        }
    }

    private func unreadable(_ place: Telemetry.Message, _ got: String) -> CollectFailure {
        .unreadable(
            asked: place == .noGreeting() ? "management" : pending.first?.command ?? "management", place: place,
            got: .raw(KnownWords.shape(of: got.beginning(bytes: 200))))
    }
}
