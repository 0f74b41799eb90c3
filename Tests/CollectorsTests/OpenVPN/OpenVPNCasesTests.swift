import TestSupport
import Testing

@testable import FuzzTargets

/// Recorded talks in `cases/openvpn/<case>/`: `input.txt`, and in `expected.txt` what must come of it, errors included.
/// `WARTE_GOLDEN=write` writes what comes; look at the difference then.
struct OpenVPNCasesTests {
    static let folder = folderOf(folderOf(#filePath)) + "/cases/openvpn"
    static let cases = namesInFolder(folder)

    @Test func thereAreCases() { #expect(Self.cases.count >= 20) }

    @Test(arguments: cases)
    func becomes(_ name: String) throws {
        let input = try readText("\(Self.folder)/\(name)/input.txt")
        try Golden.check(Transcript.play(input), "expected.txt", folder: name, beside: "\(Self.folder)/x")
    }
}
