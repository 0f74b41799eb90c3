public import Alarms
public import Collecting
import JSON
import Platform
import Synchronization
public import Telemetry

/// Calls a program for every interruption, with JSON on its standard input. Whoever tells it something never waits.
///
/// How often that is was decided before (`Interruptions`). What comes while the program runs is one call after it.
public final class NotificationCommand: Sendable {
    private struct Call {
        var argv: [String]
        var timeout: Duration
        var site: String
        var wording: Wording
    }
    private let call: Mutex<Call>
    private let note: @Sendable (Message) -> Void
    private let run: Transports.Run
    private let troubles = Mutex(TroubleLog(subject: .notificationCommand()))
    private let isClosed = Mutex(false)
    /// A program that hangs over a warning must not hold up a critical alarm: those go a way of their own.
    private let critical = Queue()
    private let other = Queue()

    /// One call after the other.
    private final class Queue: Sendable {
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
        /// Nil where there is nothing more to do, or nothing is to be done: whoever worked goes.
        func take(unless isClosed: Bool) -> Interruption? {
            let (next, idle) = state.withLock { state -> (Interruption?, Race<Bool>?) in
                guard !isClosed, let next = state.waiting else {
                    state.isBusy = false
                    return (nil, state.idle)
                }
                state.waiting = nil
                return (next, nil)
            }
            idle?.finish(true)
            return next
        }
        /// What nobody will tell any more.
        func giveUp() -> Interruption? {
            state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
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
    ///   - wording: what people read in it.
    ///   - run: `Transports.run`.
    ///   - note: takes a line for the journal: the first of equal failures in a row, and their end.
    public init(
        argv: [String], timeout: Duration, site: String, wording: Wording = .english, run: @escaping Transports.Run,
        note: @escaping @Sendable (Message) -> Void
    ) {
        call = Mutex(Call(argv: argv, timeout: timeout, site: site, wording: wording))
        self.run = run
        self.note = note
    }

    /// From the next call on; what waits is kept.
    public func use(argv: [String], timeout: Duration, site: String, wording: Wording = .english) {
        call.withLock { $0 = Call(argv: argv, timeout: timeout, site: site, wording: wording) }
    }

    public func tell(_ interruption: Interruption) {
        let queue = interruption.summary.critical > 0 ? critical : other
        if queue.add(interruption) { Task { await work(queue) } }
    }

    /// No more calls; one that runs is left to its deadline, or to `Transports.endPrograms`. What was not told, in words for the journal;
    /// nil where all was.
    public func close() -> Message? {
        isClosed.withLock { $0 = true }
        let untold = [critical, other].compactMap { $0.giveUp() }.flatMap(\.items)
        guard !untold.isEmpty else { return nil }
        let what = Set(Set(untold.map(\.alarm.key)).map { Message.ruleOfHost($0.rule, $0.host.isEmpty ? nil : HostArgument($0.host)) })
        return .notTold(Array(what.sorted { $0.text < $1.text }.prefix(5)), what.count > 5 ? what.count - 5 : nil)
    }

    /// As `close`, once what waits was told or this time is over.
    public func close(within time: Duration) async -> Message? {
        let deadline = ContinuousClock.now + time
        for race in [critical, other].map({ $0.whenIdle() }) {
            _ = await race.value(within: max(.zero, ContinuousClock.now.duration(to: deadline)), late: false)
        }
        return close()
    }

    private func work(_ queue: Queue) async {
        while let interruption = queue.take(unless: isClosed.withLock({ $0 })) {
            let call = call.withLock { $0 }
            let failure = await perform(call, InterruptionDocument.of(interruption, site: call.site, call.wording).bytes)
            if let line = troubles.withLock({ $0.took(failure.map { .ofProgram(call.argv.first ?? "", $0) }) }) { note(line) }
        }
    }

    /// Why it did not do what it should. What it printed is not in these words: that may hold a secret, and goes nowhere.
    private func perform(_ call: Call, _ document: [UInt8]) async -> Message? {
        guard let path = call.argv.first else { return .noProgramNamed() }
        var request = RunRequest(Executable(path, Array(call.argv.dropFirst())), input: document, deadline: call.timeout)
        request.mostOutput = 0
        request.mostComplaints = 0
        do throws(CollectFailure) { return try await run(request).failure } catch {
            switch error {
            case .timedOut: return .tookLongerAndEnded(call.timeout)
            case .unreachable(_, let reason, _), .refused(_, let reason, _): return reason
            case .busy, .unreadable, .missing: return error.message
            }
        }
    }
}
