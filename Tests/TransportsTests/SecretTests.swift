import Collecting
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Transports

struct SecretTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func text(_ source: SecretSource) -> Result<String, CollectFailure> {
        do throws(CollectFailure) { return .success(try Transports.system.secret(source)) } catch { return .failure(error) }
    }
    func refusal(_ source: SecretSource) -> String {
        guard case .failure(.refused(let asked, let reason, _)) = text(source) else { return "" }
        return "\(asked): \(reason.text)"
    }

    @Test(arguments: ["hush", "hush\n", "hush\r\n"])
    func aFileWithoutItsLineEnd(_ content: String) throws {
        let path = try folder.write(content, to: "pw", mode: 0o600)
        #expect(text(.file(path)) == .success("hush"))
    }

    @Test(arguments: [UInt32(0o644), 0o640, 0o604, 0o620, 0o601])
    func whatOthersCanReachIsRefused(_ mode: UInt32) throws {
        let path = try folder.write("hush", to: "pw", mode: mode)
        let words = refusal(.file(path))
        #expect(words.contains("chmod 600 \(path)"))
        #expect(words.contains(String(mode, radix: 8)))
        #expect(!words.contains("hush"))
    }

    @Test func whatIsNoFileIsRefused() throws {
        #expect(refusal(.file(folder.path)).contains("not a regular file"))
        #expect(mkfifo(folder.file("fifo"), 0o600) == 0)
        #expect(refusal(.file(folder.file("fifo"))).contains("not a regular file"))
        #expect(refusal(.file("/dev/zero")).contains("not a regular file"))
        #expect(refusal(.file(folder.file("none"))).contains("No such file"))
    }

    @Test func hugeAndBinaryFilesAreRefused() throws {
        let huge = try folder.write(String(repeating: "x", count: 70_000), to: "huge", mode: 0o600)
        #expect(refusal(.file(huge)).contains("longer"))
        try writeFile(folder.file("binary"), [0xFF, 0xFE], mode: 0o600)
        #expect(refusal(.file(folder.file("binary"))).contains("UTF-8"))
    }

    @Test(arguments: ["hush\nhush", "hush\n\n", "\nhush\n", "hush\r\nmore\r\n"]) func moreThanOneLineIsNoSecret(_ content: String) throws {
        let path = try folder.write(content, to: "pw", mode: 0o600)
        #expect(refusal(.file(path)) == "\(path): it has more than one line, and a secret is one line")
        setenv("WARTE_TEST_LINES", content, 1)
        defer { unsetenv("WARTE_TEST_LINES") }
        #expect(refusal(.environment("WARTE_TEST_LINES")).contains("more than one line"))
    }

    /// Whoever sends it need not look: it steers no dialogue and no header.
    @Test(arguments: ["", "\n", "tab\there", "hush\u{1B}[31m", "hush\u{7F}", "hu\u{0}sh"]) func noTextIsNoSecret(_ content: String) throws {
        let path = try folder.write(content, to: "pw", mode: 0o600)
        #expect(refusal(.file(path)) == "\(path): the secret is empty or has control characters")
    }

    @Test(.enabled(if: geteuid() == 0, "needs root: it gives a file away"))
    func aStrangersFileIsRefused() throws {
        let path = try folder.write("hush", to: "pw", mode: 0o600)
        #expect(chown(path, 65534, 65534) == 0)
        #expect(refusal(.file(path)).contains("another user"))
    }

    @Test func environmentAndCredentials() throws {
        setenv("WARTE_TEST_SECRET", "hush\n", 1)
        defer { unsetenv("WARTE_TEST_SECRET") }
        #expect(text(.environment("WARTE_TEST_SECRET")) == .success("hush"))
        #expect(refusal(.environment("WARTE_TEST_NOT_SET")).contains("not set"))

        #expect(refusal(.credential("pw")).contains("LoadCredential=pw"))
        setenv("CREDENTIALS_DIRECTORY", folder.path, 1)
        defer { unsetenv("CREDENTIALS_DIRECTORY") }
        // systemd's ACL shows as a right of the group.
        try folder.write("hush\n", to: "pw", mode: 0o440)
        #expect(text(.credential("pw")) == .success("hush"))
        #expect(refusal(.credential("../pw")).contains("no folder"))
        #expect(refusal(.credential("other")).contains("No such file"))
    }
}
