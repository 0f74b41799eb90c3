import Telemetry

/// Who is in a profile's table of sessions, from poll to poll.
struct AgentSessionBook: Sendable {
    static let mostSessions = 5000
    /// How much of the table was read: of what stands behind that nobody knows whether it is there.
    enum Reach {
        case whole
        /// The rest is out of sight for as long as the table is so long.
        case untilTheBound
        /// The rest is there again with the next answer.
        case untilAnError
    }
    private struct Entry {
        var session: Session
        /// How long it lasts, as was read at that moment.
        var seconds: Double?
        var at: Moment
    }
    /// Rows of a table are made at other moments than answers, and other clocks run otherwise.
    private static let slack = 5.0
    private var entries: [OID: Entry] = [:]
    private var isFilled = false
    /// Answers in a row that an error cut short.
    private var errors = 0
    /// An agent that errs at each of so many answers has no more to say: who is behind it is gone, and a row without that column is all of it.
    static let mostErrors = 5

    var sessions: [Session] { entries.sorted { $0.key < $1.key }.map(\.value.session) }

    /// Answers those who are no longer there: the table says so, and not why.
    mutating func take(
        _ found: ProfileValues, _ table: Profile.SessionTable, reach: Reach = .whole, host: Host.ID, title: String, at now: Moment
    ) -> [SessionEnd] {
        let column = [table.user, table.address, table.seconds].compactMap { $0 }.first
        let rows = column.flatMap { found.columns[$0] } ?? [:]
        var kept: [OID: Entry] = [:]
        var gone: [Entry] = []
        errors = reach == .untilAnError ? min(errors + 1, Self.mostErrors) : 0
        let isBroken = errors > 0 && errors < Self.mostErrors
        for index in rows.keys.sorted().prefix(Self.mostSessions) {
            if isBroken, !table.isWhole(index, found) {
                // What is missing of it says nothing of it, and a new one is waited for until it can be told.
                if let known = entries[index] { kept[index] = known }
                continue
            }
            guard table.holds(index, found) else { continue }
            let seconds = table.seconds.flatMap { found.columns[$0]?[index]?.number }.flatMap { $0 >= 0 && $0 < 1e9 ? $0 : nil }
            let user = table.user.map { found.columns[$0]?[index]?.text ?? "" } ?? Self.name(in: index)
            if let known = entries[index] {
                // A row whose time begins anew, or that is another's, is another session. One that lasts longer than since the last look has
                // not begun meanwhile: a clock was put back, or the other half of a pair answers.
                let lasting = seconds ?? .infinity
                let isSame =
                    known.session.user == user && (lasting >= known.seconds ?? 0 || lasting > (now - known.at).inSeconds + Self.slack)
                if isSame {
                    kept[index] = Entry(session: known.session, seconds: seconds ?? known.seconds, at: seconds == nil ? known.at : now)
                    continue
                }
                gone.append(known)
            }
            let address = table.address.flatMap { found.columns[$0]?[index]?.text } ?? ""
            let since = seconds.map { now - .milliseconds(Int64($0 * 1000)) } ?? (isFilled ? now : nil)
            let session = Session(
                id: "\(index)/\(since?.milliseconds ?? 0)", kind: table.kind, user: user, address: address, since: since,
                // Where the index is made of the name, so is the id; one that is longer than a number or two may be made of anything.
                isOpaque: table.user != nil && index.numbers.count <= 2)
            kept[index] = Entry(session: session, seconds: seconds, at: now)
        }
        let last = rows.keys.max()
        for (index, entry) in entries.sorted(by: { $0.key < $1.key }) where kept[index] == nil {
            let isBehind = (isBroken || reach == .untilTheBound) && last.map { index > $0 } ?? true
            if !isBehind { gone.append(entry) } else if isBroken, kept.count < Self.mostSessions { kept[index] = entry }
        }
        entries = kept
        isFilled = true
        return gone.map { entry in
            SessionEnd(
                at: now, host: host, kind: table.kind, session: entry.session.id, user: entry.session.user, cause: .unknown,
                confidence: .inferred, because: .tableRowGone(title, MarkedLine([.name(entry.session.user)])),
                isOpaque: entry.session.isOpaque)
        }
    }

    /// A text in an index: how long it is, then its letters (RFC 2578, section 7.7).
    private static func name(in index: OID) -> String {
        guard let length = index.numbers.first, length <= 120, index.numbers.count > Int(length) else { return "" }
        let letters = index.numbers.dropFirst().prefix(Int(length))
        guard letters.allSatisfy({ $0 < 256 }) else { return "" }
        return SNMPValue.text(letters.map { UInt8($0) }).text ?? ""
    }
}

extension Profile.SessionTable {
    /// Whether each column has this row.
    fileprivate func isWhole(_ index: OID, _ found: ProfileValues) -> Bool { columns.allSatisfy { found.columns[$0]?[index] != nil } }

    fileprivate func holds(_ index: OID, _ found: ProfileValues) -> Bool {
        conditions.allSatisfy { condition in found.columns[condition.column]?[index].map(condition.holds) ?? false }
    }
}
