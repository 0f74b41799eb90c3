import Feed
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Link

/// Callers that only sit there take nobody's place.
@Suite struct SeatTests {
    private let start = ContinuousClock.now
    private func seat(_ id: UInt64, process: pid_t = 1, viewer: Bool = false, busy: Bool = false, at seconds: Int = 0) -> Seats.Seat {
        Seats.Seat(id: id, process: process, isViewer: viewer, isBusy: busy, since: start + .seconds(seconds))
    }

    @Test func whoHasBeenSilentForLongestGoesFirst() {
        #expect(Seats([seat(1, at: 5), seat(2, at: 3), seat(3, at: 9)]).first == 2)
        #expect(Seats([seat(1, busy: true), seat(2, at: 3)]).first == 2)
        #expect(Seats([seat(1, busy: true), seat(2, viewer: true)]).first == nil)
        #expect(Seats([]).first == nil)
    }

    @Test func aFrontKeepsItsSecondConnection() {
        let front = [seat(1, process: 7, viewer: true), seat(2, process: 7)]
        #expect(Seats(front).first == nil)
        #expect(Seats(front).silent(since: start + .seconds(1)).isEmpty)
        #expect(Seats(front + [seat(3, process: 8, at: 50)]).first == 3)
        // More than one for each stream are not a front's.
        #expect(Seats(front + [seat(3, process: 7, at: 50)]).first == 2)
    }

    /// As many fronts as there may be, and as many silent connections beside them.
    @Test func oneProcessWithManyFrontsKeepsAFewSecondConnections() {
        let fronts = (0..<128).map { seat(UInt64($0), process: 7, viewer: true) }
        let silent = (128..<256).map { seat(UInt64($0), process: 7, at: Int($0)) }
        #expect(Seats(fronts + silent).first == 128)
        #expect(Seats(fronts + silent.prefix(4)).first == nil)
    }

    /// From another process namespace all callers are process 0: each of these fronts keeps its second connection.
    @Test func frontsOfAnotherNamespaceKeepTheirSecondConnections() {
        let fronts = (0..<9).map { seat(UInt64($0), process: 0, viewer: true) }
        let silent = (9..<18).map { seat(UInt64($0), process: 0, at: Int($0)) }
        #expect(Seats(fronts + silent).first == nil)
        #expect(Seats(fronts + silent + [seat(18, process: 0, at: 30)]).first == 9)
    }

    @Test func theSilentAreKnownByTheirTime() {
        let seats = Seats([seat(1, at: 1), seat(2, at: 5), seat(3, viewer: true), seat(4, busy: true)])
        #expect(seats.silent(since: start + .seconds(5)) == [1])
        #expect(seats.next(after: .seconds(10)) == start + .seconds(11))
        #expect(Seats([seat(3, viewer: true)]).next(after: .seconds(10)) == nil)
    }

    @Test func aThousandIdleCallersLockNobodyOut() async throws {
        let serving = try await Serving()
        let front = try RawCaller(serving.path)
        try await front.attach()
        for _ in ScriptedService.smallState { #expect(await front.hear() != nil) }
        var idle: [RawCaller] = []
        for _ in 0..<1000 {
            // The kernel's queue of those who wait for the server is short.
            try await eventually("a connection") {
                guard let caller = try? RawCaller(serving.path) else { return false }
                idle.append(caller)
                return true
            }
            if idle.count > 300 { idle.removeFirst() }
        }
        var found: RawCaller?
        try await eventually("a seat for one more") {
            found = try? RawCaller(serving.path)
            return found != nil
        }
        let caller = try #require(found)
        await caller.say(#"{"method":"org.varlink.service.GetInfo"}"#)
        #expect(await caller.hear()?.contains("warted") == true)
        #expect(serving.server.viewers == 1)
        await serving.service.change(.events([HostEvent(at: Moment(seconds: 1), host: "gw", "still told")]))
        #expect(await front.hear()?.contains("still told") == true)
    }

    @Test func whoSaysNothingForTooLongIsSentAway() async throws {
        let folder = try TemporaryFolder()
        let service = ScriptedService()
        let server = try LinkServer(path: folder.socket, version: "1.0", service: service, patience: .milliseconds(50))
        let silent = try RawCaller(folder.socket)
        let half = try RawCaller(folder.socket)
        await half.say(Array(#"{"method":"#.utf8))
        #expect(await silent.isClosed())
        #expect(await half.isClosed())
        server.close()
    }

    /// Fronts may take half of the seats: whoever wants to acknowledge finds one.
    @Test func frontsLeaveRoomForCallers() async throws {
        let serving = try await Serving()
        var fronts: [RawCaller] = []
        for _ in 0..<Seats.viewers {
            let front = try RawCaller(serving.path)
            try await front.attach()
            fronts.append(front)
        }
        let last = try RawCaller(serving.path)
        await last.say(attachCall)
        #expect(await last.hear()?.contains(#""id":"refused.too_many_fronts","arguments":[{"count":128}]"#) == true)
        await last.say(#"{"method":"org.warte.engine.ListAlarms"}"#)
        #expect(await last.hear()?.contains("5 timeouts") == true)
        withExtendedLifetime(fronts) {}
    }
}
