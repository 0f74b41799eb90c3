import CLibvirt
import Glibc
import Platform

/// What the library needs once per process, before the first connection.
enum LibvirtLibrary {
    /// Silence and events. libvirt prints errors to standard error where nobody takes them, which spoils a terminal; keep-alive and
    /// events need a loop that runs in a thread for as long as the process does.
    static func start() { _ = started }

    private static let started: Bool = {
        virInitialize()
        virSetErrorFunc(nil) { _, _ in }
        virEventRegisterDefaultImpl()
        // Called on a connection's own thread, so it may wait until the system has one to give.
        while !OwnThread.start({ runEvents() }) { usleep(100_000) }
        return true
    }()
}

private func runEvents() -> Never {
    // It waits in poll(2); an error is about one round only, and must not become a busy loop.
    while true { if virEventRunDefaultImpl() < 0 { usleep(100_000) } }
}
