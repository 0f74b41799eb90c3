import Telemetry
import Testing

/// Sessions that are counted and not listed, and what a host carries while it has none.
@Suite struct UnlistedSessionsTests {
    @Test func theKindIsKnownWhereNobodyIsThere() {
        let none = [Sample(.sessions, 0)]
        #expect(HostFigures(samples: none, sessionKind: .vpn).unlisted == UnlistedSessions(0, .vpn))
        #expect(HostFigures(samples: none).unlisted == nil)
        #expect(HostFigures(sessionKind: .vpn).unlisted == nil, "not known is not none")
        #expect(HostFigures(samples: [Sample(.sessions, 7)], sessionKind: .login).unlisted == UnlistedSessions(7, .login))
    }
}
