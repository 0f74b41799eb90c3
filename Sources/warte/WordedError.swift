import Curses
import Link
import OwnProcess
import Telemetry

/// An error that has words for people.
protocol WordedError: Error {
    var message: Message { get }
}
extension LinkProblem: WordedError {}
extension Misuse: WordedError {}
extension TerminalProblem: WordedError {}

/// What is to be said of an error, whatever it is.
func words(of error: any Error) -> Message { (error as? any WordedError)?.message ?? .raw(String(describing: error)) }
