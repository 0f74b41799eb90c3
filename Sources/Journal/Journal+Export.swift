import Alarms
import JSON
import Telemetry

extension Journal {
    public enum Format: String, Sendable, CaseIterable { case csv, json }
    /// Transitions with the alarm they belong to, session ends, the lines of events, who was told a name, sessions, or who asked for what.
    public enum Content: String, Sendable, CaseIterable { case alarms, ends, events, reveals, sessions, audit }

    /// Gives the journal away in pieces as it reads it, oldest first. Times are ISO 8601 in UTC.
    ///
    /// CSV is RFC 4180; a cell that a spreadsheet would take for a formula gets a `'` in front, what steers a terminal is U+FFFD. JSON has
    /// all as it is.
    public func export(_ format: Format, of content: Content = .alarms, to write: (String) -> Void) throws(JournalProblem) {
        let (sql, columns) = Self.query(content)
        var isFirst = true
        let isRead = reading { database throws(SQLiteFailure) in
            switch format {
            case .csv: write(columns.map { "\($0.name)" }.joined(separator: ",") + "\r\n")
            case .json: write("[")
            }
            try database.rows(sql) { row in
                var place: Int32 = 0
                let cells = columns.map { column in
                    defer { place += column.width }
                    return ExportedValue(row, place, column)
                }
                switch format {
                case .csv: write(cells.map(\.csv).joined(separator: ",") + "\r\n")
                case .json:
                    let object = FieldWriter.message { out in for (column, cell) in zip(columns, cells) { cell.put(column.name, in: out) } }
                    // The message ends in a NUL. Nothing is lost, and nothing steers a terminal: such characters are escaped.
                    let fields = String(decoding: object.dropLast(), as: UTF8.self).harmlessJSON
                    write((isFirst ? "\n" : ",\n") + fields)
                    isFirst = false
                }
                return true
            }
            if format == .json { write("\n]\n") }
        }
        if !isRead { throw JournalProblem(path: path, problem ?? .journalUnreadable()) }
    }

    private static func query(_ content: Content) -> (sql: StaticString, columns: [ExportedColumn]) {
        switch content {
        case .alarms:
            (
                """
                SELECT t.at, o.id, o.rule, o.host, o.entity, t.what, t.severity, t.phase, t.author, t.comment, t.remark, t.text, t.message
                FROM transition t JOIN occurrence o ON o.id = t.occurrence ORDER BY t.at, t.seq
                """,
                [
                    .time("at"), .number("alarm"), .text("rule"), .text("host"), .text("entity"), .step("what"), .severity("severity"),
                    .text("phase"), .text("author"), .message("comment"), .message("text"),
                ]
            )
        case .ends:
            (
                "SELECT at, host, kind, session, user, cause, confidence, proof, message FROM session_end ORDER BY at, seq",
                [
                    .time("at"), .text("host"), .text("kind"), .text("session"), .text("user"), .text("cause"), .text("confidence"),
                    .message("evidence"),
                ]
            )
        case .reveals:
            (
                "SELECT at, host, pseudonym, author, reason FROM reveal ORDER BY at, seq",
                [.time("at"), .text("host"), .text("pseudonym"), .text("author"), .text("reason")]
            )
        case .sessions:
            (
                "SELECT began, ended, target, host, id, kind, guest, network, user, cause FROM session ORDER BY began, host, id",
                [
                    .time("began"), .maybeTime("ended"), .text("target"), .text("host"), .text("id"), .text("kind"), .text("guest"),
                    .text("network"), .text("user"), .text("cause"),
                ]
            )
        case .audit:
            (
                "SELECT at, principal, act, target, refused, message, uid, role FROM audit ORDER BY at, seq",
                [
                    .time("at"), .text("principal"), .text("act"), .text("target"), .message("refused"), .maybeNumber("uid"),
                    .text("role"),
                ]
            )
        case .events: ("SELECT at, host, text, message FROM event ORDER BY at, seq", [.time("at"), .text("host"), .message("text")])
        }
    }
}

private enum ExportedColumn {
    case time(StaticString)
    /// Empty where there is none.
    case maybeTime(StaticString)
    case number(StaticString)
    case maybeNumber(StaticString)
    case severity(StaticString)
    case text(StaticString)
    /// A transition's, by the word that others know.
    case step(StaticString)
    /// In words; its other form is the column behind it.
    case message(StaticString)
    /// How many columns of the table it takes.
    var width: Int32 { if case .message = self { 2 } else { 1 } }
    var name: StaticString {
        switch self {
        case .time(let name), .maybeTime(let name), .number(let name), .maybeNumber(let name), .severity(let name), .text(let name),
            .step(let name), .message(let name):
            name
        }
    }
}

private enum ExportedValue {
    case number(Int64)
    case text(String)

    init(_ row: Row, _ index: Int32, _ column: ExportedColumn) {
        switch column {
        case .time: self = .text(Moment(milliseconds: row.int(index)).rfc3339)
        case .maybeTime: self = .text(row.optionalMoment(index).map(\.rfc3339) ?? "")
        case .number: self = .number(row.int(index))
        case .maybeNumber: self = row.optionalInt(index).map { .number($0) } ?? .text("")
        case .severity: self = .text(row.int(index) == 2 ? "critical" : "warning")
        case .text: self = .text(row.text(index))
        case .step:
            let written = row.text(index)
            self = .text(Transition.What(rawValue: written)?.word ?? written)
        case .message: self = .text(row.message(text: index, json: index + 1).text)
        }
    }

    var csv: String {
        switch self {
        case .number(let number): return "\(number)"
        case .text(let text):
            let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
            let safe = Self.harmless(isFormula ? "'" + text : text)
            guard safe.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return safe }
            // By scalars: a quote with an accent over it is a quote, too.
            var out = "\""
            for scalar in safe.unicodeScalars {
                if scalar == "\"" { out += "\"" }
                out.unicodeScalars.append(scalar)
            }
            return out + "\""
        }
    }

    /// A CSV has no escapes, and is looked at in terminals as often as in a spreadsheet: what steers a terminal or turns the writing
    /// direction becomes U+FFFD, in a file too. JSON has it all.
    private static func harmless(_ text: String) -> String {
        // A lone return would write over its own line; before a line end it is one letter with that.
        text.split(separator: "\r\n" as Character, omittingEmptySubsequences: false)
            .map { String($0).harmless(keeping: ["\n", "\t"]) }.joined(separator: "\r\n")
    }

    func put(_ name: StaticString, in object: FieldWriter) {
        switch self {
        case .number(let number): object.put(name, number)
        case .text(let text): object.put(name, text)
        }
    }
}
