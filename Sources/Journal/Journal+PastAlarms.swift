public import Alarms
public import Telemetry

extension Journal {
    /// The alarms that stood at a moment as they stood then, newest first: phase, severity and words of their last step, and what lay over
    /// them. Of evidence and context the journal has only the last.
    ///
    /// Steps from before version 11 do not say what lay over them, but for the last of each. What may have been put aside is not told as open,
    /// and a list that lacks some looks like one that does not: where one of them is not known, none is told. That is so of moments from
    /// before hosts were kept (`KeptPast.keptSince`). Nil where the file cannot be read now: that is no list without alarms.
    public func alarms(at moment: Moment, limit: Int) -> [Alarm]? {
        var out: [Alarm]? = []
        let isRead = reading { database throws(SQLiteFailure) in
            let most = max(0, limit)
            // One that came again before then is another's by then: the next of its kind is found soon behind it.
            let found = try database.alarms(
                """
                SELECT * FROM occurrence AS o
                WHERE raised <= ?1 AND (
                    phase <> 'normal' OR shelf_at IS NOT NULL OR id IN (SELECT occurrence FROM transition WHERE at >= ?1)
                ) AND NOT EXISTS (
                    SELECT 1 FROM occurrence AS n WHERE n.raised BETWEEN o.raised AND ?1 AND n.id > o.id
                        AND n.rule = o.rule AND n.host = o.host AND n.entity = o.entity)
                ORDER BY raised DESC, id DESC
                """, [.int(moment.milliseconds)])
            for alarm in found {
                guard let told = out, told.count < most else { break }
                switch try database.alarm(alarm, at: moment) {
                case .over: break
                case .stood(let then): out?.append(then)
                case .unknown:
                    // A clock that was set back then can have dated them later than hosts: nobody shall take that for a quiet hour.
                    let isKept = try database.number(
                        "SELECT 1 FROM past_extent WHERE max(since, coalesce(gone, since)) <= ?", [.int(moment.milliseconds)])
                    out = isKept == nil ? [] : nil
                    return
                }
            }
        }
        return isRead ? out : nil
    }
}

extension Database {
    /// Steps that leave the alarm itself as it was, but for one that nobody was ever told of (see `AlarmState.lift`).
    private static let touches: Set<String> = Set(
        [.shelved, .unshelved, .suppressed, .unsuppressed, .inMaintenance, .maintenanceEnded, .commented, .reannounced].map(
            \Transition.What.rawValue))

    fileprivate enum Then {
        case stood(Alarm)
        /// Nothing was wrong with it, and nobody had put it aside.
        case over
        case unknown
    }

    fileprivate func alarm(_ last: Alarm, at moment: Moment) throws(SQLiteFailure) -> Then {
        var out = last
        var wasThere = false
        var isKnown = true
        var changedAt: Moment?
        var before: (Phase, Severity)?
        try rows(
            "SELECT at, severity, phase, text, message, held, what, comment, remark FROM transition WHERE occurrence = ? AND at <= ? ORDER BY seq",
            [.int(last.id), .int(moment.milliseconds)]
        ) { row in
            wasThere = true
            out.severity = Severity(rawValue: Int(clamping: row.int(1))) ?? .warning
            out.phase = Phase(rawValue: row.text(2)) ?? .normal
            out.message = row.message(text: 3, json: 4)
            (out.acknowledgement, out.shelf, out.suppressedBy, out.isInMaintenance) = (nil, nil, nil, false)
            let held = row.optionalText(5)
            isKnown = held != nil
            held.flatMap { HeldFlags(json: $0) }?.lie(over: &out)
            let isTouch =
                Self.touches.contains(row.text(6)) || row.message(text: 7, json: 8).id == Message.undoneShelf.id
            if !isTouch || before.map({ $0 != (out.phase, out.severity) }) ?? true { changedAt = row.moment(0) }
            before = (out.phase, out.severity)
            return true
        }
        guard wasThere else { return .over }
        guard isKnown else { return .unknown }
        guard out.phase != .normal || out.shelf != nil else { return .over }
        out.changedAt = changedAt ?? out.raisedAt
        func notLater(_ time: Moment?) -> Moment? { time.flatMap { $0 <= moment ? $0 : nil } }
        (out.returnedAt, out.announcedAt) = (notLater(last.returnedAt), notLater(last.announcedAt))
        // What is left of it once it holds no longer is not there while it does.
        let held = [out.acknowledgement.map { ($0.author, $0.at) }, out.shelf.map { ($0.author, $0.at) }].compactMap { $0 }
        out.comments.removeAll { comment in comment.at > moment || held.contains { $0 == (comment.author, comment.at) } }
        return .stood(out)
    }
}
