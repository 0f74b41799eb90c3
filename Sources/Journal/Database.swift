import CSQLite
import Glibc
import Telemetry

/// What SQLite refused, with its extended result code.
struct SQLiteFailure: Error, Hashable {
    let code: Int32
    /// SQLite's own words, for those who know it.
    let message: String
    /// Ours, for people.
    let ours: Message?
    init(code: Int32, message: String) {
        self.code = code
        self.message = message
        ours = nil
    }
    /// In the words that SQLite has for it.
    init(code: Int32) { self.init(code: code, message: String(cString: sqlite3_errstr(code))) }
    init(code: Int32, ours: Message) {
        self.code = code
        message = ours.text
        self.ours = ours
    }
    /// Without the extension.
    var kind: Int32 { code & 0xFF }
    /// The file is not what it was: it cannot be gone on with.
    var isDamage: Bool { kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB }
    /// It may work later with the same words: no room, no permission, somebody else writes.
    var isPassing: Bool {
        [
            SQLITE_FULL, SQLITE_READONLY, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_PERM,
            SQLITE_PROTOCOL,
            SQLITE_INTERRUPT,
        ].contains(kind)
    }
}

/// One connection. All SQL is literal and all values are bound.
final class Database {
    enum Value {
        case int(Int64)
        case text(String)
        case null
        init(_ value: Int64?) { self = value.map { .int($0) } ?? .null }
        init(_ value: String?) { self = value.map { .text($0) } ?? .null }
    }

    let handle: OpaquePointer
    private var statements: [UnsafeRawPointer: OpaquePointer] = [:]

    /// To read alone; on a disk that cannot be written, too.
    convenience init(reading path: String, busy: Int32) throws(SQLiteFailure) {
        // SQLite wants a log beside the file even to read it. Where none is left and none can be made, nobody writes: the file is all.
        guard access(path + "-wal", F_OK) != 0, access(path, R_OK) == 0, access(path, W_OK) != 0 else {
            try self.init(path: path, busy: busy, flags: SQLITE_OPEN_READONLY)
            return
        }
        var address = "file:"
        for scalar in path.unicodeScalars {
            address += "%?#".unicodeScalars.contains(scalar) ? "%" + String(scalar.value, radix: 16) : String(scalar)
        }
        try self.init(path: address + "?immutable=1", busy: busy, flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
    }

    /// - Parameter busy: how long to wait for somebody else's lock, in milliseconds.
    init(path: String, busy: Int32, flags: Int32 = SQLITE_OPEN_READWRITE) throws(SQLiteFailure) {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_FULLMUTEX, nil)
        guard let opened else { throw SQLiteFailure(code: code) }
        guard code == SQLITE_OK else {
            let failure = SQLiteFailure(code: sqlite3_extended_errcode(opened), message: String(cString: sqlite3_errmsg(opened)))
            sqlite3_close_v2(opened)
            throw failure
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, busy)
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Several statements without values, such as a migration.
    func execute(_ sql: StaticString) throws(SQLiteFailure) {
        let code = sql.withUTF8Buffer {
            sqlite3_exec(handle, $0.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }, nil, nil, nil)
        }
        guard code == SQLITE_OK else { throw failure(code) }
    }

    func run(_ sql: StaticString, _ values: [Value] = []) throws(SQLiteFailure) {
        try rows(sql, values) { _ in true }
    }

    /// Gives rows to `row` until there are no more or it answers false.
    func rows(_ sql: StaticString, _ values: [Value] = [], _ row: (Row) -> Bool) throws(SQLiteFailure) {
        let statement = try prepared(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(clamping: index + 1), of: statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_DONE: return
            case SQLITE_ROW: if !row(Row(statement: statement)) { return }
            case let code: throw failure(code)
            }
        }
    }

    func number(_ sql: StaticString, _ values: [Value] = []) throws(SQLiteFailure) -> Int64? {
        var found: Int64?
        try rows(sql, values) { row in
            found = row.optionalInt(0)
            return false
        }
        return found
    }

    private func bind(_ value: Value, at index: Int32, of statement: OpaquePointer) throws(SQLiteFailure) {
        let code: Int32
        switch value {
        case .int(let number): code = sqlite3_bind_int64(statement, index, number)
        case .null: code = sqlite3_bind_null(statement, index)
        case .text(var text):
            code = text.withUTF8 { bytes in
                // An empty string has no address of its own; NULL would be stored as no value.
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    guard let start = characters.baseAddress else {
                        return sqlite3_bind_text64(statement, index, "", 0, Self.transient, UInt8(SQLITE_UTF8))
                    }
                    return sqlite3_bind_text64(statement, index, start, UInt64(characters.count), Self.transient, UInt8(SQLITE_UTF8))
                }
            }
        }
        guard code == SQLITE_OK else { throw failure(code) }
    }

    /// SQLITE_TRANSIENT, a cast that Swift does not import: SQLite makes its own copy.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func prepared(_ sql: StaticString) throws(SQLiteFailure) -> OpaquePointer {
        let address = UnsafeRawPointer(sql.utf8Start)
        if let statement = statements[address] { return statement }
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            handle, address.assumingMemoryBound(to: CChar.self), Int32(clamping: sql.utf8CodeUnitCount), UInt32(SQLITE_PREPARE_PERSISTENT),
            &statement, nil)
        guard code == SQLITE_OK, let statement else { throw failure(code) }
        statements[address] = statement
        return statement
    }

    private func failure(_ code: Int32) -> SQLiteFailure {
        SQLiteFailure(code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)))
    }
}

/// One row of an answer; valid until the next.
struct Row {
    fileprivate let statement: OpaquePointer

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
    func optionalInt(_ column: Int32) -> Int64? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : int(column)
    }
    /// Within the years 1 to 9999, whatever a wounded file has there: nobody shall overflow over it.
    func moment(_ column: Int32) -> Moment {
        Moment(milliseconds: min(max(int(column), -62_135_596_800_000), 253_402_300_799_999))
    }
    /// Of a number that was wounded on the disk the nearest that can be one, and be gone on from.
    func count(_ column: Int32) -> Int { Int(min(max(int(column), 0), 1_000_000_000)) }
    func optionalMoment(_ column: Int32) -> Moment? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : moment(column)
    }
    func text(_ column: Int32) -> String { optionalText(column) ?? "" }
    func optionalText(_ column: Int32) -> String? {
        guard let start = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
