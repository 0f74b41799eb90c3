import Foundation
import Platform

/// What real devices answered, in the folder that `WARTE_RECORDINGS` names. It is no part of the project: tests that need it are
/// `.enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment))`.
public enum Recordings {
    public static let folder = ProcessInfo.processInfo.environment["WARTE_RECORDINGS"].flatMap { $0.isEmpty ? nil : $0 }
    public static var areThere: Bool { folder != nil }
    public static let comment = "WARTE_RECORDINGS names no folder: no recording is tried"

    /// A recording's bytes.
    /// - Parameter name: Below the folder, such as `snmp/asa.snmprec`.
    public static func bytes(_ name: String) throws -> [UInt8] {
        // Foundation's reading of an empty file leaks a page.
        try readFile((folder ?? "/nowhere") + "/" + name, longest: 1 << 28)
    }

    /// The names of what is in a folder of it, sorted.
    public static func names(in name: String) -> [String] {
        guard let folder else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + name)) ?? []).sorted()
    }
}
