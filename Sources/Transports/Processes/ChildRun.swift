import Collecting
import Platform
import Telemetry

/// A program from its start to its end (`Transports.run`). It costs no thread.
enum ChildRun {
    private enum Verdict { case ended, late, tooMuch }

    static func run(_ request: RunRequest, company: Launch.Company = .group) async throws(CollectFailure) -> RunResult {
        let asked = request.program.path
        let race = Race<Verdict>()
        let (child, output, complaints) = try start(request, company) { race.finish(.tooMuch) }
        let waiting = Task { if await child.hasEnded() { race.finish(.ended) } }
        let verdict = await race.value(within: request.deadline, late: .late)
        waiting.cancel()
        if case .ended = verdict, let end = await child.end(within: .zero) {
            await output?.end()
            await complaints?.end()
            if output?.isTooMuch != true { return RunResult(end, output: output?.bytes ?? [], complaints: complaints?.bytes ?? []) }
        } else if Task.isCancelled {
            // A caller that gave up does not wait for its end.
            Task.detached { await stop(child, output, complaints) }
            throw .unreachable(asked: asked, reason: .givenUp())
        } else {
            await stop(child, output, complaints)
            if case .late = verdict { throw .timedOut(asked: asked, after: request.deadline) }
        }
        throw .unreadable(asked: asked, place: .answerByte(request.mostOutput), got: .moreThanBytes(request.mostOutput))
    }

    private static func stop(_ child: Child, _ output: OutputCapture?, _ complaints: OutputCapture?) async {
        await child.stop()
        await output?.end()
        await complaints?.end()
    }

    /// What it writes goes nowhere where nothing of it is wanted.
    private static func start(
        _ request: RunRequest, _ company: Launch.Company, overflow: @escaping @Sendable () -> Void
    ) throws(CollectFailure) -> (Child, output: OutputCapture?, complaints: OutputCapture?) {
        let asked = request.program.path
        var input: MemoryFile?
        if let bytes = request.input { input = try MemoryFile(holding: bytes, asked: asked) }
        let output = request.mostOutput > 0 ? try Pipe(.fromChild, asked: asked) : nil
        let complaints = request.mostComplaints > 0 ? try Pipe(.fromChild, asked: asked) : nil
        let child = try withExtendedLifetime((input, output, complaints)) { () throws(CollectFailure) in
            try Child(
                request.program, input: input.map { .descriptor($0.descriptor) } ?? .none,
                output: output.map { .descriptor($0.theirs) } ?? .none, complaints: complaints.map { .descriptor($0.theirs) } ?? .none,
                company: company)
        }
        return (
            child, output.map { OutputCapture($0.ours, atMost: request.mostOutput, overflow: overflow) },
            complaints.map { OutputCapture($0.ours, atMost: request.mostComplaints) }
        )
    }
}
