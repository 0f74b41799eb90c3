import Collecting
import Glibc
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import FuzzTargets

/// The commonest mistakes, each made with a real snmpd: what `warte check --connect` says of it names the mistake and the cure.
@Suite(.serialized, .enabled(if: AgentLab.missing == nil, Comment(rawValue: AgentLab.missing ?? "")))
final class AgentMistakeTests {
    /// What this test was told.
    private let texts = Mutex<[String]>([])
    private typealias Tests = AgentLabTests
    private struct Mistake: Sendable {
        let name: String
        var options: Options = [:]
        var secrets = ["community": "community"]
        var endpoint: String?
        /// Of the host's row, and of the line below the table.
        let sentence: String
        let cure: String
    }
    private static let password = ["password": "password"]

    private static let mistakes: [Mistake] = [
        Mistake(
            name: "another community", secrets: ["community": "other"], sentence: "says nothing to this community: it has another one",
            cure: "snmpget -v2c -c COMMUNITY"),
        Mistake(
            name: "an agent that speaks version 1 alone", secrets: ["community": "old"],
            sentence: "answers this community in version 1 and says nothing in version 2c", cure: "write that version"),
        Mistake(
            name: "an agent that speaks 2c alone", options: ["version": "1"], secrets: ["community": "new"],
            sentence: "answers this community in version 2c and says nothing in version 1", cure: "write that version"),
        Mistake(
            name: "a view that leaves all out", secrets: ["community": "blind"], sentence: "lets us in and lets us see nothing",
            cure: "a view of 1.3.6.1"),
        Mistake(
            name: "an unknown user", options: Tests.user("nobody"), secrets: Tests.three, sentence: "unknown user: the agent has no",
            cure: "compare with the agent's user"),
        Mistake(
            name: "another password", options: Tests.user("watch"), secrets: ["password": "other", "privacy_password": "privacy"],
            sentence: "wrong password: the agent knows the user", cure: "check the password (password_file"),
        Mistake(
            name: "another authentication protocol", options: Tests.user("watch", ["authentication": "SHA-512"]), secrets: Tests.three,
            sentence: "another protocol than SHA-512", cure: "check the password (password_file"),
        Mistake(
            name: "another privacy password", options: Tests.user("watch"), secrets: ["password": "password", "privacy_password": "other"],
            sentence: "wrong privacy password: the agent takes the password", cure: "check privacy_password"),
        Mistake(
            name: "another privacy protocol", options: Tests.user("watch", ["privacy": "AES-256"]), secrets: Tests.three,
            sentence: "its protocol is AES-256", cure: "check privacy_password"),
        Mistake(
            name: "no privacy where the agent wants it", options: Tests.user("watch"), secrets: password,
            sentence: "or wants more security", cure: "a view of 1.3.6.1"),
        Mistake(
            name: "a user without a right", options: Tests.user("stranger"), secrets: Tests.three,
            sentence: "lets us in and lets us see nothing", cure: "a view of 1.3.6.1"),
        Mistake(
            name: "an unknown context", options: Tests.user("watch", ["context": "nowhere"]), secrets: Tests.three, sentence: "context",
            cure: "compare with the agent's user"),
        Mistake(
            name: "a short password", options: Tests.user("watch"), secrets: ["password": "short", "privacy_password": "privacy"],
            sentence: "what password_file names has less than 8 characters", cure: "at least 8 characters"),
        Mistake(
            name: "a short privacy password", options: Tests.user("watch"), secrets: ["password": "password", "privacy_password": "short"],
            sentence: "what privacy_password_file names has less than 8 characters", cure: "at least 8 characters"),
        Mistake(
            name: "another port", endpoint: "127.0.0.1:\(freeDatagramPort())", sentence: "Connection refused",
            cure: "does the service run, and on this port"),
        Mistake(
            name: "an unknown name of the host", endpoint: "no-such-host.invalid", sentence: "no-such-host.invalid",
            cure: "spelling and DNS"),
        Mistake(
            name: "a secret's file that is not there", secrets: ["community": "nowhere"],
            sentence: "No such file or directory: /",
            cure: "its file"),
        Mistake(
            name: "a secret's file that others can read", secrets: ["community": "open"], sentence: "chmod 600", cure: "mode 0600"),
        Mistake(
            name: "a secret of two lines", secrets: ["community": "lines"], sentence: "it has more than one line", cure: "one line"),
    ]

    private func says(_ failure: CollectFailure?, _ sentence: String, _ cure: String, _ mistake: String) {
        let text = failure?.text ?? "no failure"
        texts.withLock { $0.append(text) }
        #expect(text.contains(sentence), "\(mistake): \(text)")
        #expect(failure?.hint?.text.contains(cure) == true, "\(mistake): \(failure?.hint?.text ?? "no hint")")
        let all = failure.map { "\($0) \($0.text)" } ?? ""
        for secret in ["marked-", "blind-", "narrow-", "old-community", "new-community", "another-password"] {
            #expect(!all.contains(secret), "\(mistake)")
        }
    }

    private func note(_ gaps: [Inventory.Gap]) {
        texts.withLock { $0 += gaps.map { "no \($0.figure.text): \($0.reason.text)" } }
    }

    /// All that the README lists is said, and nothing else.
    @Test func isSaidAsTheReadmeHasIt() async throws {
        try await everyMistakeHasItsSentenceAndItsCure()
        try await nobodyAnswers(version: "2c")
        try await anAgentThatAnswersAndThenDoesNot(version: "2c")
        try await aViewThatLeavesFiguresOut()
        try await aProfileOfAnotherAgent()
        try await aClockThatIsWornOutHasItsSentence()
        let table = MistakeTable(of: "SNMP")
        #expect(table.rows.count >= 12)
        let texts = texts.withLock { $0 }
        let unsaid = table.unsaid(among: texts)
        // An agent says the one or the other.
        #expect(unsaid.count == 1, "\(unsaid)")
        #expect(unsaid.allSatisfy { $0.contains("no such context") || $0.contains("answers this user nothing") }, "\(unsaid)")
        let unlisted = table.unlisted(among: texts)
        #expect(unlisted == [])
    }

    @Test func everyMistakeHasItsSentenceAndItsCure() async throws {
        let lab = try AgentLab()
        let right = try Tests.collector(lab)
        _ = try await Tests.reading(right)
        await right.close()
        for mistake in Self.mistakes {
            let collector = try Tests.collector(lab, mistake.options, secrets: mistake.secrets, endpoint: mistake.endpoint)
            says(await Tests.failure(collector), mistake.sentence, mistake.cure, mistake.name)
            await collector.close()
        }
        // A profile that the folder has not; there it is told when it is read.
        let wrong = try Tests.collector(lab, ["profile": "ours", "profiles": .text(lab.folder.path)])
        says(await Tests.failure(wrong), "there is no profile \"ours\"", "mend its file in the folder profiles", "an unknown profile")
        await wrong.close()
        // The same password in one place and a wrong one in another do not mix.
        let good = try Tests.collector(lab, Tests.user("watch"), secrets: Tests.three)
        #expect(try await Tests.reading(good).number("memory") != nil)
        await good.close()
    }

    /// Nobody knows more of an agent that is not there: a firewall, the machine, its address.
    @Test(arguments: ["2c", "3"]) func nobodyAnswers(version: String) async throws {
        let lab = try AgentLab()
        let silent = boundDatagramSocket()
        defer { close(silent.descriptor) }
        let collector =
            try version == "3"
            ? Tests.collector(lab, Tests.user("watch"), secrets: Tests.three, endpoint: "127.0.0.1:\(silent.port)", deadline: .seconds(2))
            : Tests.collector(lab, endpoint: "127.0.0.1:\(silent.port)", deadline: .seconds(2))
        let cure = version == "3" ? "UDP port 161 is open" : "snmpget"
        says(await Tests.failure(collector), "no answer: the agent is down, a firewall drops it", cure, "a firewall")
        await collector.close()
    }

    /// Of one that has answered in this poll it is known that community and way are right.
    @Test(arguments: ["2c", "3"]) func anAgentThatAnswersAndThenDoesNot(version: String) async throws {
        let lab = try AgentLab()
        let right = try Tests.collector(lab)
        _ = try await Tests.reading(right)
        await right.close()
        // Version 3 asks for the engine's id first.
        let slow = try MangledAgent(before: lab.port, passes: version == "3" ? 3 : 1)
        defer { slow.end() }
        let endpoint = "127.0.0.1:\(slow.port)"
        let collector =
            try version == "3"
            ? Tests.collector(lab, Tests.user("watch"), secrets: Tests.three, endpoint: endpoint, deadline: .seconds(2))
            : Tests.collector(lab, endpoint: endpoint, deadline: .seconds(2))
        says(await Tests.failure(collector), "and then none in time", "a longer deadline", "a slow agent")
        await collector.close()
    }

    /// Debian's own configuration shows the system's name and nothing else: that is an answer, and says what is missing and why.
    @Test func aViewThatLeavesFiguresOut() async throws {
        let lab = try AgentLab()
        let collector = try Tests.collector(lab, secrets: ["community": "narrow"])
        let gaps = try await Tests.reading(collector).only?.inventory.gaps ?? []
        #expect(gaps.map(\.figure) == [.figureCPU(), .figureMemory()], "\(gaps.map(\.figure))")
        #expect(gaps.allSatisfy { $0.reason.text.contains("or its view leaves it out") })
        note(gaps.filter { $0.figure == .figureCPU() })
        await collector.close()
    }

    /// A profile of another maker's agent.
    @Test func aProfileOfAnotherAgent() async throws {
        let lab = try AgentLab()
        let collector = try Tests.collector(lab, ["profile": "fortigate"])
        let gaps = try await Tests.reading(collector).only?.inventory.gaps ?? []
        #expect(gaps.contains { $0.reason.text.contains("\"fortigate\" is named and the agent has nothing of it") })
        note(gaps.filter { $0.figure.text == "profile" })
        await collector.close()
    }

    /// An engine that has counted to its last restart takes nobody any more (RFC 3414, section 3.2).
    @Test func aClockThatIsWornOutHasItsSentence() async throws {
        let lab = try AgentLab()
        lab.stop()
        mkdir(lab.folder.file("worn"), 0o700)
        try lab.folder.write("engineBoots 2147483646\noldEngineID 0x80001f8880c0ffee00c0fff0\n", to: "worn/snmpd.conf")
        try lab.start(state: "worn")
        let plain = try Tests.collector(lab)
        _ = try await Tests.reading(plain)
        await plain.close()
        let collector = try Tests.collector(lab, Tests.user("watch"), secrets: Tests.three)
        says(await Tests.failure(collector), "outside of its time window", "restart the agent once", "a clock")
        await collector.close()
    }

    /// Why it is silent was found a moment ago, and is no longer so: the agent hangs, or the secret is another.
    @Test(arguments: ["other", "old"]) func whyAnAgentIsSilentIsNotSaidForLongerThanItHolds(community: String) async throws {
        let lab = try AgentLab()
        try lab.folder.write("\(community == "old" ? "old-community" : "nobody's-community")\n", to: "changing", mode: 0o600)
        let collector = try Tests.collector(lab, ["retries": 0], secrets: ["community": "changing"], deadline: .seconds(2))
        let sentence = community == "old" ? "answers this community in version 1" : "says nothing to this community"
        try await eventually("it is found why", within: .seconds(30)) { await Tests.failure(collector)?.text.contains(sentence) == true }
        lab.freeze(true)
        #expect(await Tests.failure(collector)?.text.contains("no answer: the agent is down") == true)
        lab.freeze(false)
        // It was there all the time: what is found of one community is not said of another.
        let changed = community == "old" ? "nobody's-community" : "old-community"
        try lab.folder.write(changed + "\n", to: "changing", mode: 0o600)
        let next = community == "old" ? "says nothing to this community" : "answers this community in version 1"
        #expect(await Tests.failure(collector)?.text.contains(next) == true)
        await collector.close()
    }

    /// Nobody listened, and now somebody does who is silent.
    @Test func anAgentThatComesUpSilentIsLookedAtAnew() async throws {
        let silent = boundDatagramSocket()
        let lab = try AgentLab(port: freeDatagramPort())
        lab.stop()
        let collector = try Tests.collector(
            lab, ["retries": 0], secrets: ["community": "other"], endpoint: "127.0.0.1:\(silent.port)", deadline: .seconds(2))
        #expect(await Tests.failure(collector)?.text.contains("no answer") == true)
        close(silent.descriptor)
        #expect(await Tests.failure(collector)?.text.contains("Connection refused") == true)
        let late = try AgentLab(port: silent.port)
        try await eventually("it is found why", within: .seconds(30)) {
            await Tests.failure(collector)?.text.contains("says nothing to this community") == true
        }
        await collector.close()
        withExtendedLifetime(late) {}
    }

    /// What is asked to find out why an agent is silent is asked once, not at every poll.
    @Test func aSilentAgentIsNotAskedMoreAndMore() async throws {
        let lab = try AgentLab()
        let silent = boundDatagramSocket()
        defer { close(silent.descriptor) }
        let collector = try Tests.collector(
            lab, ["retries": 0], endpoint: "127.0.0.1:\(silent.port)", deadline: .seconds(1))
        var counts: [Int] = []
        for _ in 0..<3 {
            _ = await Tests.failure(collector)
            var count = 0
            var buffer = [UInt8](repeating: 0, count: 2000)
            while recv(silent.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)) > 0 { count += 1 }
            counts.append(count)
        }
        #expect(counts == [3, 1, 1])
        await collector.close()
    }
}
