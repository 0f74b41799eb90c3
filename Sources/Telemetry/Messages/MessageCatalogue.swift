/// Every message there is. The one line that a new subject needs.
public enum MessageCatalogue {
    public static let all: [any DeclaredMessage] = [
        Message.generalMessages, Message.alarmMessages, Message.ruleMessages, Message.watchedNumbers, Message.causeMessages,
        Message.stepMessages,
        Message.refusalMessages,
        Message.engineMessages, Message.failureMessages, Message.answerMessages, Message.collectorMessages, Message.libvirtMessages,
        Message.evidenceMessages,
        Message.figureMessages,
        Message.proxmoxMessages,
        Message.snmpMessages,
        Message.hintMessages, Message.adviceMessages,
        Message.reasonMessages,
        Message.journalMessages, Message.noticeMessages, Message.notifyMessages, Message.configurationMessages, Message.valueMessages,
        Message.unknownMessages,
        Message.sectionMessages, Message.limitMessages, Message.syntaxMessages, Message.endpointMessages,
        Message.linkMessages, Message.jsonMessages, Message.systemMessages, Message.wireGuardMessages, Message.wireGuardAnswerMessages,
        Message.exporterMessages,
        Message.expositionMessages, Message.sshMessages, Message.demoMessages, Message.recordingMessages,
        Message.commandMessages,
        Message.usageMessages, Message.programMessages, Message.statusMessages, Message.reportMessages, Message.verifyMessages,
        Message.terminalMessages, Message.frontMessages,
    ].flatMap { $0 }
}

/// Of no subject.
extension Message {
    static let generalMessages: [any DeclaredMessage] = [line, several]

    /// A line of no other message: see `Message.raw`.
    public static let line = MessageForm<RawLine>("text", "{0}")
    /// Several things at once, each whole by itself.
    public static let several = MessageForm<[Message]>("several", "{0:; }")
}
