import Glibc

/// The folder of this target's sources, with a slash at its end.
let sourceFolder = String(#filePath[...(#filePath.lastIndex(of: "/") ?? #filePath.startIndex)])

func readBytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}

func readText(_ path: String) -> String? { readBytes(path).map { String(decoding: $0, as: UTF8.self) } }

@discardableResult
func write(_ bytes: [UInt8], to path: String, mode: mode_t) -> Bool {
    guard let file = fopen(path, "w") else { return false }
    let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count
    return fclose(file) == 0 && isWritten && chmod(path, mode) == 0
}

func names(in folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var out: [String] = []
    while let entry = readdir(handle) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if !name.hasPrefix(".") { out.append(name) }
    }
    return out.sorted()
}

/// A folder of this test alone, gone with it. Its name is short, because a socket's path may have 107 bytes.
final class ScratchFolder {
    let path: String
    init() {
        var template = Array("/tmp/wc-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    }
    deinit { remove(path) }

    private func remove(_ path: String) {
        var status = stat()
        guard !path.isEmpty, lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in names(in: path) { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    /// Makes the folders above a file of this name.
    @discardableResult
    func file(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o600) -> String {
        let full = "\(path)/\(name)"
        makeFolders(name)
        write(bytes, to: full, mode: mode)
        return full
    }
    @discardableResult
    func file(_ name: String, _ text: String = "", mode: mode_t = 0o600) -> String { file(name, Array(text.utf8), mode: mode) }

    /// A Unix socket that nobody listens on.
    @discardableResult
    func socket(_ name: String) -> String {
        let full = "\(path)/\(name)"
        makeFolders(name)
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: full.utf8) }
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        return full
    }

    private func makeFolders(_ name: String) {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            mkdir(folder, 0o755)
        }
    }
}
