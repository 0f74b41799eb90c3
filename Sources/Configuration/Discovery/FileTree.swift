import Glibc
import Platform

/// The file system below a folder that stands for `/`.
struct FileTree {
    /// Without a slash at its end: empty for the real root.
    private let root: String
    init(root: String) {
        var root = root[...]
        while root.hasSuffix("/") { root = root.dropLast() }
        self.root = String(root)
    }

    /// Where a path of this tree really is.
    func real(_ path: String) -> String { root + path }

    func isSocket(_ path: String) -> Bool { fileType(at: real(path)) == S_IFSOCK }

    /// Connecting to a Unix socket takes permission to write (unix(7)).
    func mayConnect(_ path: String) -> Bool { access(real(path), W_OK) == 0 }

    /// The files of a folder and, down to `depth` levels, of the folders in it; sorted, at most a thousand.
    func files(below folder: String, depth: Int) -> [String] {
        var out: [String] = []
        for name in names(in: folder) where out.count < 1000 {
            let path = "\(folder)/\(name)"
            if fileType(at: real(path)) != S_IFDIR {
                out.append(path)
            } else if depth > 0 {
                out += files(below: path, depth: depth - 1)
            }
        }
        return Array(out.prefix(1000))
    }

    /// Sorted, without `.` and `..`; none where the folder cannot be read.
    func names(in folder: String) -> [String] { (readFolder(real(folder)) ?? []).sorted() }

    /// Nil where it cannot be read or is longer than 256 KiB.
    func text(_ path: String) -> String? {
        do throws(FileFault) { return String(decoding: try readFile(real(path), longest: 256 << 10), as: UTF8.self) } catch { return nil }
    }
}
