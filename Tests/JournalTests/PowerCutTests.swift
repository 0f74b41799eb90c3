import Alarms
import CSQLite
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Journal

/// The three files are copied at any moment, in the middle of a write too; the copy must hold all that was confirmed until then.
@Suite struct PowerCutTests {
    @Test(arguments: 1...2 as ClosedRange<UInt64>)
    func everyConfirmedActIsInTheCopy(_ seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("journal.sqlite")
        let journal = try Journal(path: path)
        var occurrences = Occurrences(alarms: 30, seed: seed)
        var random = SeededGenerator(seed: seed &* 77)
        let camera = Camera(path: path, folder: folder)
        var confirmed = occurrences.alarms
        var copies: [(path: String, confirmed: [AlarmKey: Alarm], coming: [AlarmKey: Alarm])] = []
        for _ in 0..<150 {
            let handle = try #require(journal.database?.handle)
            let made = occurrences.some()
            // In the middle of one write in four: after so many changed rows.
            camera.countdown = Int.random(in: 0..<4, using: &random) == 0 ? Int.random(in: 1...8, using: &random) : 0
            let context = Unmanaged.passUnretained(camera).toOpaque()
            sqlite3_update_hook(handle, { context, _, _, _, _ in Camera.tick(context) }, context)
            let taken = camera.copies.count
            #expect(journal.record(made))
            for copy in camera.copies.dropFirst(taken) { copies.append((copy, confirmed, occurrences.alarms)) }
            confirmed = occurrences.alarms
            if Int.random(in: 0..<6, using: &random) == 0 { copies.append((camera.take(), confirmed, confirmed)) }
            if Int.random(in: 0..<40, using: &random) == 0 {
                _ = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
            }
        }
        #expect(copies.count > 20)
        for copy in copies {
            let found = try Journal(path: copy.path)
            #expect(found.verify() == [])
            let alarms = standing(found)
            // What was being written is there wholly or not at all.
            #expect(alarms == copy.confirmed || alarms == copy.coming)
        }
    }
}

private final class Camera {
    let path: String
    let folder: TemporaryFolder
    var countdown = 0
    var copies: [String] = []

    init(path: String, folder: TemporaryFolder) {
        self.path = path
        self.folder = folder
    }

    static func tick(_ context: UnsafeMutableRawPointer?) {
        guard let context else { return }
        let camera = Unmanaged<Camera>.fromOpaque(context).takeUnretainedValue()
        guard camera.countdown > 0 else { return }
        camera.countdown -= 1
        if camera.countdown == 0 { _ = camera.take() }
    }

    func take() -> String {
        let copy = folder.file("copy-\(copies.count)")
        for suffix in ["", "-wal", "-shm"] {
            if let bytes = Self.read(path + suffix) { try? writeFile(copy + suffix, bytes, mode: 0o600) }
        }
        copies.append(copy)
        return copy
    }

    /// In a process of its own: closing the file in this one would take SQLite's locks away.
    private static func read(_ path: String) -> [UInt8]? {
        guard access(path, F_OK) == 0, let pipe = popen("cat \(path)", "r") else { return nil }
        defer { pclose(pipe) }
        var out: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { return out }
            out += buffer[..<count]
        }
    }
}
