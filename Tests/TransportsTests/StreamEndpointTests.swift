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

    @Test(arguments: [
        "", "vpn", ":1", "[]:1", "a:0", "a:65536", "a:x", "a:-1", "2001:db8::1:5", "/a\u{0}b", "/" + String(repeating: "a", count: 107),
    ])
    func refuses(_ text: String) {
        #expect {
            try StreamEndpoint(text)
        } throws: { ($0 as? ConfigurationProblem)?.key == "endpoint" }
    }

    @Test func theLongestPathPasses() throws {
        let path = "/" + String(repeating: "a", count: 106)
        #expect(try StreamEndpoint(path) == .unix(path: path))
    }
}
