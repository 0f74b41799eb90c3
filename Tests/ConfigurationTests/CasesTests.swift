import Configuration
import Glibc
import Testing

private let folder = sourceFolder + "cases/"

/// Each folder of `cases` is a file and what becomes of it: the settings, or all problems. `WARTE_WRITE_EXPECTED=1` writes what is so.
@Suite struct CasesTests {
    @Test(arguments: names(in: folder)) func case_(_ name: String) throws {
        let bytes = try #require(readBytes("\(folder)\(name)/warte.toml"))
        let outcome = outcome(of: bytes)
        if getenv("WARTE_WRITE_EXPECTED") != nil { write(Array(outcome.utf8), to: "\(folder)\(name)/expected.txt", mode: 0o644) }
        #expect(try #require(readText("\(folder)\(name)/expected.txt")) == outcome)
    }

    @Test func thereAreCases() { #expect(names(in: folder).count > 25) }

    private func outcome(of bytes: [UInt8]) -> String {
        do throws(Problems) {
            if let text = String(validating: bytes, as: UTF8.self) {
                return dump(try parseSettings(text, file: "warte.toml", collectors: kinds))
            }
            // A text cannot hold these bytes, a file can.
            let scratch = ScratchFolder()
            let path = scratch.file("warte.toml", bytes)
            do throws(Problems) { return dump(try loadSettings(path: path, collectors: kinds)) } catch {
                return error.description.replacing("\(scratch.path)/", with: "") + "\n"
            }
        } catch { return error.description + "\n" }
    }
}
