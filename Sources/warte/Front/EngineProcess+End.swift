import Glibc
import OwnProcess

extension EngineProcess {
    /// Runs the engine's program for a task that ends; it writes on our own standard output and error. Answers its exit status, 3 where
    /// there is none.
    static func toEnd(_ arguments: [String]) -> Int32 {
        do throws(Failure) {
            let path = try program()
            var argv = ([path] + arguments).map { strdup($0) }
            argv.append(nil)
            defer { for word in argv { free(word) } }
            var child: pid_t = 0
            var status: Int32 = 0
            let failed = posix_spawn(&child, path, nil, nil, argv, environ)
            guard failed == 0 else { throw Failure(text: "cannot start \(path): \(String(cString: strerror(failed)))") }
            while waitpid(child, &status, 0) != child { if errno != EINTR { return 3 } }
            return status & 0x7f == 0 ? (status >> 8) & 0xff : 3
        } catch {
            complain("warte: \(error.text)")
            return 3
        }
    }
}
