import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import Engine

/// People are looked for in all that becomes of every line that OpenVPN is known to write, with their names, mail addresses, networks and
/// serial numbers wherever a line has room for them.
@Suite struct NameSearchTests {
    static let now = Moment(seconds: 1_795_551_100)

    struct Person: Sendable, CustomTestStringConvertible {
        let name: String
        let user: String
        let address: String
        let subject: String
        /// What may be found nowhere.
        let secrets: [String]
        var testDescription: String { name }
    }

    /// Subjects as OpenSSL's, mbed TLS's and OpenVPN's options have them: RDNs in both orders, by comma and by slash, quoted, in UTF-8.
    static let people = [
        Person(
            name: "erika.beispiel", user: "erika", address: "198.51.100.9:4711",
            subject: "C=DE, O=Beispiel GmbH, OU=Erika Beispiel, CN=Beispiel, Erika, emailAddress=erika.beispiel@example.org, serial=471147",
            secrets: ["rika", "eispiel", "example.org", "4711", "100.9"]),
        Person(
            name: "Müller, Änne (Vertrieb)", user: "UNDEF", address: "[2001:db8:1:2::7]:1194",
            subject: "/C=DE/ST=Bayern/O=Beh\\xC3\\xB6rde/OU=Vertrieb/CN=M\\xC3\\xBCller, \\xC3\\x84nne/emailAddress=aenne@example.org",
            secrets: ["üller", "Änne", "84nne", "ertrieb", "Bayern", "xBCller", "::7", "aenne"]),
        Person(
            name: "ou=Lager/cn=j.doe", user: "j.doe", address: "udp4:203.0.113.77:5",
            subject: "emailAddress=j.doe@example.org, CN=\"Doe, John\", serialNumber=DE-0815-77, O=ACME \\\"Ost\\\"",
            secrets: ["doe", "Doe", "John", "Lager", "0815", "ACME", "Ost", "113.77"]),
        Person(
            name: "90210", user: "90210", address: "::ffff:203.0.113.78(1194)",
            subject: "CN = 90210, UID = 4911, title = Dr., GN = Max, SN = Mustermann; serial=0A:0B:0C:1F",
            secrets: ["90210", "4911", "Max", "ustermann", "0A:0B", "113.78"]),
        Person(
            name: "Praxis Dr. med. E. Muster und Kollegen GbR Standort Nord", user: "UNDEF", address: "2001:db8:aaaa:bbff::9",
            subject: "CN=\u{202e}Muster+OU=Nord, DC=example, DC=org",
            secrets: ["Praxis", "Muster", "Kollegen", "Nord", "bbff", "::9", "DC"]),
    ]

    /// `%N` a name, `%A` an address, `%S` a subject, `%R` a text that somebody chose. Every form that OpenVPN 2.3 to 2.7 has for a line that
    /// can prove an end, and some that cannot.
    static let forms = [
        "%N/%A [%N] Inactivity timeout (--ping-restart), restarting", "[%N] Inactivity timeout (--ping-restart), restarting",
        "%N/%A [%N] Inactivity timeout (--ping-exit), exiting", "%N/%A Inactivity timeout (--inactive), exiting",
        "%N/%A Session timeout, exiting", "%A [UNDEF] Inactivity timeout (--ping-restart), restarting",
        "%A TLS Error: Auth Username/Password was not provided by peer",
        "%A TLS Error: TLS key negotiation failed to occur within 60 seconds (check your network connectivity)",
        "%N/%A TLS Error: TLS handshake failed", "%A TLS Error: TLS object -> incoming plaintext read error",
        "%N/%A CC-EEN exit message received by peer", "%N/%A SENT CONTROL [%N]: 'AUTH_FAILED,%R' (status=1)",
        "%A SENT CONTROL [%N]: 'AUTH_FAILED' (status=1)", "%N/%A SENT CONTROL [%N]: 'RESTART,%R' (status=1)",
        "%N/%A SENT CONTROL [%N]: 'HALT,%R' (status=1)", "%N/%A SENT CONTROL [%N]: 'PUSH_REPLY,ifconfig %A 255.255.255.0' (status=1)",
        "%N/%A Connection reset, restarting [-1]", "%A Connection reset, restarting [0]",
        "%N/%A SIGUSR1[soft,ping-restart] received, client-instance restarting",
        "%N/%A SIGTERM[soft,ovpn-dco: ping expired] received, client-instance exiting",
        "%A SIGUSR1[soft,tls-error] received, client-instance restarting", "%N/%A SIGTERM[soft,%R] received, client-instance exiting",
        "%N/%A SIGTERM[soft,delayed-exit] received, client-instance exiting", "SIGTERM[hard,] received, process exiting",
        "SIGHUP[hard,] received, process restarting",
        "MULTI: new connection by client '%N' will cause previous active sessions by this client to be dropped.  Remember to use the --duplicate-cn option",
        "%A MULTI: new incoming connection would exceed maximum number of clients (10)",
        "%N/%A MULTI: no free --ifconfig-pool addresses are available", "MANAGEMENT: CMD 'kill %N'", "MANAGEMENT: CMD 'kill %A'",
        "MANAGEMENT: CMD 'client-kill 1 %R'", "%A VERIFY ERROR: depth=0, error=certificate has expired: %S",
        "%A VERIFY ERROR: depth=0, error=CRL has expired: %S, serial=471147",
        "%A VERIFY ERROR: could not extract CN from X509 subject string ('%S')",
        "%A VERIFY ERROR: depth=1, could not extract %R from X509 subject string ('%S') -- note that the username length is limited to 64 characters",
        "%A VERIFY OK: depth=0, %S", "%A VERIFY OK: depth=1, %S", "%A VERIFY SCRIPT OK: depth=0, %S", "%A VERIFY X509NAME OK: %S",
        "%A VERIFY EKU OK", "%A VERIFY X509NAME ERROR: %S, must be %N", "%A VERIFY KU ERROR: %S",
        "%A CRL CHECK FAILED: %S (serial 471147) is REVOKED",
        "%A TLS Auth Error: Auth Username/Password verification failed for peer %N", "%A TLS Auth Error: username '%N' %R",
        "%A peer info: UV_ID=%R", "%N/%A MULTI: Learn: %A -> %N/%A", "%A [%N] Peer Connection Initiated with [AF_INET]%A", "%R", "%S",
        "%A %R",
    ]

    /// With it every line ends something: `%R` and `%S` alone do so only where they look like a sign, so they come as states and fatal errors too.
    private func fill(_ form: String, _ person: Person) -> String {
        form.replacing("%N", with: person.name).replacing("%A", with: person.address).replacing("%S", with: person.subject)
            .replacing("%R", with: "account of \(person.name) <\(person.user)@example.org>, serial 471147, is locked, \(person.subject)")
    }

    /// All that the engine gets to keep.
    private func whatIsLeft(of person: Person, replacing: Set<LinePiece.Kind> = [.name, .address, .unknown], isKnown: Bool) throws -> String
    {
        var text = ""
        for form in Self.forms {
            var watch = GatewayWatch(host: "h", history: .zero)
            watch.connected(process: "1", history: [])
            var redactor = Redactor(policy: .pseudonyms)
            redactor.replacing = replacing
            let row = "CLIENT_LIST\t\(person.name)\t\(person.address)\t10.8.0.2\t1795551000\t\(person.user)\t0"
            func status(_ rows: [String]) throws -> StatusReply {
                let header =
                    "HEADER\tCLIENT_LIST\tCommon Name\tReal Address\tVirtual Address\tConnected Since (time_t)\tUsername\tClient ID"
                return try StatusReply(["TITLE\tOpenVPN 2.6.14", "TIME\tnow\t1795551100", header] + rows)
            }
            func take(_ reading: Reading) {
                let passed = redactor.pass(reading, at: Self.now)
                text += passed.sessions.map { "\($0)" }.joined() + passed.ends.map { "\($0)" }.joined()
                text += passed.events.map(\.text).joined(separator: "\n") + passed.about + "\n"
            }
            take(watch.reading(try status(isKnown ? [row] : []), nil, at: Self.now))
            let line = fill(form, person)
            for flags in ["", "I", "N"] { watch.take(.log("1795551050,\(flags),\(line)")) }
            // What no line ended has a line of its own as its evidence.
            text += redactor.pass([end(line, of: person)], at: Self.now).map(\.evidence).joined() + "\n"
            take(watch.reading(try status([]), nil, at: Self.now))
            watch.take(.fatal(line))
            watch.take(.state("1795551060,EXITING,\(line.replacing(",", with: ";")),,\(person.address),,,"))
            take(watch.reading(try status([]), nil, at: Self.now))
            let failure = CollectFailure.unreadable(
                asked: "status 3", place: .answerLine(1), got: .raw(KnownWords.shape(of: line.beginning(bytes: 200))))
            let refusal = CollectFailure.refused(asked: "kill", reason: .marked(KnownWords.pieces(of: line)))
            text += redactor.pass(failure, at: Self.now).text + redactor.pass(refusal, at: Self.now).text + "\n"
        }
        // The digits of a pseudonym are by chance, and by chance a serial number's.
        return text.replacing(#/u-[0-9a-f]{4,32}/#, with: "u-")
    }

    private func end(_ line: String, of person: Person) -> SessionEnd {
        SessionEnd(
            at: Self.now, host: "h", kind: .vpn, session: "0@1", user: person.name, cause: .error, confidence: .exact, evidence: line,
            pieces: EvidencePieces.of(line: line[...]))
    }

    @Test(arguments: people, [true, false]) func nobodyIsInAnyLine(_ person: Person, isKnown: Bool) throws {
        let left = try whatIsLeft(of: person, isKnown: isKnown)
        for secret in person.secrets { #expect(!left.contains(secret), "\(secret) in \(lines(of: left, with: secret))") }
        #expect(left.contains("Inactivity timeout (--ping-restart), restarting") && left.contains("error=certificate has expired: …"))
        #expect(left.contains("within 60 seconds (check your network connectivity)") && left.contains("clients (10)"))
    }

    /// The search is no better than what it finds.
    @Test(arguments: [LinePiece.Kind.name, .address, .unknown]) func theSearchFindsWhatOneReplacementLessLetsThrough(_ kind: LinePiece.Kind)
        throws
    {
        for person in Self.people {
            let left = try whatIsLeft(of: person, replacing: Set([.name, .address, .unknown]).subtracting([kind]), isKnown: true)
            #expect(person.secrets.contains { left.contains($0) }, "\(person.name) is not found without the replacement of \(kind)")
        }
    }

    private func lines(of text: String, with secret: String) -> [Substring] { text.split(separator: "\n").filter { $0.contains(secret) } }

    @Test func evidenceKeepsItsWordsAndANameThatIsAWordIsOneOnlyWhereNamesStand() {
        var redactor = Redactor(policy: .pseudonyms)
        let name = redactor.pseudonyms.pseudonym(for: "server", at: Self.now)
        func passed(_ text: String) -> String {
            let end = SessionEnd(
                at: Self.now, host: "h", kind: .vpn, session: "", user: "server", cause: .error, confidence: .exact, evidence: text,
                pieces: EvidencePieces.of(line: text[...]))
            return redactor.pass([end], at: Self.now)[0].evidence
        }
        #expect(
            passed("server/198.51.100.7:1 [server] Inactivity timeout (--ping-restart), restarting")
                == "\(name)/198.51.100.0/24 [\(name)] Inactivity timeout (--ping-restart), restarting")
        #expect(passed("MANAGEMENT: CMD 'kill server'") == "MANAGEMENT: CMD 'kill \(name)'")
        let event = HostEvent(at: Self.now, host: "h", .serverExiting(MarkedLine([.known("SIGTERM")])), isKnown: true)
        #expect(redactor.pass([event], at: Self.now)[0].text == "the server is exiting (SIGTERM)")
        #expect(passed("server/1.2.3.4:5 SENT CONTROL [server]: 'AUTH_FAILED,no' (status=1)").hasSuffix("[\(name)]: 'AUTH_FAILED…"))
        var plain = Redactor(policy: .plain)
        let text = "server/198.51.100.7:1 [server] x"
        let end = SessionEnd(
            at: Self.now, host: "h", kind: .vpn, session: "", user: "server", cause: .error, confidence: .exact, evidence: text,
            pieces: EvidencePieces.of(line: text[...]))
        #expect(plain.pass([end], at: Self.now)[0].evidence == text)
    }

    @Test func everyEvidenceIsTakenApartWithoutLoss() throws {
        for person in Self.people {
            for form in Self.forms {
                let text = fill(form, person)
                #expect(EvidencePieces.of(line: text[...]).map(\.text).joined() == text)
            }
        }
    }
}
