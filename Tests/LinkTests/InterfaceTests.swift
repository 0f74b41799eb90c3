import Glibc
import Testing

@testable import Link

@Suite struct InterfaceTests {
    /// What is built in is what stands in the files.
    @Test(arguments: Interface.allCases) func descriptionsAreTheFiles(interface: Interface) throws {
        let sources = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Sources/Link"
        let file = try #require(fopen("\(sources)/\(interface.rawValue).varlink", "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        #expect(interface.description == String(decoding: bytes[..<count], as: UTF8.self))
    }

    @Test(arguments: Interface.allCases) func everyMethodIsServed(interface: Interface) async throws {
        let serving = try await Serving()
        let lines = interface.description.split(separator: "\n")
        let methods = lines.filter { $0.hasPrefix("method ") }.map { $0.dropFirst(7).prefix { $0 != "(" } }
        #expect(methods.count >= 2)
        for method in methods {
            let caller = try RawCaller(serving.path)
            await caller.say(#"{"method":"\#(interface.rawValue).\#(method)"}"#)
            let answer = try #require(await caller.hear())
            #expect(!answer.contains("NotFound") && !answer.contains("NotImplemented"), "\(method): \(answer)")
        }
    }
}
