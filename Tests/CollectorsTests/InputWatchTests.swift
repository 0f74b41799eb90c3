import Glibc
import TestSupport
import Testing

@testable import FuzzTargets

@Suite struct InputWatchTests {
    /// Who computes without end is ended, and what he read is there to be read again.
    @Test func anInputWithoutEndIsLeftBehind() async throws {
        let folder = try TemporaryFolder()
        // The other process is told where by its environment.
        setenv("WARTE_FUZZ_FOLDER", folder.path, 1)
        defer { unsetenv("WARTE_FUZZ_FOLDER") }
        await #expect(processExitsWith: .exitCode(1)) {
            let folder = getenv("WARTE_FUZZ_FOLDER").map { String(cString: $0) } ?? ""
            let watch = InputWatch("endless", folder: folder, patience: .milliseconds(20))
            watch.begin([1, 2, 3], worker: 0)
            while true {}
        }
        #expect(try readFile(folder.file("endless.hangs")) == [1, 2, 3])
    }
}
