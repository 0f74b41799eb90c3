/// Why a poll brought nothing.
extension Message {
    static let failureMessages: [any DeclaredMessage] = [unreachable, refusedAccess, noAnswerWithin, portBusy, unreadableAnswer, isMissing]

    /// Why, and what was asked.
    static let unreachable = MessageForm<Message, String>("failure.unreachable", "{0}: {1}")
    static let refusedAccess = MessageForm<Message, String>("failure.refused", "refused: {0}: {1}")
    static let noAnswerWithin = MessageForm<Duration, String>("failure.timed_out", "no answer within {0:s}: {1}")
    static let portBusy = MessageForm<String>("failure.busy", "management port busy: {0}")
    /// What was asked, where in the answer, and what stands there.
    static let unreadableAnswer = MessageForm<String, Message, Message>(
        "failure.unreadable", "cannot read the answer to {0} at {1}: {2}")
    /// Of a host: its target answers and names it no longer.
    public static let isMissing = MessageForm<String>("failure.missing", "missing: {0} answers and no longer names it")

    /// Which arguments of a failure name nobody: what was asked and where it stands are the configuration's and the interface's own, and
    /// why nothing came are the system's words, from which the collector's marks have taken what may.
    static let ownOfFailures: [ID: Set<Int>] = [unreachable.id: [0], refusedAccess.id: [0], unreadableAnswer.id: [1]]
}

extension CollectFailure {
    public var message: Message {
        switch self {
        case .unreachable(let asked, let reason, _): .unreachable(reason, asked)
        case .refused(let asked, let reason, _): .refusedAccess(reason, asked)
        case .timedOut(let asked, let after): .noAnswerWithin(after, asked)
        case .busy(let asked): .portBusy(asked)
        case .missing(let target): .isMissing(target)
        case .unreadable(let asked, let place, let got):
            .unreadableAnswer(
                asked, place, got.rewording({ String($0.beginning(bytes: 240).prefix(80)) }, marked: { .marked($0.beginning(bytes: 240)) }))
        }
    }
}
