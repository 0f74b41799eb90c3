import Telemetry

/// A path inside a guest, taken apart: what every system has is known, any other word may be somebody's name (`/home/mueller`).
enum MountPath {
    /// The Filesystem Hierarchy Standard's folders and those of common systems.
    private static let words: Set<String> = [
        "bin", "boot", "data", "dev", "efi", "EFI", "etc", "home", "lib", "log", "media", "mnt", "nfs", "opt", "proc", "root", "run",
        "snap", "srv", "swap", "sys", "tmp", "usr", "user", "var", "Users", "Windows", "local", "share", "cache", "spool", "mail", "www",
        "docker", "containers", "mysql", "postgresql", "backup", "sysroot", "ostree", "System",
    ]

    static func pieces(_ path: String) -> [LinePiece] {
        var pieces: [LinePiece] = []
        var word = ""
        func end() {
            if word.isEmpty { return }
            pieces.append(isKnown(word) ? .known(word) : .unknown(word))
            word = ""
        }
        for letter in path {
            guard letter == "/" || letter == "\\" else {
                word.append(letter)
                continue
            }
            end()
            pieces.append(.known(String(letter)))
        }
        end()
        return pieces
    }

    /// Also a drive of Windows, `C:`.
    private static func isKnown(_ word: String) -> Bool {
        let bytes = Array(word.utf8)
        let isDrive = bytes.count == 2 && bytes[1] == UInt8(ascii: ":") && (UInt8(ascii: "A")...UInt8(ascii: "Z")) ~= bytes[0] & 0xDF
        return isDrive || words.contains(word)
    }
}
