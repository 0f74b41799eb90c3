import Glibc
import Platform
import Telemetry

/// Reads secrets; no error text ever holds one.
enum Secret {
    /// A secret is a password or a key, not a file system.
    static let longest = 65_536

    static func text(of source: SecretSource) throws(CollectFailure) -> String {
        switch source {
        case .environment(let name):
            let asked = "$\(name)"
            guard let value = getenv(name) else { throw .refused(asked: asked, reason: .isNotSet(), hint: .secret) }
            return try oneLine(String(cString: value), asked)
        case .file(let path):
            return try read(path, strict: true)
        case .credential(let name):
            guard let folder = getenv("CREDENTIALS_DIRECTORY") else {
                throw .refused(
                    asked: "$CREDENTIALS_DIRECTORY/\(name)", reason: .noCredentials(name), hint: .secret)
            }
            guard !name.isEmpty, !name.contains("/"), name != "..", name != "." else {
                throw .refused(asked: "$CREDENTIALS_DIRECTORY/\(name)", reason: .credentialHasFolder(), hint: .secret)
            }
            // systemd gives the service its right by an ACL, which shows in the mode as a right of the group.
            return try read(String(cString: folder) + "/" + name, strict: false)
        }
    }

    private static func read(_ path: String, strict: Bool) throws(CollectFailure) -> String {
        func refused(_ reason: Message) -> CollectFailure { .refused(asked: path, reason: reason, hint: .secret) }
        // Nonblocking: a FIFO in place of a file must not hold us up.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { throw refused(.raw(SystemError.text(errno))) }
        defer { Glibc.close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw refused(.raw(SystemError.text(errno))) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw refused(.noRegularFile()) }
        if strict {
            guard facts.st_uid == geteuid() || facts.st_uid == 0 else {
                throw refused(.ofAnotherUser(Int(facts.st_uid)))
            }
            let mode = facts.st_mode & 0o777
            guard mode & 0o077 == 0 else {
                throw refused(.othersCanRead(String(mode, radix: 8), path))
            }
        }
        guard facts.st_size <= longest else { throw refused(.longerThan(longest)) }
        guard let bytes = readToEnd(file, atMost: longest) else { throw refused(.raw(SystemError.text(errno))) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw refused(.isNoText()) }
        return try oneLine(text, path)
    }

    /// Without the one line end that an editor leaves. A second line is a mistake, and no server would say which; nothing that is sent as
    /// a header or in a dialogue can end it.
    private static func oneLine(_ text: String, _ asked: String) throws(CollectFailure) -> String {
        let line = text.last?.isNewline == true ? String(text.dropLast()) : text
        guard !line.contains(where: \.isNewline) else { throw .refused(asked: asked, reason: .secretIsOneLine(), hint: .secret) }
        guard !line.isEmpty, line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .refused(asked: asked, reason: .secretHasControl(), hint: .secret)
        }
        return line
    }
}
