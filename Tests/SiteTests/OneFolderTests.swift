import Glibc
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

    /// The same folder by another name is the same folder.
    @Test func aLinkToTheFolderIsTheFolder() async throws {
        let site = try Site()
        defer { site.end() }
        #expect(symlink("run", site.folder.file("state-link")) == 0)
        site.set("XDG_STATE_HOME", site.folder.file("state-link"))
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let status = try site.warte("status")
        #expect(status.stdout.contains("1 of 1 host answers"), "\(status.stderr)")
    }

    @Test func aServiceTakesThePlaceOfAPrivateEngine() async throws {
        let site = try Site()
        defer { site.end() }
        site.set("XDG_STATE_HOME", site.folder.file("run"))
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        #expect(try site.warte("status").stdout.contains("1 of 1 host answers"))
        let own = site.runningEngines()
        #expect(own.count == 1, "the private one stays a little")
        try site.engine()
        try await eventually("the service alone") {
            let running = site.runningEngines()
            return running.count == 1 && running != own
        }
        #expect(try site.warte("status").stdout.contains("1 of 1 host answers"))
    }
}
