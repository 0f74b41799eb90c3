import OwnProcess
import Platform
import Telemetry

extension EngineProcess {
    /// Runs the engine's program for a task that ends; it writes on our own standard output and error. Answers its exit status, 3 where
    /// there is none.
    static func toEnd(_ arguments: [String]) -> Int32 {
        do throws(Failure) {
            let child = try start(Launch([try program()] + arguments))
            guard case .exit(let status) = ProcessEnd(waitingFor: child) else { return 3 }
            return status
        } catch {
            complain(error.message)
            return 3
        }
    }

    static func start(_ launch: Launch) throws(Failure) -> Int32 {
        do throws(Launch.Failure) { return try launch.start() } catch {
            throw Failure(message: .programNotStarted(launch.arguments.first ?? "", RawLine(error.text)))
        }
    }
}
