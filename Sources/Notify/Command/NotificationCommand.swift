public import Alarms
public import Collecting
import JSON
import Platform
import Synchronization
import Telemetry

/// Calls a program for every interruption, with JSON on its standard input. Whoever tells it something never waits.
///
/// How often that is was decided before (`Interruptions`). What comes while the program runs is one call after it.
public final class NotificationCommand: Sendable {
    public let argv: [String]
    public let timeout: Duration
    public let site: String
    private let note: @Sendable (String) -> Void
    private let run: Transports.Run
    private let troubles = Mutex(TroubleLog(subject: "notification command"))
    private let isClosed = Mutex(false)
    /// A program that hangs over a warning must not hold up a critical alarm: those go a way of their own.
    private let critical = Lane()
    private let other = Lane()

    /// One call after the other.
    private final class Lane: Sendable {
        private struct State {
            var waiting: Interruption?
            var isBusy = false
            /// Who waits until there is nothing to do.
            var idle: Race<Bool>?
        }
        private let state = Mutex(State())

        /// Whether nobody works here yet.
        func add(_ interruption: Interruption) -> Bool {
            state.withLock { state in
                state.waiting = state.waiting?.joined(with: interruption) ?? interruption
                defer { state.isBusy = true }
                return !state.isBusy
            }
        }
        /// Nil where there is nothing more to do: whoever worked goes.
        func take() -> Interruption? {
            let (next, idle) = state.withLock { state -> (Interruption?, Race<Bool>?) in
                defer { state.waiting = nil }
                if state.waiting == nil { state.isBusy = false }
                return (state.waiting, state.waiting == nil ? state.idle : nil)
            }
            idle?.finish(true)
            return next
        }
        func whenIdle() -> Race<Bool> {
            let race = Race<Bool>()
            let isBusy = state.withLock { state in
                state.idle = race
                return state.isBusy
            }
            if !isBusy { race.finish(true) }
            return race
        }
    }

    /// - Parameters:
    ///   - argv: the program's absolute path and its arguments.
    ///   - run: `Transports.run`.
    ///   - note: takes a line for the journal: the first of equal failures in a row, and their end.
    public init(
        argv: [String], timeout: Duration, site: String, run: @escaping Transports.Run, note: @escaping @Sendable (String) -> Void
    ) {
        self.argv = argv
        self.timeout = timeout
        self.site = site
        self.run = run
        self.note = note
    }

    public func tell(_ interruption: Interruption) {
        let lane = interruption.summary.critical > 0 ? critical : other
        if lane.add(interruption) { Task { await work(lane) } }
    }

    /// No more calls; one that runs is left to end.
    public func close() { isClosed.withLock { $0 = true } }

    /// As `close`, once what waits was told or this time is over.
    public func close(within time: Duration) async {
        let deadline = ContinuousClock.now + time
        for race in [critical, other].map({ $0.whenIdle() }) {
            _ = await race.value(within: max(.zero, ContinuousClock.now.duration(to: deadline)), late: false)
        }
        close()
    }

    private func work(_ lane: Lane) async {
        while let interruption = lane.take() {
            if isClosed.withLock({ $0 }) { continue }
            let failure = await call(InterruptionDocument.of(interruption, site: site).bytes)
            if let line = troubles.withLock({ $0.took(failure.map { "\(argv.first ?? "") \($0)" }) }) { note(line) }
        }
    }

    /// Why it did not do what it should. What it printed is not in these words: that may hold a secret, and goes nowhere.
    private func call(_ document: [UInt8]) async -> String? {
        guard let path = argv.first else { return "no program is named" }
        var request = RunRequest(Program(path, Array(argv.dropFirst())), input: document, deadline: timeout)
        request.mostOutput = 0
        request.mostComplaints = 0
        do throws(CollectFailure) { return try await run(request).failure } catch {
            switch error {
            case .timedOut: return "took longer than \(timeout.components.seconds) s and was ended"
            case .unreachable(_, let reason, _), .refused(_, let reason, _): return reason
            case .busy, .unreadable: return error.text
            }
        }
    }
}
