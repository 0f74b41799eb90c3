import Feed
import JSON
import Telemetry
import Testing

@testable import Link

@Suite(.serialized) struct SpeedTests {
    /// A busy hypervisor: 50 guests, 20 sessions.
    static let host = HostState(
        id: "hv-1", inventory: Inventory(product: "QEMU 8.2 on Linux 6.1, 64 CPUs, 512 GiB"), answeredAt: Moment(seconds: 1_700_000_000),
        polledAt: Moment(seconds: 1_700_000_000), nextPollAt: Moment(seconds: 1_700_000_005),
        guests: (0..<50).map {
            Guest(
                id: "5c0d1a3e-0000-4000-8000-0000000000\(10 + $0)", name: "guest-\($0)", state: .running, vCPUs: 4,
                memoryMaximum: 8_589_934_592, memoryView: .guest, console: $0 % 5 == 0 ? "vnc" : nil)
        },
        sessions: (0..<20).map {
            Session(
                id: "\($0)/1700000000", kind: .desktop, user: "u-7f3a\($0)", address: "10.0.\($0).0/24",
                since: Moment(seconds: 1_700_000_000))
        }, sessionLimit: 100)

    func median(_ body: () throws -> Void) rethrows -> Duration {
        let times = try (0..<101).map { _ in try ContinuousClock().measure(body) }.sorted()
        return times[50]
    }

    /// A front decodes a host in well below half a millisecond (release), an engine encodes it in about as much;
    /// debug code on a busy machine gets forty times that.
    @Test func aHostOfFiftyGuests() throws {
        #if DEBUG
            let bound = Duration.milliseconds(20)
        #else
            let bound = Duration.microseconds(500)
        #endif
        var message: [UInt8] = []
        let encoding = median { message = Reply.message(continues: true) { $0.put("update", Update.host(SpeedTests.host)) } }
        let reader = JSONReader()
        let text = Array(message.dropLast())
        let decoding = try median {
            try text.withUnsafeBufferPointer { buffer in
                let update = try reader.read(buffer) { (fields) throws(UnreadableMessage) in
                    try Reply(fields).parameters.item("update") as Update
                }
                guard case .host(let host) = update, host.guests.count == 50 else { throw Lateness(what: "another update") }
            }
        }
        print("host of 50 guests: \(message.count) bytes, encoded in \(encoding), decoded in \(decoding)")
        #expect(decoding < bound, "decoded in \(decoding), encoded in \(encoding)")
        #expect(encoding < bound, "decoded in \(decoding), encoded in \(encoding)")
    }
}
