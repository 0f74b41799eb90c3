import Glibc
import Telemetry
import TestSupport
import Testing

@Suite struct HostPortTests {
    private static func read(_ text: String, bareIPv6: Bool = false) -> Result<HostPort, HostPort.Problem> {
        do throws(HostPort.Problem) { return .success(try HostPort(text, bareIPv6: bareIPv6)) } catch { return .failure(error) }
    }

    /// What is read is written as it was.
    @Test(
        arguments: [
            ("gw", "gw", nil), ("gw.example.org:1", "gw.example.org", 1), ("192.0.2.7:65535", "192.0.2.7", 65535),
            ("_a-b_c", "_a-b_c", nil),
            ("[2001:db8::7]", "2001:db8::7", nil), ("[2001:DB8::7]:161", "2001:DB8::7", 161), ("[::]:1", "::", 1), ("[::1]", "::1", nil),
            ("[::ffff:192.0.2.7]:22", "::ffff:192.0.2.7", 22), ("[fe80::1%eth0]:22", "fe80::1%eth0", 22),
            ("bücher.example:80", "bücher.example", 80),
        ] as [(String, String, UInt16?)])
    func whatIsReadIsWrittenAsItWas(text: String, host: String, port: UInt16?) {
        for bare in [true, false] { #expect(Self.read(text, bareIPv6: bare) == .success(HostPort(host: host, port: port))) }
        #expect(HostPort(host: host, port: port).text == text)
    }

    @Test(arguments: ["2001:db8::7", "::1", "fe80::1%eth0", "2001:db8::1:5"])
    func whereItMayIPv6StandsWithoutBracketsAndWithoutAPort(text: String) {
        #expect(Self.read(text, bareIPv6: true) == .success(HostPort(host: text, port: nil)))
        #expect(throws: HostPort.Problem.self) { try HostPort(text) }
    }

    @Test(
        arguments: [
            // Without the form at all.
            ("", nil), (" ", nil), ("a b", nil), ("a/b", nil), ("u@gw", nil), ("u:p@gw:1", nil), ("gw:1/x", nil), ("gw?x", nil),
            ("gw#x", nil), ("gw%41", nil), ("gw%eth0:1", nil),
            ("[gw]:1", nil), ("[gw]", nil), ("[::1", nil), ("[::1:5", nil), ("::1]:5", nil), ("[::1]x", nil), ("[::1]1", nil),
            ("[::1]]:1", nil),
            ("[[::1]]:1", nil), ("[::1][::1]", nil), ("g]w:1", nil), ("gw:1:2", nil), ("[::g]:1", nil), ("[::1%]:1", nil), ("[:]:1", nil),
            ("gw\u{0}:1", nil), ("gw\n:1", nil), ("g\u{202E}w:1", nil), ("g\u{1B}[31mw", nil), ("g\\w", nil), ("\"gw\":1", nil),
            // Letters that such an address is made of, and none.
            ("[:::::]", nil), ("[12:34]", nil), (":::", nil), ("[1:2:3:4:5:6:7:8:9]", nil), ("[::1.2.3]:1", nil),
            ("1:2:3:4:5:6:7:8:9:x", nil),
            ("[1::2::3]", nil), ("[1:2:3:4:5:6:7:8::]", nil), ("[::1.2.3.256]", nil), ("[::1.2.3.04]", nil), ("[::1.2.3.4:5]", nil),
            ("[1:2:]", nil), ("[:1:2]", nil), ("[12345::]", nil), ("[fe80::1%]", nil), ("[fe80::1%eth0:1]:22", nil),
            // An option to whoever is given it, and a shell's words.
            ("-h", nil), ("-oProxyCommand:22", nil), ("*", nil), ("*:80", nil), ("h;x", nil), ("h|x:1", nil), ("$(x)", nil), ("a,b", nil),
            ("2001:db8:1:2:3:4:5:6:161", .writeBrackets("2001:db8:1:2:3:4:5:6", 161)),
            (":1", .addressMissing()), ("[]:1", .addressMissing()), ("[]", .addressMissing()),
            ("gw:", .portIsANumber()), ("gw:0", .portIsANumber()), ("gw:65536", .portIsANumber()), ("gw:x", .portIsANumber()),
            ("gw:-1", .portIsANumber()), ("gw:+22", .portIsANumber()), ("gw:0x16", .portIsANumber()), ("gw:٢٢", .portIsANumber()),
            ("gw:000022", .portIsANumber()), ("[::1]:", .portIsANumber()), ("[::1]:99999999999999999999", .portIsANumber()),
            ("2001:db8::1:5", .writeBrackets("2001:db8::1", 5)), ("2001:db8::1", .bracketsMissing("2001:db8::1")),
            ("fe80::1%eth0:1161", .writeBrackets("fe80::1%eth0", 1161)),
            ("::1", .bracketsMissing("::1")), ("fe80::1%eth0", .bracketsMissing("fe80::1%eth0")),
        ] as [(String, Message?)])
    func whatIsWrongHasOneText(text: String, why: Message?) {
        #expect(Self.read(text) == .failure(HostPort.Problem(message: why)))
    }

    /// Whoever writes `:1161` behind a zone means a port, where brackets may be left out, too.
    @Test func aZoneHasNoPort() {
        let expected = HostPort.Problem(message: .writeBrackets("fe80::1%eth0", 1161))
        #expect(Self.read("fe80::1%eth0:1161", bareIPv6: true) == .failure(expected))
    }

    /// What an address is, glibc has said before.
    @Test func addressesAreThoseOfGlibc() {
        var generator = SeededGenerator(seed: 4291)
        let pieces = ["0", "1", "ffff", "12ab", "00000", "g", ":", ":", ":", "::", ".", "1.2.3.4", "255.0.10.256", "01", "%", "1:2:3"]
        var seen = [false: 0, true: 0]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...12, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard text.contains(":"), !text.contains("%") else { continue }
            var address = in6_addr()
            let isAddress = inet_pton(AF_INET6, text, &address) == 1
            seen[isAddress, default: 0] += 1
            let read = Self.read("[\(text)]")
            #expect((read == .success(HostPort(host: text, port: nil))) == isAddress, "\(text)")
        }
        #expect(seen[true, default: 0] > 200 && seen[false, default: 0] > 200, "\(seen)")
    }
}
