import Glibc
import TestSupport

/// A `store-writer` that runs beside the tests and is killed by them.
struct Child {
    let pid: pid_t

    /// Nil where it cannot be started. It lies where this test's own program lies.
    init?(store: String, series: Int, burst: Int, pause: Int) {
        var place = [CChar](repeating: 0, count: 4096)
        guard readlink("/proc/self/exe", &place, 4095) > 0 else { return nil }
        let tests = String(decoding: place.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // The runner is a program of the toolchain or of the build folder; the bundle is named among its arguments.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? tests
        let program = bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/store-writer"
        let arguments = [program, store, "\(series)", "\(burst)", "\(pause)"]
        guard let pid = try? startProgram(arguments, output: 1, complaints: 2) else { return nil }
        self.pid = pid
    }

    /// `kill -9`, and waits until it is gone. False where it had ended by itself.
    func kill() -> Bool {
        Glibc.kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == SIGKILL
    }
}

/// Waits in steps of half a millisecond until something is so, for 20 s at most.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<40_000 {
        if try condition() { return true }
        usleep(500)
    }
    return false
}
