import Telemetry

/// What is news of one alarm.
extension Interruptions {
    mutating func take(_ step: Transition, at now: Moment) {
        let alarm = step.alarm
        var one = known[alarm.key] ?? Known(alarm: alarm)
        if step.what == .raised { one.begin() }
        one.alarm = alarm
        defer { keep(one) }
        if step.what == .acknowledged || step.what == .reset || step.what == .shelved { one.remember(at: now) }
        if alarm.shelf != nil || alarm.isInMaintenance {
            // It was shelved: what comes later is news again, unless the shelf is undone at once.
            let before = alarm.isInMaintenance ? nil : one.before
            one = Known(alarm: alarm)
            one.before = before
            return
        }
        if step.what == .undone { one.goBack() }
        if step.what == .acknowledged || alarm.suppressedBy != nil { one.news = nil }
        // An operator who has seen it knows how bad it is.
        if alarm.phase == .acknowledged { one.told = one.told.map { max($0, alarm.severity) } }
        if one.follow(step, at: now) { return }
        if alarm.phase == .latchedUnacknowledged {
            // The condition is gone at once, what happened is not: nobody has looked.
            guard one.told == nil, step.isAnnounced || step.what == .undone && alarm.flag == nil else { return }
            one.wait(.new, step, isWave(alarm.key.rule, alarm.severity, at: now) ? .patient : .urgent, at: now)
            return
        }
        guard alarm.isLive else { return one.end(by: step, at: now) }
        // Less than what was told: if it stays so, the next rise is news.
        one.calmSince = one.told.map { alarm.severity < $0 } == true ? one.calmSince ?? now : nil
        guard alarm.flag == nil else { return }
        if let told = one.told {
            if step.what == .worsened {
                one.wait(.worse, step, .urgent, at: now)
            } else if alarm.severity > told {
                let isSame = Self.growingByTime.contains(alarm.key.rule) || isWave(alarm.key.rule, alarm.severity, at: now)
                one.wait(.worse, step, isSame ? .patient : .urgent, at: now)
            } else if step.what == .reannounced || step.what == .acknowledgementExpired {
                one.wait(.still, step, .patient, at: now)
            } else if let news = one.news?.item.news, news == .worse || !news.isBad {
                one.news = nil
            }
        } else if step.isAnnounced || step.what == .undone && alarm.phase == .unacknowledged {
            one.wait(.new, step, isWave(alarm.key.rule, alarm.severity, at: now) ? .patient : .urgent, at: now)
        }
    }

    /// What the time alone brings to one alarm.
    mutating func pass(_ key: AlarmKey, at now: Moment) {
        guard var one = known[key] else { return }
        if let before = one.before, now - before.at > Self.undo {
            one.before = nil
            keep(one)
        }
        if let last = one.chatteredAt, now - last >= Policy.statisticsWindow {
            one.chatteredAt = nil
            one.calmSince = nil
            let isHushed = one.alarm.phase == .acknowledged || one.alarm.flag != nil
            if !isHushed { one.wait(one.alarm.isLive ? .still : .quiet, one.latest(at: now), .patient, at: now) }
            if !one.alarm.isLive && one.alarm.phase != .latchedUnacknowledged { one.told = nil }
        } else if one.chatteredAt == nil, let since = one.calmSince, now - since >= Self.patience {
            one.settle(at: now)
        } else {
            return
        }
        keep(one)
    }
}

extension Interruptions.Known {
    /// Another occurrence: what was done about the last one is not taken back any more, and what latches is news each time.
    fileprivate mutating func begin() {
        before = nil
        if alarm.phase == .latchedUnacknowledged, chatteredAt == nil { (told, calmSince) = (nil, nil) }
    }

    /// A person acts upon it, and may take that back. Of several acts any may be: what was known before the first of them counts.
    fileprivate mutating func remember(at now: Moment) {
        before = before.map { ($0.told, $0.calmSince, $0.chatteredAt, now) } ?? (told, calmSince, chatteredAt, now)
    }

    /// The acknowledgement was undone: what people know is what they were last told.
    fileprivate mutating func goBack() {
        guard let before else { return }
        (told, calmSince, chatteredAt) = (before.told, before.calmSince, chatteredAt ?? before.chatteredAt)
        if news?.item.news == .over { news = nil }
        self.before = nil
    }

    /// Of what chatters, nothing is news but that it does, and that it is worse. Answers whether it chatters.
    fileprivate mutating func follow(_ step: Transition, at now: Moment) -> Bool {
        let begins = chatteredAt == nil && step.what == .raised && alarm.isChattering && alarm.flag == nil
        guard begins || chatteredAt != nil else { return false }
        switch step.what {
        case .raised, .returned, .cleared, .latched: chatteredAt = now
        default: break
        }
        if begins {
            // Of a warning that comes and goes people know; that it is critical now they do not.
            let isKnown = told.map { alarm.severity <= $0 } ?? false
            wait(.chattering, step, isKnown ? .patient : .urgent, at: now)
        } else if alarm.isLive, alarm.flag == nil, let told, alarm.severity > told || step.what == .worsened {
            wait(.worse, step, .urgent, at: now)
        }
        return true
    }

    /// The condition is gone; whether it stays so is seen later.
    fileprivate mutating func end(by step: Transition, at now: Moment) {
        if news?.item.news.isBad ?? false { news = nil }
        guard told != nil else { return }
        if step.what == .acknowledged || step.what == .cleared || step.what == .reset {
            // Somebody has looked, so nobody waits to hear this; and if it comes again, it is new.
            (told, calmSince) = (nil, nil)
            if step.what != .acknowledged { news = (end, .withTheNext, now) }
        } else if calmSince == nil {
            calmSince = now
        }
    }

    /// It has been less than what was told for long enough.
    fileprivate mutating func settle(at now: Moment) {
        let isAlone = told == .critical && alarm.phase == .returned && alarm.flag == nil
        if isOver { wait(.over, end.transition, isAlone ? .urgent : .withTheNext, at: now) }
        told = alarm.isLive ? alarm.severity : nil
        calmSince = nil
    }

    /// Told as wrong, and gone. What is latched is not over before it is reset.
    var isOver: Bool { told != nil && calmSince != nil && (alarm.phase == .returned || alarm.phase == .normal) }

    var end: Interruption.Item {
        let what: Transition.What = alarm.phase == .returned ? .returned : .cleared
        return Interruption.Item(.over, Transition(alarm: alarm, what: what, at: alarm.returnedAt ?? alarm.changedAt))
    }

    fileprivate func latest(at now: Moment) -> Transition {
        alarm.isLive ? Transition(alarm: alarm, what: .reannounced, at: now) : end.transition
    }

    /// Replaces what waits already, and keeps its place: it must not wait longer for having become worse.
    fileprivate mutating func wait(_ kind: Interruption.News, _ step: Transition, _ haste: Interruptions.Haste, at now: Moment) {
        guard let before = news, before.item.news.isBad == kind.isBad else {
            news = (Interruption.Item(kind, step), haste, now)
            return
        }
        let isSooner = haste == .urgent && before.haste != .urgent
        let first = before.item.transition
        // What has not been announced yet is new, whatever it went through meanwhile.
        let item =
            before.item.news == .new && kind != .chattering
            ? Interruption.Item(.new, Transition(alarm: step.alarm, what: first.what, at: first.at)) : Interruption.Item(kind, step)
        news = (item, before.haste == .urgent ? .urgent : haste, isSooner ? now : before.since)
    }
}
