import CSystem
import Glibc

/// From now on this process leaves no core: its memory holds names of people, and files never do. No file (getrlimit(2)), and nothing that
/// the kernel pipes to a program, which heeds no limit (core(5), prctl(2)); what is started from here may leave its own.
///
/// Only the soft limit is taken down, so that a program which is started from here may raise its own again.
public func forbidCoreDumps() {
    _ = cs_forbid_dumps()
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = 0
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
}
