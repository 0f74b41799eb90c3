import Glibc

/// How children end is for us to learn. Who started this process may ignore SIGCHLD, which is inherited: the kernel would forget their ends
/// then (wait(2)). Call it before any child is started.
public func learnHowChildrenEnd() { signal(SIGCHLD, SIG_DFL) }
