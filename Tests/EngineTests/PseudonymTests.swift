import Telemetry
import TestSupport
import Testing

@testable import Engine

@Suite struct PseudonymTests {
    let noon = Moment(seconds: 1_795_521_600)

    @Test func aNameKeepsItsPseudonymForOneDayAndLosesItTheNext() {
        var redactor = Pseudonyms()
        let first = redactor.pseudonym(for: "alice", at: noon)
        #expect(first.wholeMatch(of: /u-[0-9a-f]{4}/) != nil)
        #expect(redactor.pseudonym(for: "alice", at: noon + .seconds(3600)) == first)
        #expect(redactor.pseudonym(for: "bob", at: noon) != first)
        #expect(redactor.name(behind: first) == "alice")
        _ = redactor.pseudonym(for: "bob", at: noon + .seconds(86_400))
        #expect(redactor.name(behind: first) == nil)
    }

    @Test func newNamesAreToldForAnHourAndOnce() {
        var redactor = Pseudonyms()
        let midnight = Moment(seconds: (noon.seconds / 86_400 + 1) * 86_400)
        let (alice, bob) = (redactor.pseudonym(for: "alice", at: noon), redactor.pseudonym(for: "bob", at: noon))
        let next = redactor.pseudonym(for: "alice", at: midnight)
        #expect(redactor.takeRenamed() == [alice: next])
        #expect(redactor.takeRenamed() == [:])
        #expect(redactor.name(behind: alice) == nil)
        _ = redactor.pseudonym(for: "bob", at: midnight + .seconds(3600))
        #expect(redactor.takeRenamed() == [:], "\(bob) is nobody any more")
        _ = redactor.pseudonym(for: "alice", at: midnight + .seconds(2 * 86_400))
        #expect(redactor.takeRenamed() == [:])
    }

    /// An answer that came before midnight and is taken after it must not take everybody's name away twice.
    @Test func aLateAnswerTurnsNothingBack() {
        var redactor = Pseudonyms()
        let midnight = Moment(seconds: (noon.seconds / 86_400 + 1) * 86_400)
        let old = redactor.pseudonym(for: "alice", at: midnight - .seconds(30))
        let new = redactor.pseudonym(for: "alice", at: midnight)
        #expect(new != old)
        #expect(redactor.pseudonym(for: "alice", at: midnight - .seconds(3)) == new)
        #expect(redactor.pseudonym(for: "alice", at: midnight + .seconds(3)) == new)
        // A clock that is set back is another matter.
        #expect(redactor.pseudonym(for: "alice", at: midnight - .seconds(3600)) != new)
    }

    /// Of a name that is as long as somebody likes to make it the beginning is looked for, and all of it is taken out.
    @Test(arguments: ["n", "é", "名", "Anna-Maria-von-und-zu-Hohenlohe-Langenburg "]) func aNameOfAnyLengthIsTakenOutWhole(letters: String) {
        var redactor = Pseudonyms()
        for length in [1, 5, 6, 7, 14, 60, 127, 128, 200, 254, 255, 256, 257, 258, 300, 700, 5000] {
            let name = "x" + String(repeating: letters, count: length) + "\(length)z"
            // More words than a name has are another matter.
            guard NameWords.ranges(in: name).count <= NameWords.longestName else { continue }
            let pseudonym = redactor.pseudonym(for: name, at: noon)
            #expect(redactor.redact("[\(name)] timed out, \(name)", names: [], at: noon) == "[\(pseudonym)] timed out, \(pseudonym)")
            #expect(redactor.redact("[\(name.uppercased())]", names: [name], at: noon) == "[\(pseudonym)]")
        }
    }

    @Test func tenThousandNamesGetTenThousandPseudonyms() {
        var redactor = Pseudonyms()
        #expect(Set((0..<10_000).map { redactor.pseudonym(for: "user\($0)", at: noon) }).count == 10_000)
    }

    @Test(arguments: [
        ("10.77.0.11:4711", "10.77.0.0/24"), ("udp4:10.77.0.11:4711", "10.77.0.0/24"), ("10.77.0.11", "10.77.0.0/24"),
        ("[2001:db8:1:2ff::7]:1194", "2001:db8:1:200::/56"), ("2001:db8::1", "2001:db8::/56"), ("", ""),
        ("::ffff:198.51.100.9", "198.51.100.0/24"), ("::ffff:198.51.100.9(1194)", "198.51.100.0/24"), ("fe80::1%eth0", "fe80::/56"),
        ("udp6:[2001:db8::1]:5", "2001:db8::/56"), ("1:2:3:4:5:6:7:8", "1:2:3::/56"), ("1:2:3:4:5:6:198.51.100.9", "1:2:3::/56"),
        ("64:ff9b::198.51.100.9", "64:ff9b::/56"), ("1::", "1::/56"),
    ])
    func addressesAreCutToTheirNetwork(address: String, network: String) {
        var redactor = Pseudonyms()
        #expect(redactor.network(of: address, at: noon) == network)
    }

    @Test(arguments: [
        "(1194)", "300.1.2.3", "1.2.3", "1:2:3:4:5:6:7", "1::2::3", "::", "::g", "12345::1", "10.0.0.1x", "x", "udp4:",
        "[2001:db8::1", "2001:db8::1]:5",
    ])
    func whatIsNoAddressBecomesAPseudonym(text: String) {
        var redactor = Pseudonyms()
        #expect(redactor.network(of: text, at: noon).hasPrefix("u-"), "\(redactor.network(of: text, at: noon))")
    }

    @Test(arguments: [
        "alice/10.77.0.12:37732 [alice] Inactivity timeout (--ping-restart), restarting",
        "alice/udp4:10.77.0.12:37732 SIGUSR1[soft,ping-restart] received, client-instance restarting",
        "10.77.0.12:5 [alice] Peer Connection Initiated with [AF_INET]10.77.0.12:58500",
        "Anna Maria/10.77.0.12:1 MULTI: Learn: 10.88.0.2 -> Anna Maria/10.77.0.12:1",
        "VERIFY OK: depth=0, CN=alice", "VERIFY ERROR: depth=0, error=certificate has expired: CN=Anna-Maria, serial=3",
        "peer 2001:db8:77::12 gone: alice.", "'alice'",
    ])
    func nothingPersonalIsLeftInALine(line: String) {
        var redactor = Pseudonyms()
        _ = redactor.pseudonym(for: "Anna Maria", at: noon)
        let redacted = redactor.redact(line, names: ["alice"], at: noon)
        for secret in ["alice", "Anna", "77.0.12", "88.0.2", "77::12"] { #expect(!redacted.contains(secret), "\(redacted)") }
        #expect(redacted.contains("Inactivity timeout (--ping-restart), restarting") == line.contains("Inactivity"))
    }

    /// A pseudonym at the beginning says nothing of what follows it, nor does a name that begins like one.
    @Test func ofACertificateNameNothingStaysButAPseudonym() {
        var redactor = Pseudonyms()
        let anna = redactor.pseudonym(for: "anna", at: noon)
        #expect(redactor.redact("VERIFY OK: CN=anna Berg, O=x", names: [], at: noon) == "VERIFY OK: CN=…, O=x")
        #expect(redactor.redact("VERIFY OK: CN=u-mueller", names: [], at: noon) == "VERIFY OK: CN=…")
        #expect(redactor.redact("VERIFY OK: CN=anna, O=x", names: [], at: noon) == "VERIFY OK: CN=\(anna), O=x")
    }

    @Test(arguments: [
        ("from 10.77.0.0/24, 2001:db8:77::/56", "from 10.77.0.0/24, 2001:db8:77::/56"), ("10.77.0.0/240", "10.77.0.0/24/240"),
        ("10.77.0.12:bob came", "10.77.0.0/24:bob came"), ("from 10.77.0.12.", "from 10.77.0.0/24."), ("a:10.77.0.12", "a:10.77.0.0/24"),
        ("ip10.77.0.12", "ip10.77.0.0/24"), ("1.10.77.0.12", "1.10.77.0/24.12"), ("2001:db8:77::12: gone", "2001:db8:77::/56: gone"),
        ("at ::ffff:10.77.0.12(1194).", "at 10.77.0.0/24."), ("[AF_INET6]2001:db8:77::12:5", "[AF_INET6]2001:db8:77::/56"),
        ("udp6:2001:db8:77::12", "udp6:2001:db8:77::/56"), ("20:10:02, std::min, dead:beef", "20:10:02, std::min, dead:beef"), ("", ""),
        (":", ":"),
    ])
    func addressesAreFoundInTheMiddleOfALine(line: String, redacted: String) {
        var redactor = Pseudonyms()
        #expect(redactor.redact(line, names: [], at: noon) == redacted)
    }

    /// Nothing is counted here but that it ends: what is not linear takes minutes, and the suite's own limit finds it.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["a:", "a", ":", "::", "1.", "1.1.1.1:", "[", "bob ", "a b ", "\u{1F1E9}", "e\u{301}\u{302}", "-", "f:f:f:f::", "CN="])
    func aLineIsReadInOneGo(unit: String) {
        var redactor = Pseudonyms()
        for number in 0..<1_000 { _ = redactor.pseudonym(for: "a b \(number) a b a b a b a b a b a b a b a", at: noon) }
        let line = String(repeating: unit, count: 100_000 / unit.utf8.count)
        #expect(!redactor.redact(line, names: ["bob"], at: noon).contains("bob"))
    }

    @Test func beyondTheMostNamesNoneIsInClear() {
        var redactor = Pseudonyms()
        for number in 0..<100_000 { _ = redactor.pseudonym(for: "user\(number)", at: noon) }
        let late = redactor.pseudonym(for: "alice", at: noon)
        #expect(late.wholeMatch(of: /u-[0-9a-f]{16}/) != nil && redactor.pseudonym(for: "alice", at: noon) == late)
        #expect(redactor.redact("alice/10.77.0.12:1 [alice] x", names: ["alice"], at: noon) == "\(late)/10.77.0.0/24 [\(late)] x")
        #expect(redactor.redact("ask alice", names: [], at: noon) == "ask \(late)")
        #expect(redactor.name(behind: late) == "alice")
    }

    @Test func whereAnAttemptCameFromIsAMarkAndNoName() {
        var redactor = Redactor(policy: .pseudonyms)
        func attempt(_ address: String) -> SessionEnd {
            SessionEnd(
                at: noon, host: "vpn-1", kind: .vpn, session: SessionEnd.attempt + address, user: "", cause: .handshake, confidence: .exact,
                evidence: "\(address):4711 TLS Error: TLS handshake failed", isAttempt: true)
        }
        let passed = redactor.pass(Reading(ends: [attempt("10.77.0.11"), attempt("10.77.0.11"), attempt("10.77.0.12")]), at: noon).ends
        #expect(passed[0].session == passed[1].session && passed[0].session != passed[2].session)
        #expect(passed.allSatisfy { !$0.session.contains("10.77") && $0.evidence == "10.77.0.0/24 TLS Error: TLS handshake failed" })
    }

    @Test func whatIsNoNameAndNoAddressStays() {
        var redactor = Pseudonyms()
        _ = redactor.pseudonym(for: "al", at: noon)
        let line = "20:10:02 OpenVPN 2.6.14 also alarm [UNDEF] TLS Error: key (0x1f), see x.y"
        #expect(redactor.redact(line, names: ["UNDEF", ""], at: noon) == line)
    }
}
