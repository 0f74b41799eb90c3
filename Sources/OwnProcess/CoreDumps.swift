import Glibc

/// From now on this process leaves no core file: its memory holds names of people, and files never do (core(5), getrlimit(2)).
///
/// Only the soft limit is taken down, so that a program which is started from here may raise its own again.
public func forbidCoreDumps() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = 0
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
}
