import Dashboard
import Feed
import Recording
import Telemetry

/// The recording that is made of this dashboard, as long as it can be written. What goes wrong with it is said, and ends it alone.
final class RunningRecorder {
    private var recorder: Recorder?
    private var hasSpoken = false

    init(_ recorder: Recorder?) { self.recorder = recorder }

    /// What the dashboard is to say of it.
    func take(_ event: DashboardEvent, at now: Moment) -> Message? {
        do throws(RecordingProblem) {
            try recorder?.take(event, at: now)
        } catch {
            recorder = nil
            return error.message
        }
        // The engine is asked for its numbers one by one then, and of what nobody looks at nobody knows.
        if case .history = event, let recorder, !recorder.hasNumbers, !hasSpoken {
            hasSpoken = true
            return .recordingLacksNumbers()
        }
        return nil
    }
    func end(at now: Moment) { try? recorder?.end(at: now) }
}
