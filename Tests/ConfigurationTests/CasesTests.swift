import Configuration
import Glibc
import TOMLReading
import Testing

private let folder = sourceFolder + "cases/"
/// Those of a collector that takes everything an option can be.
private let optionFolder = sourceFolder + "option-cases/"

/// Each folder of `cases` is a file and what becomes of it: the settings, or all problems. `WARTE_WRITE_EXPECTED=1` writes what is so.
@Suite struct CasesTests {
    @Test(arguments: names(in: folder)) func case_(_ name: String) throws { try check(folder + name, kinds) }
    @Test(arguments: names(in: optionFolder)) func optionCase(_ name: String) throws {
        try check(optionFolder + name, kinds + [Sample.collector, Sample.cluster])
    }

    @Test func thereAreCases() {
        #expect(names(in: folder).count > 25)
        #expect(names(in: optionFolder).count > 7)
    }

    private func check(_ folder: String, _ kinds: [KnownCollector]) throws {
        let outcome = outcome(of: try #require(readBytes("\(folder)/warte.toml")), kinds)
        if getenv("WARTE_WRITE_EXPECTED") != nil { write(Array(outcome.utf8), to: "\(folder)/expected.txt", mode: 0o644) }
        #expect(try #require(readText("\(folder)/expected.txt")) == outcome)
    }

    private func outcome(of bytes: [UInt8], _ kinds: [KnownCollector]) -> String {
        do throws(FileProblems) {
            if let text = String(validating: bytes, as: UTF8.self) {
                return dump(try parseSettings(text, file: "warte.toml", collectors: kinds))
            }
            // A text cannot hold these bytes, a file can.
            let scratch = ScratchFolder()
            let path = scratch.file("warte.toml", bytes)
            do throws(FileProblems) { return dump(try loadSettings(path: path, collectors: kinds)) } catch {
                return error.description.replacing("\(scratch.path)/", with: "") + "\n"
            }
        } catch { return error.description + "\n" }
    }
}
