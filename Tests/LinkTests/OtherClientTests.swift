import Feed
import Testing

@testable import Link

@Suite struct OtherClientTests {
    /// Varlink is a promise to clients that nobody here wrote: one of them reads the interface, lists and acknowledges.
    @Test func theVarlinkPackageOfPythonIsServed() async throws {
        let serving = try await Serving()
        let scripts = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        let packages = try TemporaryFolder()
        let other = try ChildProcess(["python3", "\(scripts)/other_client.py", serving.path, packages.path])
        let said = try await other.rest()
        let status = try await other.exit()
        if status == 77 {
            #if compiler(>=6.3)
                try Test.cancel("\(said)")
            #else
                // A test cannot be called off before 6.3.
                return print("skipped: \(said)")
            #endif
        }
        #expect(status == 0, "\(said)")
        #expect(said.hasSuffix("acknowledged: 5 timeouts in 10 min\nattached"), "\(said)")
        let acts = await serving.service.acts.map(\.command)
        #expect(acts == [.acknowledge(ids: [17], comment: "seen from Python"), .acknowledge(ids: [18], comment: "")])
    }
}
