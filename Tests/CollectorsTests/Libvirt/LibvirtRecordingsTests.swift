import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What virsh printed beside a real libvirtd, below `WARTE_RECORDINGS`, as what libvirt would have told us.
@Suite("libvirt: recordings", .enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment)))
struct LibvirtRecordingsTests {
    private static let folder = "captures/libvirt"
    private static let read = [
        "guestinfo-linux1.txt", "domstats-linux1-tcg-agent.txt", "dommemstat-linux1.txt", "domstats.txt", "domstats-raw.txt",
        "events-1.log", "events-2-graphics-agent-lifecycle.log", "events-4-guest-panic.log", "events-5-qemu-kill9.log",
    ]

    private func text(_ name: String) throws -> String { String(decoding: try Recordings.bytes("\(Self.folder)/\(name)"), as: UTF8.self) }
    /// Of lines such as `os.id : labguest`.
    private func pairs(_ text: String, by mark: Character) -> [String: TypedParameters.Value] {
        text.split(separator: "\n").reduce(into: [:]) { found, line in
            let pair = line.split(separator: mark, maxSplits: 1).map { String($0.trimmed) }
            guard pair.count == 2 else { return }
            let number = pair[0].hasPrefix("os.") ? nil : UInt64(pair[1])
            found[pair[0]] = number.map { .natural($0) } ?? .text(pair[1])
        }
    }

    /// Below the folder of all recordings; for `RecordingsWalkTests`.
    static var files: [String] { read.map { "\(folder)/\($0)" } }

    /// busybox writes no list of who is logged in, and has no file system that its agent would name.
    @Test func whatAnAgentTold() throws {
        let told = TypedParameters(values: pairs(try text("guestinfo-linux1.txt"), by: ":"))
        #expect(GuestSystem(agent: told) == GuestSystem(name: "Lab Guest 1", version: "1", kernel: "6.1.0-56-cloud-amd64"))
        #expect(GuestFileSystem.list(agent: told) == [])
        #expect(DesktopSessions.users(told, guest: "g") == [] && told.count("user.count") == 0)
    }

    @Test func aGuestWithADriverInside() throws {
        let values = pairs(try text("domstats-linux1-tcg-agent.txt"), by: "=")
        let sizes = pairs(try text("dommemstat-linux1.txt"), by: " ")
        var parts = GuestParts()
        let samples = parts.advance(
            to: TypedParameters(values: values), of: "g", counts: PartCounts.most, seconds: nil, isEarly: false, age: 1)
        func value(_ metric: Metric, _ part: GuestPart, _ which: String = "") -> Double? {
            samples.first { $0.metric == metric && $0.entity == Entity.part(part, which, of: "g") }?.value
        }
        // The same in two notations, both in KiB.
        for (metric, field) in [
            (PartMetric.actual, "actual"), (PartMetric.rss, "rss"), (PartMetric.unused, "unused"), (PartMetric.usable, "usable"),
        ] {
            let kibibytes = try #require(TypedParameters(values: sizes).number(field))
            #expect(value(metric, .memory) == kibibytes * 1024, "\(field)")
        }
        #expect(value(PartMetric.readRequests, .disk, "vda") == 2 && value(PartMetric.bytesRead, .disk, "vda") == 4608)
        #expect(value(PartMetric.capacity, .disk, "vda") == 16_777_216)
    }

    @Test func threeGuestsTwice() throws {
        let looks = try parseSnapshots(
            "=== after 0 at 1795551200\n" + text("domstats.txt") + "\n=== after 1 at 1795551201\n" + text("domstats-raw.txt"))
        var tracker = HostTracker(host: "hv", mayWrite: false)
        var last: Reading?
        let start = ContinuousClock.now
        for given in looks {
            var look = Look(product: "qemu · libvirt 9.0.0")
            look.sights = [Look.Sight(snapshot: given.snapshot, at: start + given.elapsed)]
            last = try tracker.take(look, hanging: 0, at: given.at)?.get() ?? last
        }
        let guests = try #require(last).guests
        #expect(guests.map(\.name).sorted() == ["bios-kvm", "bios-spice", "bios-tcg"])
        #expect(guests.allSatisfy { $0.state == .running && $0.vCPUs == 1 && $0.memoryMaximum == 33_554_432 })
        #expect(last?.samples.first { $0.metric.id == "guests.running" }?.value == 3)
    }

    /// Each line is one that our own words make: of the guest's life, of who looks at it, of its agent.
    @Test(arguments: read.filter { $0.hasPrefix("events") }) func eventsInOurWords(name: String) throws {
        var ours: Set<String> = []
        for type in 0..<10 {
            for detail in 0..<10 {
                ours.insert(
                    "'lifecycle' "
                        + HypervisorEvent(at: Moment(seconds: 0), guest: "", name: "", what: .lifecycle(type: type, detail: detail)).end)
            }
        }
        for isThere in [true, false] {
            ours.insert(
                "'agent-lifecycle' " + HypervisorEvent(at: Moment(seconds: 0), guest: "", name: "", what: .agent(connected: isThere)).end)
        }
        ours = ours.filter { !$0.contains("unknown(") }
        let lines = try text(name).split(separator: "\n").filter { $0.contains(" event '") }
        #expect(!lines.isEmpty)
        for line in lines {
            let found = try #require(line.firstMatch(of: #/event ('[a-z-]+') for domain '[^']*'(?:: (.*))?/#))
            let (kind, words) = (String(found.1), found.2.map { String($0) } ?? "")
            switch kind {
            case "'lifecycle'": #expect(ours.contains("\(kind) \(words)"), "\(line)")
            case "'agent-lifecycle'": #expect(ours.contains { "\(kind) \(words)".hasPrefix($0) }, "\(line)")
            case "'graphics'":
                #expect(words.contains(#/^(connect|initialize|disconnect) local\[IPv4 \S+ \d+\] remote\[IPv4 \S+ \d+\] \S*/#), "\(line)")
            // A guest that starts itself anew goes on as the same one.
            case "'reboot'": break
            default: Issue.record("no such event: \(line)")
            }
        }
        // A QEMU that is killed is a crash.
        if name.contains("kill9") {
            #expect(lines.contains { $0.hasSuffix(" Stopped Failed") } && LifecycleWords.isFailure(type: 5, detail: 5))
        }
    }
}

extension HypervisorEvent {
    /// Behind the guest's name.
    fileprivate var end: String { text.firstRange(of: "'': ").map { String(text[$0.upperBound...]) } ?? "" }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
