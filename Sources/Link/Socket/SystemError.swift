import Glibc
import Platform
import Telemetry

extension LinkProblem {
    /// What the system says of `errno`, right after the call that failed.
    static func system(_ doing: Message, error: Int32 = errno) -> LinkProblem { .system(doing: doing, reason: SystemError.text(error)) }
}
