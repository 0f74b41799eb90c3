import Alarms
import Feed
import Glibc
import Journal
import Link
import Telemetry
import TestSupport
import Testing

/// What goes wrong under an engine that runs: files that never answer, a folder that goes, a clock that is years ahead.
@Suite(.serialized) struct HardHostsTests {
    private func end(_ site: Site, _ signal: Int32 = SIGTERM) async throws {
        for engine in site.runningEngines() { kill(engine, signal) }
        try await eventually("the engine is gone", within: .seconds(30)) { site.runningEngines().isEmpty }
    }

    /// As lxcfs or NFS may hang: the read cannot be called back.
    @Test func aSystemWhoseFilesHangIsAnAlarmAndEverythingElseGoesOn() async throws {
        let killed = try KilledSite(seed: 1)
        let site = killed.site
        defer { site.end() }
        for host in ["a", "b"] {
            unlink(site.folder.file("\(host)/proc/stat"))
            try #require(mkfifo(site.folder.file("\(host)/proc/stat"), 0o600) == 0)
        }
        try site.engine()
        let call = try await killed.connect()
        let front = try site.front()
        try await eventually("both are alarms, the third answers", within: .seconds(60)) {
            let silent = try call.alarms().filter { $0.key.rule == "no_data" && $0.isLive }.map(\.key.host)
            return try Set(silent) == ["a", "b"] && call.hosts().hosts.first { $0.id == "c" }?.failure == nil
        }
        let alarm = try #require(try call.alarms().first { $0.key.host == "a" })
        #expect(alarm.text.contains("/a/proc/stat"), "\(alarm)")
        try await front.wait(for: "a live header with the alarms", within: .seconds(20)) { screen in
            screen.lines[0].contains("live") && screen.lines.contains { $0.contains("no data") }
        }
        // Polls of the third go on, and acts are done.
        let polled = try call.hosts().hosts.first { $0.id == "c" }?.answeredAt
        try await eventually("another answer", within: .seconds(20)) {
            try call.hosts().hosts.first { $0.id == "c" }?.answeredAt != polled
        }
        #expect(try call.perform(.acknowledge(ids: [alarm.id], comment: "NFS hangs")) == nil)
        let asked = ContinuousClock.now
        try await end(site)
        #expect(asked.duration(to: .now) < .seconds(5), "it waited for the files")
    }

    /// `rm -r`, while the engine runs; then it is killed. What stood and what was confirmed afterwards is there.
    @Test(arguments: ["folder", "journal"]) func whatIsRemovedIsBegunAnewWithAllThatStands(_ what: String) async throws {
        let killed = try KilledSite(seed: 2)
        let site = killed.site
        defer { site.end() }
        try killed.setMemory("a", percent: 70)
        try site.engine()
        var call = try await killed.connect()
        try await eventually("an alarm", within: .seconds(30)) { try call.alarms().contains { $0.key.rule == "memory" && $0.isLive } }
        let id = try #require(try call.alarms().first { $0.key.rule == "memory" }?.id)
        #expect(try call.perform(.comment(id: id, text: "before")) == nil)
        let folder = site.folder.file("state/warte")
        if what == "folder" {
            removeTree(folder)
            // Its disk may come back, so nobody makes it anew, and nothing is confirmed that is nowhere.
            let refusal = try call.perform(.acknowledge(ids: [id], comment: "into nothing"))
            #expect(refusal?.text.contains("nothing was done") == true, "\(refusal?.text ?? "done")")
            try #require(mkdir(folder, 0o700) == 0)
        } else {
            for name in namesInFolder(folder) where name.hasPrefix("journal") { unlink("\(folder)/\(name)") }
        }
        try await eventually("an act is taken again", within: .seconds(30)) {
            try call.perform(.acknowledge(ids: [id], comment: "after")) == nil
        }
        func standing() throws -> [String] {
            try call.alarms().filter { $0.key.rule == "memory" }.map {
                "\($0.id) \($0.phase) \($0.acknowledgement?.comment ?? "-") \($0.comments.map(\.text))"
            }
        }
        let before = try standing()
        #expect(before.count == 1 && before[0].contains("acknowledged after") && before[0].contains("before"), "\(before)")
        try await end(site, SIGKILL)
        try site.engine()
        call = try await killed.connect()
        #expect(try standing() == before)
        #expect(try Journal(reading: killed.journal).verify() == [])
    }

    /// A battery that is empty, a clock before it is set: an engine that was started once with such a time has deleted nothing.
    @Test func aStartTwoYearsAheadTakesNothingFromTheJournal() async throws {
        let killed = try KilledSite(seed: 3)
        let site = killed.site
        defer { site.end() }
        try site.moveClock(to: site.now)
        try site.engine()
        var call = try await killed.connect()
        // Of the third in so short a time nobody would be told that it is over: it chatters.
        for turn in 0..<2 {
            try killed.setMemory("a", percent: 70)
            try await eventually("alarm \(turn)", within: .seconds(30)) {
                try call.alarms().contains { $0.key.rule == "memory" && $0.isLive }
            }
            for alarm in try call.alarms() { #expect(try call.perform(.acknowledge(ids: [alarm.id], comment: "seen")) == nil) }
            try killed.setMemory("a", percent: 20)
            try await eventually("it is over", within: .seconds(30)) { try !call.alarms().contains { $0.key.rule == "memory" } }
        }
        // Somebody logs out.
        try writeFile(site.folder.file("a/run/utmp"), [UInt8]())
        func lines(_ content: Journal.Content) throws -> Int {
            var text = ""
            try Journal(reading: killed.journal).export(.csv, of: content) { text += $0 }
            return text.utf8.count { $0 == 10 } - 1
        }
        try await eventually("the end is written", within: .seconds(30)) { try lines(.ends) == 1 }
        var before: [Int] = []
        for shift in [2 * 366 * 86_400, -2 * 366 * 86_400] as [Int64] {
            try await end(site)
            before = try [Journal.Content.alarms, .ends, .events, .sessions].map(lines)
            try site.moveClock(by: .seconds(shift))
            try site.engine()
            call = try await killed.connect()
            try await eventually("each was polled", within: .seconds(30)) { try call.hosts().hosts.allSatisfy { $0.answeredAt != nil } }
            let after = try [Journal.Content.alarms, .ends, .events, .sessions].map(lines)
            #expect(zip(before, after).allSatisfy { $0 <= $1 }, "\(before) before, \(after) after")
        }
        #expect(before[0] >= 6 && before[1] == 1, "\(before)")
        #expect(try call.history(since: Moment(seconds: 0), limit: 100).count { $0.key.rule == "memory" } == 2)
    }
}
