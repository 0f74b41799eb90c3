import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What the numbers of guests' parts, jobs, pools and texts are worth, beside what virsh says of the same libvirtd.
@Suite("libvirt in depth: a real libvirtd", .serialized, .enabled(if: LibvirtLab.isPossible, "needs root, libvirtd, virsh and QEMU"))
struct LibvirtDepthTests {
    func reading(_ collector: LibvirtCollector, _ what: String, where isRight: (Reading) -> Bool) async throws -> Reading {
        var found: Reading?
        try await eventually(what, within: .seconds(60)) {
            let reading = try await collector.result().get()
            if isRight(reading) { found = reading } else { try await Task.sleep(for: .milliseconds(50)) }
            return found != nil
        }
        return try #require(found)
    }

    @Test("parts, texts, kinds, pools and a save that goes on")
    func depth() async throws {
        try await LibvirtLab.running(look)
    }

    private func look(_ lab: LibvirtLab) async throws {
        for command in [
            "autostart desk-2", "desc files --live --title 'Files of Erika'", "desc files --config --title 'Another'",
            "desc files --config --new-desc 'call 4711'", "pool-define-as images dir --target '\(lab.folder)/images'", "pool-build images",
            "pool-start images", "pool-autostart images", "pool-define-as spare dir --target '\(lab.folder)/spare'",
        ] { _ = try await lab.virsh(command) }
        // The connection that may only read says all of it.
        let collector = try await lab.reader()
        try await parts(collector, lab)
        try await about(collector, lab)
        try await save(collector, lab)
        await collector.close()
        try await room(lab)
    }

    private func parts(_ collector: LibvirtCollector, _ lab: LibvirtLab) async throws {
        let files = try await lab.virsh("domuuid files")
        func value(_ reading: Reading, _ metric: Metric, _ part: GuestPart, _ which: String = "") -> Double? {
            let entity = Entity.part(part, which, of: files)
            return reading.samples.first { $0.metric == metric && $0.entity == entity }?.value
        }
        let before = try await lab.numbers("domstats --raw files")
        let found = try await reading(collector, "the time of a read, and the shares of a vCPU") { reading in
            value(reading, PartMetric.readTime, .disk, "hda") != nil && value(reading, PartMetric.run, .vCPU, "0") != nil
        }
        let after = try await lab.numbers("domstats --raw files")
        func isBetween(_ found: Double?, _ field: String, times scale: Double = 1) -> Bool {
            guard let found, let low = before[field], let high = after[field] else { return false }
            return (low * scale...high * scale).contains(found)
        }
        #expect(isBetween(value(found, PartMetric.readRequests, .disk, "hda"), "block.0.rd.reqs"))
        #expect(isBetween(value(found, PartMetric.bytesRead, .disk, "hda"), "block.0.rd.bytes"))
        #expect(value(found, PartMetric.capacity, .disk, "hda") == 65_536)
        #expect(value(found, PartMetric.writeTime, .disk, "hda") == nil, "it never writes")
        #expect(value(found, PartMetric.actual, .memory) == 33_554_432.0)
        #expect(value(found, PartMetric.rss, .memory).map { $0 > 1_048_576 } == true)
        #expect(value(found, PartMetric.age, .memory) == nil, "there is no driver inside")
        let shares = [PartMetric.run, PartMetric.steal].map { value(found, $0, .vCPU, "0") }
        #expect(shares.allSatisfy { $0.map { (0...100).contains($0) } == true }, "\(shares)")
        // As the kernel says, which other tests of this machine read as well: a share of what is there.
        if before["net.0.rx.bytes"] != nil {
            #expect(value(found, PartMetric.packetsReceived, .interface, "0") != nil)
            #expect(value(found, PartMetric.dropsSending, .interface, "0") != nil)
        }
        // All of it belongs to guests that are there, and no more than was counted.
        let guests = Set(found.guests.map(\.id))
        let parts = found.samples.filter { $0.entity.guestPart != nil }
        #expect(parts.allSatisfy { $0.entity.wholeGuest.map(guests.contains) == true })
        #expect(parts.count <= 3 * PartCounts(vCPUs: 1, disks: 1, interfaces: 1).series)
    }

    private func about(_ collector: LibvirtCollector, _ lab: LibvirtLab) async throws {
        let found = try await reading(collector, "pools") { reading in
            reading.samples.contains { $0.metric == StorageMetric.used }
        }
        let facts = Dictionary(found.guests.map { ($0.name, $0.facts) }, uniquingKeysWith: { first, _ in first })
        #expect(facts["files"]?.title == "Files of Erika" && facts["files"]?.notes == "call 4711")
        #expect(facts["desk-1"]?.title == "" && facts["desk-1"]?.job == nil)
        #expect(facts.mapValues(\.isAutostarted) == ["desk-1": false, "desk-2": true, "files": false])
        #expect(facts.values.allSatisfy { $0.isPersistent == true })
        let inventory = try #require(try found.hosts.first?.outcome.get().inventory)
        #expect(
            inventory.storages == [
                StoragePool(name: "images", state: .running, isAutostarted: true),
                StoragePool(name: "spare", state: .inactive, isAutostarted: false),
            ])
        let size = try await lab.virsh("pool-info images --bytes").split(separator: "\n").first { $0.hasPrefix("Capacity:") }
        let capacity = try #require(size?.split(separator: " ").last.flatMap { Double($0) })
        let storage = found.samples.filter { $0.entity == Entity(kind: "storage", id: "images") }
        #expect(storage.map(\.metric.id) == ["storage.used", "storage.size", "storage.allocated"])
        #expect(storage.contains(Sample(StorageMetric.size, of: Entity(kind: "storage", id: "images"), capacity)))
        #expect(!found.samples.contains { $0.entity.id == "spare" }, "one that is off has no size, and not 0")
    }

    private func save(_ collector: LibvirtCollector, _ lab: LibvirtLab) async throws {
        try await lab("hold-saves")
        let file = lab.folder + "/desk-1.saved"
        _ = try await Shell.shared.run("virsh --quiet --connect '\(try await lab("uri"))' save desk-1 '\(file)' >/dev/null 2>&1 &")
        let found = try await reading(collector, "the save") { $0.guests.contains { $0.facts.job != nil } }
        let job = try #require(found.guests.first { $0.name == "desk-1" }?.facts.job)
        #expect(job.operation == .save && job.elapsed.map { $0 > .zero } == true, "\(job)")
        #expect(found.guests.filter { $0.facts.job != nil }.count == 1)
        // It is held up, so it gets no further than what fits into a pipe; whether its QEMU knows a total yet is its own affair.
        _ = try await reading(collector, "a share done") { reading in
            reading.guests.first { $0.name == "desk-1" }?.facts.job?.done.map { (0..<100).contains($0) } == true
        }
        try await lab("release-saves")
        _ = try await reading(collector, "the save's end") { reading in
            reading.guests.contains { $0.name == "desk-1" && $0.state == .off && $0.facts.job == nil }
        }
        _ = try await lab.virsh("restore '\(file)'")
        _ = try await reading(collector, "desk-1 again") { $0.guests.contains { $0.name == "desk-1" && $0.state == .running } }
    }

    /// With room for the parts of one guest of three, or of none.
    private func room(_ lab: LibvirtLab) async throws {
        let one = try await lab.reader(options: ["part_series": .whole(PartCounts(vCPUs: 1, disks: 1, interfaces: 1).series)])
        let found = try await reading(one, "parts") { $0.samples.contains { $0.entity.guestPart != nil } }
        #expect(Set(found.samples.filter { $0.entity.guestPart != nil }.compactMap(\.entity.wholeGuest)).count == 1)
        #expect(found.gaps.contains { $0.reason == .libvirtPartsLeftOut(2) }, "\(found.gaps)")
        await one.close()
        let none = try await lab.reader(options: ["part_series": 0])
        for _ in 0..<3 {
            let reading = try await none.result().get()
            #expect(!reading.samples.contains { $0.entity.guestPart != nil } && !reading.gaps.contains { $0.figure == .numbersOfParts() })
        }
        await none.close()
    }
}
