import Glibc

/// As many files and connections as the system lets this process have, up to 65,536: a thousand hosts are a thousand connections, and the
/// usual soft limit is 1,024 (getrlimit(2)).
public func allowDescriptors() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < 65_536 else { return }
    limit.rlim_cur = min(limit.rlim_max, 65_536)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
