import CMappedFile
import Glibc
import Platform
import Telemetry

/// Opening, making and setting aside the file.
enum StoreOpening {
    /// The file for the engine: locked, mode 0600, made where there is none. One that cannot be read stays, under another name.
    static func forWriting(_ path: String, layout: StoreLayout) throws(StoreProblem) -> (file: StoreFile, notice: Message?) {
        var notice: Message?
        // A second turn after a file was set aside, or when another engine renamed it between our open and our lock.
        for _ in 0..<8 {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
            guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
            do throws(StoreProblem) {
                guard try lock(descriptor, path) else { continue }
                try create(descriptor, path, layout)
                let found = try header(of: descriptor, path: path)
                if found != Geometry(layout).layout {
                    notice = .storeKeepsLayout(path)
                }
                fchmod(descriptor, 0o600)
                // The lock belongs to both: `StoreFile` closes its own whatever happens.
                let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
                guard own >= 0 else { throw StoreProblem.unreadable(path: path, reason: systemReason()) }
                let file = try StoreFile(path: path, descriptor: own, layout: found, isWritable: true)
                close(descriptor)
                return (file, notice)
            } catch {
                switch error {
                case .unknownVersion, .damaged:
                    let name = setAside(path)
                    close(descriptor)
                    guard let name else { throw error }
                    notice = .storeKept(error.message, name)
                default:
                    close(descriptor)
                    throw error
                }
            }
        }
        throw .locked(path: path)
    }

    static func forReading(_ path: String) throws(StoreProblem) -> StoreFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
        let layout: StoreLayout
        do throws(StoreProblem) {
            try regular(descriptor, path)
            layout = try header(of: descriptor, path: path)
        } catch {
            close(descriptor)
            throw error
        }
        return try StoreFile(path: path, descriptor: descriptor, layout: layout, isWritable: false)
    }

    /// False where the path leads to another file by now.
    private static func lock(_ descriptor: Int32, _ path: String) throws(StoreProblem) -> Bool {
        let status = try regular(descriptor, path)
        // A tenth of a second at most: an engine that has just ended may leave its lock for a moment in a child that it was starting.
        var attempts = 0
        while store_lock(descriptor) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .unreadable(path: path, reason: systemReason()) }
            attempts += 1
            guard attempts < 100 else { throw .locked(path: path) }
            usleep(1000)
        }
        var named = stat()
        guard stat(path, &named) == 0, FileIdentity(named) == FileIdentity(status) else {
            close(descriptor)
            return false
        }
        return true
    }

    @discardableResult
    private static func regular(_ descriptor: Int32, _ path: String) throws(StoreProblem) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, reason: .notRegularFile()) }
        return status
    }

    /// Writes the header where the file is new, or was left by an engine killed while it made it: nothing but zeros yet.
    private static func create(_ descriptor: Int32, _ path: String, _ layout: StoreLayout) throws(StoreProblem) {
        let size = Int(try regular(descriptor, path).st_size)
        guard size <= FileFormat.page else { return }
        var found = [UInt8](repeating: 0, count: size)
        guard pread(descriptor, &found, size, 0) == size else { throw .unreadable(path: path, reason: systemReason()) }
        guard found.allSatisfy({ $0 == 0 }) else { return }
        let failure = posix_fallocate(descriptor, 0, FileFormat.page)
        guard failure == 0 else { throw .noRoom(failure, path: path) }
        let layout = Geometry(layout).layout
        var header = store_file()
        header.magic = FileFormat.magic
        header.version = FileFormat.versions.lowerBound
        header.raw = UInt32(clamping: layout.raw)
        header.minutes = UInt32(clamping: layout.minutes)
        header.quarter_hours = UInt32(clamping: layout.quarterHours)
        header.check = check(header)
        guard pwrite(descriptor, &header, MemoryLayout<store_file>.size, 0) == MemoryLayout<store_file>.size else {
            throw .unreadable(path: path, reason: systemReason())
        }
    }

    /// Says in the header that an engine of version 1 is to leave the file alone. One call: a kill comes before it or after.
    static func raise(_ descriptor: Int32, path: String) throws(StoreProblem) {
        var header = store_file()
        let size = MemoryLayout<store_file>.offset(of: \.chunks) ?? 0
        guard pread(descriptor, &header, size, 0) == size else { throw .unreadable(path: path, reason: systemReason()) }
        guard header.version < FileFormat.versions.upperBound else { return }
        header.version = FileFormat.versions.upperBound
        header.check = check(header)
        guard pwrite(descriptor, &header, size, 0) == size else { throw .unreadable(path: path, reason: systemReason()) }
    }

    private static func check(_ header: store_file) -> UInt64 {
        withUnsafeBytes(of: header) { UInt64(FileFormat.check(UnsafeRawBufferPointer(rebasing: $0[..<24]))) }
    }

    private static func header(of descriptor: Int32, path: String) throws(StoreProblem) -> StoreLayout {
        var header = store_file()
        let count = pread(descriptor, &header, MemoryLayout<store_file>.size, 0)
        guard count >= 0 else { throw .unreadable(path: path, reason: systemReason()) }
        guard count == MemoryLayout<store_file>.size, header.magic == FileFormat.magic else {
            throw .damaged(path: path, reason: .storeIsNone())
        }
        guard FileFormat.versions.contains(header.version) else { throw .unknownVersion(path: path, found: header.version) }
        let layout = StoreLayout(raw: Int(header.raw), minutes: Int(header.minutes), quarterHours: Int(header.quarter_hours))
        guard header.check == check(header), layout == Geometry(layout).layout else {
            throw .damaged(path: path, reason: .storeHeaderWrong())
        }
        return layout
    }

    /// Gives the file the first free name `….set-aside-<n>`, and returns it. A link cannot overwrite, a rename could.
    private static func setAside(_ path: String) -> String? {
        for number in 1...9999 {
            let name = "\(path).set-aside-\(number)"
            if link(path, name) == 0 { return unlink(path) == 0 ? name : nil }
            if errno != EEXIST { return nil }
        }
        return nil
    }
}
