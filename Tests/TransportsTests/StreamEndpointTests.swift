import Collecting
import Telemetry
import Testing

struct StreamEndpointTests {
    @Test func reads() throws {
        #expect(try StreamEndpoint("/run/a.sock") == .unix(path: "/run/a.sock"))
        #expect(try StreamEndpoint("10.0.0.1:7505") == .tcp(host: "10.0.0.1", port: 7505))
        #expect(try StreamEndpoint("vpn.example:1") == .tcp(host: "vpn.example", port: 1))
        #expect(try StreamEndpoint("[2001:db8::1]:65535") == .tcp(host: "2001:db8::1", port: 65535))
    }

    @Test(
        arguments: [
            ("", .writeAddress()), ("vpn", .writeAddress()), ("[2001:db8::1]", .writeAddress()), (":1", .addressMissing()),
            ("[]:1", .addressMissing()), ("a:0", .portIsANumber()), ("a:65536", .portIsANumber()), ("a:x", .portIsANumber()),
            ("a:-1", .portIsANumber()), ("a:+1", .portIsANumber()), ("2001:db8::1:5", .writeBrackets("2001:db8::1", 5)),
            ("2001:db8::1", .bracketsMissing("2001:db8::1")), ("[vpn]:1", .writeAddress()), ("a b:1", .writeAddress()),
            ("/a\u{0}b", .holdsNUL()), ("/" + String(repeating: "a", count: 107), .socketPathTooLong(107)),
        ] as [(String, Message)])
    func refuses(_ text: String, why: Message) {
        #expect(throws: ConfigurationProblem(key: "endpoint", .ofEndpoint(text, why))) { try StreamEndpoint(text) }
    }

    @Test func theLongestPathPasses() throws {
        let path = "/" + String(repeating: "a", count: 106)
        #expect(try StreamEndpoint(path) == .unix(path: path))
    }
}
