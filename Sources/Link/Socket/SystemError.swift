import Glibc
import Platform

extension LinkProblem {
    /// What the system says of `errno`, right after the call that failed.
    static func system(_ doing: String, error: Int32 = errno) -> LinkProblem { .system(doing: doing, reason: SystemError.text(error)) }
}
