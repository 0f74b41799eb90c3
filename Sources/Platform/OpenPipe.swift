import CSystem
import Glibc

/// Both ends of a pipe; nil where the system has no files for it, and `errno` says why. From the start no child gets them that is not given
/// one: a program that another thread starts at that moment would keep the pipe open.
public func openPipe() -> (reading: Int32, writing: Int32)? {
    var ends: [Int32] = [-1, -1]
    return pipe2(&ends, O_CLOEXEC) == 0 ? (ends[0], ends[1]) : nil
}
