import CSQLite

/// Whether SQLite's log still holds what its index says. SQLite reads the log's head only where it has no index, so a log that was cut or
/// overwritten under a running engine goes unnoticed until the next start, which then finds nothing in it.
///
/// Both formats are SQLite's own and fixed ("WAL-mode File Format"). All goes through its own descriptors: closing another one would take
/// its locks away (SQLite manual, How To Corrupt, 2.2).
struct LogCheck {
    enum Found {
        case whole
        /// Nothing of it is in the file yet, so the file is as it was when the log was begun.
        case lost
        /// A part of it is in the file already: the file may fit together no longer.
        case lostHalfway
    }
    /// The index's head twice, what was written back, and who reads.
    private static let headSize = 136
    private static let region: Int32 = 32_768

    private let index: UnsafeMutableRawPointer
    private let log: UnsafeMutablePointer<sqlite3_file>

    init?(_ database: Database) {
        var file: UnsafeMutablePointer<sqlite3_file>?
        var log: UnsafeMutablePointer<sqlite3_file>?
        var index: UnsafeMutableRawPointer?
        guard sqlite3_file_control(database.handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK, let file,
            sqlite3_file_control(database.handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK, let log,
            log.pointee.pMethods != nil, let map = file.pointee.pMethods?.pointee.xShmMap,
            map(file, 0, Self.region, 0, &index) == SQLITE_OK, let index
        else { return nil }
        self.index = index
        self.log = log
    }

    var found: Found {
        let head = self.head
        // Half written, or of a version that is not known here: SQLite has its own way with it.
        guard head[..<48] == head[48..<96], head.native32(at: 0) == 3_007_000, head[12] == 1 else { return .whole }
        let frames = Int(head.native32(at: 16))
        let written = Int(head.native32(at: 96))
        guard frames > 0, written < frames else { return .whole }
        let pageField = Int(head.native16(at: 14))
        let page = (pageField & 0xFE00) + ((pageField & 1) << 16)
        let beginning = read(32, at: 0)
        let last = read(24, at: 32 + (frames - 1) * (24 + page))
        let isWhole =
            beginning.map { $0[16..<24].elementsEqual(head[32..<40]) } ?? false
            && last.map {
                $0[8..<16].elementsEqual(head[32..<40]) && $0.big32(at: 16) == head.native32(at: 24)
                    && $0.big32(at: 20) == head.native32(at: 28)
            } ?? false
        // Another program may have begun the log anew meanwhile.
        guard !isWhole, self.head == head else { return .whole }
        return written == 0 ? .lost : .lostHalfway
    }

    /// SQLite makes another index, of what the log still holds.
    func forgetIndex() { index.initializeMemory(as: UInt8.self, repeating: 0, count: 96) }

    private var head: [UInt8] { Array(UnsafeRawBufferPointer(start: index, count: Self.headSize)) }

    /// Nil where the log is shorter.
    private func read(_ count: Int, at offset: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        guard let read = log.pointee.pMethods?.pointee.xRead, read(log, &bytes, Int32(count), Int64(offset)) == SQLITE_OK else {
            return nil
        }
        return bytes
    }
}

extension [UInt8] {
    fileprivate func native32(at offset: Int) -> UInt32 { withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) } }
    fileprivate func native16(at offset: Int) -> UInt16 { withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt16.self) } }
    fileprivate func big32(at offset: Int) -> UInt32 { UInt32(bigEndian: native32(at: offset)) }
}
