import CCurses
import Glibc

/// From now on a crash gives the terminal back before the process ends by its signal. Call it first thing in `main`.
///
/// Swift's own backtracer, which would ask on the terminal and wait, stays out unless `SWIFT_BACKTRACE` in the environment asks for it.
public func installCrashGuard() {
    curses_guard_install(getenv("SWIFT_BACKTRACE") != nil)
}
