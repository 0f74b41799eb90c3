import Collectors
import Configuration
import TOMLReading
import Telemetry
import Testing

/// What is said of a host's lines before anybody is asked, with the line that is at fault.
struct AgentConfigurationTests {
    static let secret = "community_env = \"C\"\n"
    static let passwords = "password_env = \"P\"\nprivacy_password_env = \"Q\"\n"

    /// The first line after the four that every host has is line 5.
    static func problems(_ lines: String) -> [String] {
        let text = "[[host]]\nname = \"fw\"\ncollector = \"snmp\"\nendpoint = \"192.0.2.7\"\n\(lines)"
        do throws(FileProblems) {
            _ = try parseSettings(text, file: "f", collectors: knownCollectors)
            return []
        } catch { return error.list.map(\.description) }
    }

    static let right: [String] = [
        secret, "version = \"1\"\n\(secret)", "version = \"3\"\nuser = \"watch\"\n", "version = \"3\"\nuser = \"watch\"\n\(passwords)",
        "version = \"3\"\nuser = \"watch\"\npassword_env = \"P\"\nauthentication = \"SHA\"\n",
        "version = 3\nuser = \"watch\"\n",
        // With its version and a community it is meant so.
        "version = \"2c\"\nuser = \"watch\"\n\(secret)\(passwords)",
    ]
    @Test(arguments: right) func isRight(lines: String) { #expect(Self.problems(lines) == []) }

    static let wrong: [(String, String)] = [
        ("", "f:1:1: version 2c needs the agent's community: write community_file = \"/…\" (mode 0600)"),
        ("version = \"1\"\n", "f:5:11: version 1 needs the agent's community: write community_file = \"/…\" (mode 0600)"),
        // The version is forgotten: the user would be left out without a word, or the community asked for.
        (
            "user = \"watch\"\n\(passwords)",
            "f:5:8: user is for version 3, and this is version 2c: write version = \"3\" too"
        ),
        ("user = \"watch\"\n\(secret)", "f:5:8: user is for version 3, and this is version 2c: write version = \"3\" too"),
        (passwords, "f:5:16: password_env is for version 3, and this is version 2c: write version = \"3\" too"),
        (
            "version = \"2c\"\nuser = \"watch\"\n\(passwords)",
            "f:6:8: user is for version 3, and this is version 2c: write version = \"3\" too"
        ),
        ("version = \"3\"\n\(passwords)", "f:1:1: version 3 needs a user: write user = \"…\""),
        (
            "version = \"3\"\nuser = \"watch\"\nprivacy_password_env = \"Q\"\n",
            "f:7:24: there is no privacy without authentication: write password_file = \"/…\" too"
        ),
        (
            "version = \"3\"\nuser = \"watch\"\npassword_env = \"P\"\nprivacy = \"AES-256\"\n",
            "f:8:11: without a privacy password nothing is encrypted: write privacy_password_file = \"/…\" (mode 0600) too"
        ),
        (
            "version = \"3\"\nuser = \"watch\"\nauthentication = \"SHA\"\n",
            "f:7:18: without a password nothing is signed: write password_file = \"/…\" (mode 0600) too"
        ),
        ("version = \"2\"\n\(secret)", "f:5:11: unknown value \"2\", did you mean \"2c\"?"),
        ("version = \"v2c\"\n\(secret)", "f:5:11: unknown value \"v2c\", did you mean \"2c\"?"),
        ("version = \"4\"\n\(secret)", "f:5:11: unknown value \"4\"; \"version\" can be 1, 2c, 3"),
        ("profile = \"fortigat\"\n\(secret)", "f:5:11: there is no profile \"fortigat\""),
        // A secret in the file is told by the key of that secret.
        ("priv_pass = \"x\"\n\(secret)", "f:5:1: a secret does not stand in this file; write privacy_password_file = "),
        ("privacy_password = \"x\"\n\(secret)", "f:5:1: a secret does not stand in this file; write privacy_password_file = "),
        ("auth_passphrase = \"x\"\n\(secret)", "f:5:1: a secret does not stand in this file; write password_file = "),
        ("community = \"public\"\n", "f:5:1: a secret does not stand in this file; write community_file = "),
        ("password_fil = \"/x\"\n\(secret)", "f:5:1: unknown key \"password_fil\", did you mean \"password_file\"?"),
    ]
    @Test(arguments: wrong) func isWrong(lines: String, problem: String) {
        let found = Self.problems(lines)
        #expect(found.contains { $0.hasPrefix(problem) }, "\(found)")
    }
}
