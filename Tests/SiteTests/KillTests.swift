import Alarms
import Dispatch
import Feed
import Glibc
import Journal
import Link
import Telemetry
import TestSupport
import Testing

/// The engine is killed at random moments while alarms come and go and people act on them: what was confirmed is there afterwards.
@Suite(.serialized) struct KillTests {
    private static let rounds = 200

    @Test func twoHundredKillsLoseNoConfirmedAct() async throws {
        var killed = try KilledSite(seed: 200)
        defer { killed.site.end() }
        var confirmed: [KilledSite.Act] = []
        var count = 0
        for round in 0..<Self.rounds {
            let engine = try killed.engine()
            let call = try await killed.connect()
            if round > 0 {
                check(confirmed, told: [], in: try Journal(reading: killed.journal), round)
                count += confirmed.count
                confirmed = []
            }
            let process = engine.pid
            let delay = Int.random(in: 0...300, using: &killed.random)
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(delay)) { kill(process, SIGKILL) }
            do throws(LinkProblem) {
                while true { if let done = try killed.act(call), done.refusal == nil { confirmed.append(done.act) } }
            } catch {
                #expect(error == .closed || error.isGone, "round \(round): \(error.text)")
            }
            #expect(try await engine.waitForEnd() == .signal(SIGKILL))
        }
        // A test in which nothing happens shows nothing; a sanitizer slows the engine to about one act between two kills.
        #expect(count > Self.rounds / 2, "\(count) acts were confirmed")
        print("\(count) confirmed acts over \(Self.rounds) kills")
    }

    /// The same while the folder of the state is taken away and brought back, its disk unmounted and mounted, full, read-only from the
    /// start or all at once. All 200 with `WARTE_KILLS=200`.
    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func neitherDoKillsWhileTheDiskFails() async throws {
        let rounds = getenv("WARTE_KILLS").flatMap { Int(String(cString: $0)) } ?? 40
        var killed = try KilledSite(seed: 8)
        defer { killed.site.end() }
        let disk = try FailingDisk(killed.site)
        defer { disk.remove() }
        var confirmed: [KilledSite.Act] = []
        var told: [String] = []
        var counts = (confirmed: 0, refused: 0, told: 0, untold: 0)
        var refusals: [FailingDisk.Trouble: Int] = [:]
        for round in 0..<rounds {
            // The first makes the files.
            let trouble = round == 0 ? nil : FailingDisk.Trouble.allCases.randomElement(using: &killed.random)
            if trouble == .readOnly { try disk.begin(.readOnly) }
            let engine = try killed.engine()
            let call = try await killed.connect()
            let process = engine.pid
            let moments = (0..<3).map { _ in Int.random(in: 0...1500, using: &killed.random) }.sorted()
            disk.plan(trouble, at: moments[0], until: moments[1])
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(moments[2])) { kill(process, SIGKILL) }
            do throws(LinkProblem) {
                while true {
                    if let done = try killed.act(call) {
                        if done.refusal == nil { confirmed.append(done.act) } else { counts.refused += 1 }
                        if done.refusal != nil, let trouble { refusals[trouble, default: 0] += 1 }
                    }
                    let asked = try killed.reveal(call)
                    if let reason = asked.told { told.append(reason) } else if asked.isAsked { counts.untold += 1 }
                }
            } catch {
                #expect(error == .closed || error.isGone, "round \(round), \(String(describing: trouble)): \(error.text)")
            }
            #expect(try await engine.waitForEnd() == .signal(SIGKILL))
            try disk.heal()
            check(confirmed, told: told, in: try Journal(reading: killed.journal), round)
            counts.confirmed += confirmed.count
            counts.told += told.count
            (confirmed, told) = ([], [])
        }
        #expect(namesInFolder(killed.site.folder.file("state/warte")).allSatisfy { !$0.contains("damaged") && !$0.contains("version") })
        #expect(counts.confirmed > rounds && counts.told > rounds && counts.refused > 0 && counts.untold > 0, "\(counts)")
        // Each kind of trouble kept somebody from something.
        for trouble in FailingDisk.Trouble.allCases { #expect(refusals[trouble] ?? 0 > 0, "\(trouble) refused nothing") }
        print(
            "\(rounds) kills: \(counts.confirmed) acts confirmed, \(counts.refused) refused; "
                + "\(counts.told) names told, \(counts.untold) not told")
    }

    private func check(_ confirmed: [KilledSite.Act], told: [String], in journal: Journal, _ round: Int) {
        let problems = journal.verify()
        #expect(problems.isEmpty, "round \(round): \(problems)")
        for act in confirmed {
            let isThere = journal.steps(of: act.id).contains { $0.what == act.what.rawValue && $0.comment.text == act.comment }
            #expect(isThere, "round \(round): \(act) is missing")
        }
        let reasons = Set(journal.reveals().map(\.reason))
        for reason in told { #expect(reasons.contains(reason), "round \(round): a name was told and not written down: \(reason)") }
    }
}

/// A disk that fails for a while, at a moment of its own.
private final class FailingDisk: @unchecked Sendable {
    enum Trouble: CaseIterable {
        case away, unmounted, full
        /// Before the engine starts, for a mount cannot become so while somebody writes on it.
        case readOnly
        /// As a file system becomes by an error, under whoever has files open.
        case broken
    }
    private let disk: SmallDisk
    private let folder: String
    /// Where it is mounted besides, so that it lives on while the folder is not on it.
    private let room: String
    private let flag: String
    private let queue = DispatchQueue(label: "trouble")
    private var isMounted = true
    private var planned: [DispatchWorkItem] = []

    init(_ site: Site) throws {
        (folder, room, flag) = (site.folder.file("state"), site.folder.file("room"), try site.folder.write("0", to: "refused"))
        mkdir(room, 0o700)
        disk = try SmallDisk(over: room, size: "24m")
        site.set("LD_PRELOAD", try builtProgram("librefused-writes.so"))
        site.set("REFUSED_WRITES", flag)
        site.set("REFUSED_BELOW", folder + "/")
        try bind()
    }

    private func bind() throws {
        guard mount(room, folder, "none", UInt(MS_BIND), nil) == 0 else { throw SystemFailure("mount of \(room) at \(folder)") }
        isMounted = true
    }
    /// As `umount -l`: what is open stays so.
    private func unbind() {
        guard isMounted else { return }
        isMounted = umount2(folder, 2) != 0
    }
    private func refuse(_ isRefused: Bool) throws {
        // Mapped by the engine: the same file, in its place.
        let file = open(flag, O_WRONLY | O_CLOEXEC)
        defer { close(file) }
        guard pwrite(file, isRefused ? "1" : "0", 1, 0) == 1 else { throw SystemFailure(flag) }
    }

    /// Milliseconds from now.
    func plan(_ trouble: Trouble?, at start: Int, until end: Int) {
        guard let trouble else { return }
        let beginning = DispatchWorkItem { [self] in if trouble != .readOnly { try? begin(trouble) } }
        let ending = DispatchWorkItem { [self] in try? healNow() }
        planned = [beginning, ending]
        queue.asyncAfter(deadline: .now() + .milliseconds(start), execute: beginning)
        queue.asyncAfter(deadline: .now() + .milliseconds(end), execute: ending)
    }

    func begin(_ trouble: Trouble) throws {
        switch trouble {
        case .away: rename(folder + "/warte", folder + "/away")
        case .unmounted: unbind()
        case .full: try disk.fill()
        case .readOnly: try disk.forbidWriting()
        case .broken: try refuse(true)
        }
    }

    /// All that is planned is over, and the disk is as it was.
    func heal() throws {
        for item in planned { item.cancel() }
        // They hold this disk, and it them.
        planned = []
        try queue.sync { try healNow() }
    }
    private func healNow() throws {
        try refuse(false)
        try disk.allowWriting()
        disk.free()
        if !isMounted {
            #expect(access(folder + "/warte", F_OK) != 0, "an engine made the folder anew while its disk was away")
            try bind()
        }
        guard access(folder + "/away", F_OK) == 0 else { return }
        #expect(access(folder + "/warte", F_OK) != 0, "an engine made the folder anew while it was away")
        guard rename(folder + "/away", folder + "/warte") == 0 else { throw SystemFailure("the folder back in its place") }
    }
    func remove() {
        unbind()
        disk.remove()
    }
}
