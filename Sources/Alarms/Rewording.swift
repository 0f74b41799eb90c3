public import Telemetry

/// The same in other words: whatever somebody typed, or an interface said, goes through `pass`. Names that are no longer to be kept are
/// replaced so wherever they are.
extension Message {
    func reworded(_ pass: (String) -> String) -> Message { withoutSilences.rewording(pass) }

    /// Drops the text by which another program silenced the alarm: it may name a person, and there is no telling whom.
    public var withoutSilences: Message {
        if isSilence { return .silenceElsewhere() }
        return Message(
            id: id,
            arguments: arguments.map { argument in
                switch argument {
                case .message(let message): .message(message.withoutSilences)
                case .messages(let messages): .messages(messages.map(\.withoutSilences))
                default: argument
                }
            })
    }
}

extension AlarmKey {
    /// Its evidence is that of ends of sessions (`SessionEnd.shownEvidence`).
    var isOfEnds: Bool { rule == TimeoutsRule.word || rule == SiteTimeoutsRule.word }

    fileprivate func reworded(_ evidence: [Message], keeping isKept: (Message) -> Bool, _ pass: (String) -> String) -> [Message] {
        isOfEnds ? evidence.filter(isKept).map { $0.reworded(pass) } : evidence.map { $0.renaming(pass) }
    }
}

extension Alarm {
    /// Whether all evidence in it can stay.
    public func keepsEvidence(_ isKept: (Message) -> Bool) -> Bool { !key.isOfEnds || evidence.allSatisfy(isKept) }

    /// - Parameter isKept: whether a line of evidence may stay; it may hold a name that is no longer known as one. Others are dropped.
    public func rewording(keeping isKept: (Message) -> Bool, _ pass: (String) -> String) -> Alarm {
        var out = self
        out.message = message.renaming(pass)
        out.evidence = key.reworded(evidence, keeping: isKept, pass)
        out.context = context.map { $0.renaming(pass) }
        out.comments = comments.map { Comment(author: $0.author, at: $0.at, message: $0.message.reworded(pass)) }
        out.acknowledgement = acknowledgement?.rewording(pass)
        out.shelf = shelf?.rewording(pass)
        out.suppressedBy = suppressedBy?.reworded(pass)
        return out
    }
}

extension Acknowledgement {
    func rewording(_ pass: (String) -> String) -> Acknowledgement {
        Acknowledgement(author: author, at: at, comment: pass(comment), expires: expires)
    }
}

extension Shelf {
    func rewording(_ pass: (String) -> String) -> Shelf {
        Shelf(author: author, at: at, reason: pass(reason), until: until, wakes: wakes)
    }
}

extension MaintenanceWindow {
    public func rewording(_ pass: (String) -> String) -> MaintenanceWindow {
        MaintenanceWindow(host: host, from: from, until: until, author: author, reason: pass(reason), endedAt: endedAt)
    }
}

extension Transition {
    public func rewording(keeping isKept: (Message) -> Bool, _ pass: (String) -> String) -> Transition {
        Transition(
            alarm: alarm.rewording(keeping: isKept, pass), what: what, at: at, author: author, comment: comment.reworded(pass))
    }
}

extension AlarmState {
    mutating func reword(keeping isKept: (Message) -> Bool, _ pass: (String) -> String) {
        alarm = alarm?.rewording(keeping: isKept, pass)
        suppressedBy = suppressedBy?.reworded(pass)
        worst = worst.map {
            Description(
                $0.message.renaming(pass), evidence: key.reworded($0.evidence, keeping: isKept, pass),
                context: $0.context.map { $0.renaming(pass) })
        }
    }
}

extension AlarmBook {
    /// - Parameter configured: the author of windows whose reasons are the configuration's own, and stay.
    public mutating func reword(keepingWindowsOf configured: String, keeping isKept: (Message) -> Bool, _ pass: (String) -> String) {
        for index in states.indices { states[index].reword(keeping: isKept, pass) }
        for index in aside.indices { aside[index].reword(keeping: isKept, pass) }
        silences = silences.mapValues { $0.reworded(pass) }
        maintenanceWindows = maintenanceWindows.map { $0.author == configured ? $0 : $0.rewording(pass) }
        lastActs = lastActs.mapValues { $0.rewording(pass) }
        revision += 1
    }
}

extension AlarmBook.LastAct {
    /// What it left is known again by its new words.
    public func rewording(_ pass: (String) -> String) -> AlarmBook.LastAct {
        var out = self
        out.parts = parts.map { part in
            switch part.kind {
            case .acknowledged(let made, let phase, let before):
                (part.state, part.occurrence, .acknowledged(made?.rewording(pass), phase, before: before?.rewording(pass)))
            case .reset: part
            case .shelved(let shelf, let before):
                (part.state, part.occurrence, .shelved(shelf.rewording(pass), before: before?.rewording(pass)))
            }
        }
        return out
    }
}

extension Interruptions {
    public mutating func reword(keeping isKept: (Message) -> Bool, _ pass: (String) -> String) {
        for key in known.keys {
            guard var one = known[key] else { continue }
            one.alarm = one.alarm.rewording(keeping: isKept, pass)
            one.news = one.news.map { news in
                (Interruption.Item(news.item.news, news.item.transition.rewording(keeping: isKept, pass)), news.haste, news.since)
            }
            known[key] = one
        }
    }
}
