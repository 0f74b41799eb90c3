import Glibc

/// Names in a folder, without `.` and `..`, in no order; nil where it cannot be read, and `errno` says why.
/// - Parameter limit: so many of those that are wanted; the others are not looked for.
public func readFolder(_ path: String, atMost limit: Int = .max, where isWanted: (String) -> Bool = { _ in true }) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while names.count < limit, let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(untilZero: $0) }
        if name != ".", name != "..", isWanted(name) { names.append(name) }
    }
    return names
}
