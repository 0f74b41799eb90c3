import Glibc
import TestSupport
import Testing

@testable import FuzzTargets

/// Truncated, shuffled, spliced, wounded, random and huge input for every parser of outside bytes: no trap, no wait, no memory that grows.
/// `WARTE_FUZZ=100000` for more of it, of long inputs too; `make fuzz` for one that goes on from other seeds and leaves behind what ended it.
@Suite(.serialized) struct FuzzTests {
    static let plain = 10_000
    static let count = AgentFuzz.count(plain)
    /// As many as there are processors on the smallest machine; each has inputs of its own.
    static let workers = 2

    @Test(arguments: FuzzTarget.all) func takesWhateverComes(target: FuzzTarget) async throws {
        let corpus = try target.corpus()
        #expect(!corpus.isEmpty)
        for (number, bytes) in corpus.enumerated() {
            let complaint = await target.read(bytes)
            #expect(complaint == nil, "corpus \(number)")
        }
        let watch = InputWatch(target.name, folder: "/tmp")
        defer { watch.end() }
        let begun = ContinuousClock.now
        // What all inputs leave behind is seen in the second half: in the first the parser meets every kind of input.
        await halves(of: target, corpus, seed: 41, watch)
        let before = residentKilobytes()
        await halves(of: target, corpus, seed: 43, watch)
        let after = residentKilobytes()
        let took = ContinuousClock.now - begun
        print("\(target.name): \(corpus.count) in the corpus, \(Self.count) made of them, \(took), \(before) and \(after) KiB")
        // A sanitizer keeps what was freed.
        guard getenv("WARTE_SANITIZE").map({ $0.pointee == 0 }) ?? true else { return }
        #expect(after - before < mostGrowth)
    }

    /// Half of the inputs, each worker its share.
    private func halves(of target: FuzzTarget, _ corpus: [[UInt8]], seed: UInt64, _ watch: InputWatch) async {
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<Self.workers {
                group.addTask {
                    let seed = seed + UInt64(worker)
                    defer { watch.end(worker: worker) }
                    var mutator = Mutator(corpus, seed: seed, isBrief: Self.count <= Self.plain)
                    for number in 0..<Self.count / 2 / Self.workers {
                        let bytes = mutator.next()
                        watch.begin(bytes, worker: worker)
                        guard let complaint = await target.read(bytes) else { continue }
                        let text = bytes.count < 4000 ? String(decoding: bytes, as: UTF8.self) : ""
                        Issue.record("input \(number) of seed \(seed): \(complaint)\n\(text)")
                        return
                    }
                }
            }
        }
    }
}
