import TestSupport
import Testing

/// Socket and store in one folder: the lock of the one is no other engine's to the other.
@Suite(.serialized) struct OneFolderTests {
    @Test func anEngineDoesNotTakeItselfForAnother() async throws {
        let site = try Site()
        defer { site.end() }
        site.set("XDG_STATE_HOME", site.folder.file("run"))
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let status = try site.warte("status")
        #expect(status.stdout.contains("1 of 1 host answers"))
    }
}
