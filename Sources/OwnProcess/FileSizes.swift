import Glibc

/// A file that may grow no further (ulimit -f, setrlimit(2)) is as a full disk: the write fails, and the process goes on. Programs that are
/// started have the signal as they would without us (`Launch`).
public func outliveFileSizeLimits() { signal(SIGXFSZ, SIG_IGN) }
