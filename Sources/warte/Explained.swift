import Link
import OwnProcess
import Telemetry

/// An error that has words for people.
protocol Explained: Error {
    var message: Message { get }
}
extension LinkProblem: Explained {}
extension Misuse: Explained {}

/// What is to be said of an error, whatever it is.
func words(of error: any Error) -> Message { (error as? any Explained)?.message ?? .raw("\(error)") }
