import Glibc
import TestSupport
import Testing

@testable import FuzzTargets

/// Truncated, shuffled, spliced, wounded, random and huge input for every parser of outside bytes: no trap, no wait, no memory that grows.
/// `WARTE_FUZZ=100000` for the whole; `make fuzz` for one that goes on from other seeds.
@Suite(.serialized) struct FuzzTests {
    static let count = AgentFuzz.count(1500)

    @Test(arguments: FuzzTarget.all) func takesWhateverComes(target: FuzzTarget) async throws {
        let corpus = try target.corpus()
        #expect(!corpus.isEmpty)
        for (number, bytes) in corpus.enumerated() {
            let complaint = await target.read(bytes)
            #expect(complaint == nil, "corpus \(number)")
        }
        var mutator = Mutator(corpus, seed: 41)
        var early = 0
        for number in 0..<Self.count {
            let bytes = mutator.next()
            if let complaint = await target.read(bytes) {
                Issue.record("input \(number): \(complaint)\n\(bytes.count < 4000 ? String(decoding: bytes, as: UTF8.self) : "")")
                return
            }
            if number == Self.count / 2 { early = residentKilobytes() }
        }
        print("\(target.name): \(corpus.count) in the corpus, \(Self.count) made of them, \(residentKilobytes() / 1024) MiB")
        // A sanitizer keeps what was freed.
        guard getenv("WARTE_SANITIZE").map({ $0.pointee == 0 }) ?? true else { return }
        #expect(residentKilobytes() - early < mostGrowth)
    }
}
