import Feed
import Glibc
import TestSupport
import Testing

@testable import Link

@Suite struct OtherClientTests {
    /// `make test` makes a Python with the package; another one may have it.
    private static let python = getenv("WARTE_PYTHON").map { String(cString: $0) } ?? "python3"

    /// Varlink is a promise to clients that nobody here wrote: one of them reads the interface, lists and acknowledges.
    @Test(.enabled("python3 has no package varlink") { try run([python, "-c", "import varlink"]).status == .exit(0) })
    func theVarlinkPackageOfPythonIsServed() async throws {
        let serving = try await Serving()
        let scripts = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        let other = try ChildProcess([Self.python, "\(scripts)/other_client.py", serving.path])
        let said = try await other.rest()
        let status = try await other.exit()
        #expect(status == 0, "\(said)")
        #expect(said.hasSuffix("acknowledged: 5 timeouts in 10 min\nattached"), "\(said)")
        let acts = await serving.service.acts.map(\.command)
        #expect(acts == [.acknowledge(ids: [17], comment: "seen from Python"), .acknowledge(ids: [18], comment: "")])
    }
}
