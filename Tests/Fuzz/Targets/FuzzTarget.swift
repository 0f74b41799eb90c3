import Telemetry
import TestSupport

/// One parser of bytes that come from outside. A new one is a line in `all`, and a folder of its name in `Tests/Fuzz/corpus`.
struct FuzzTarget: Sendable, CustomStringConvertible {
    let name: String
    /// Where below `Tests` there is good input besides the corpus, and how the names of its files end.
    var cases: (folder: String, suffix: String)?
    /// Reads it. What it makes of it and may not is said; a trap or a wait without end is found by who runs it.
    let read: @Sendable ([UInt8]) async -> String?

    var description: String { name }

    static let all: [FuzzTarget] =
        snmpTargets + exporterTargets + wireGuardTargets + kernelTargets + hostTargets + libvirtTargets + libvirtEventTargets + linkTargets
        + engineTargets + fileTargets
        + [
            FuzzTarget(name: "snmp-datagram", read: datagram), FuzzTarget(name: "store-file", read: storeFile),
            FuzzTarget(name: "recording", read: recording),
            FuzzTarget(name: "openvpn", cases: ("CollectorsTests/cases/openvpn", "input.txt"), read: openVPN),
            FuzzTarget(name: "proxmox", cases: ("CollectorsTests/cases/proxmox", ".json"), read: proxmox),
            FuzzTarget(name: "configuration", cases: ("ConfigurationTests/cases", "warte.toml"), read: configuration),
        ]

    private static let tests = folderOf(folderOf(folderOf(#filePath)))

    /// The corpus, in an order that is always the same. What once brought a parser down stays in it.
    func corpus() throws -> [[UInt8]] {
        let own = "\(Self.tests)/Fuzz/corpus/\(name)"
        var paths = namesInFolder(own).map { "\(own)/\($0)" }
        if let cases { paths += Self.files(below: "\(Self.tests)/\(cases.folder)", suffix: cases.suffix) }
        return try paths.map { Array(try readFile($0).prefix(Mutator.longestSeed)) }
    }

    private static func files(below folder: String, suffix: String) -> [String] {
        namesInFolder(folder).flatMap { name in
            name.hasSuffix(suffix) ? ["\(folder)/\(name)"] : files(below: "\(folder)/\(name)", suffix: suffix)
        }
    }
}

/// What would steer a terminal, or is longer than a line, is no text to be shown.
/// - Parameter isRaw: A failure's words are the other side's, and are made harmless where they are shown.
func complaint(of texts: [String], atMost longest: Int = 1024, isRaw: Bool = false) -> String? {
    for text in texts {
        if !isRaw, text.unicodeScalars.contains(where: \.isSteering) { return "steers: \(text.debugDescription.prefix(200))" }
        if text.unicodeScalars.count > longest { return "\(text.unicodeScalars.count) scalars: \(text.prefix(40))…" }
    }
    return nil
}
