import Dashboard
import Feed
import Glibc
import Recording
import Synchronization
import Telemetry
import TestSupport

/// A recording as `--replay` opens it: played to its end, and looked back into.
@Sendable func recording(_ bytes: [UInt8]) async -> String? {
    recordingTurn.withLock { _ in
        guard let file = recordingFile, ftruncate(file, 0) == 0, pwrite(file, bytes, bytes.count, 0) == bytes.count else {
            return "no file could be made"
        }
        do throws(RecordingProblem) {
            let playback = try Playback(path: "/proc/self/fd/\(file)")
            var turns = 0
            while !playback.isOver {
                _ = playback.play(until: playback.until)
                turns += 1
                if turns > bytes.count { return "no end" }
            }
            if playback.next != nil || playback.from > playback.until { return "from \(playback.from) to \(playback.until)" }
            let then = playback.hosts(["hv-1"], at: playback.until)
            if then.hosts.count > 1 { return "\(then.hosts.count) hosts of one" }
            return complaint(of: [playback.lastWords.text])
        } catch {
            return complaint(of: [error.message.text])
        }
    }
}

private let recordingFile: Int32? = {
    let folder = try? TemporaryFolder()
    let file = withExtendedLifetime(folder) { open((folder?.path ?? "/nowhere") + "/recording", O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    return file >= 0 ? file : nil
}()
private let recordingTurn = Mutex(())
