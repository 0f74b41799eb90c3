import Glibc
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Collecting

/// A disk that does not answer, for secrets and for all else that stands in files.
struct ThreadedReadTests {
    /// Holds whoever reads, as the kernel does.
    private final class Disk: Sendable {
        private let isDead = Mutex(true)
        let reads = Atomic(0)
        func read(_ source: SecretSource) -> String {
            reads.add(1, ordering: .relaxed)
            while source == .file("/dead"), isDead.withLock({ $0 }) { usleep(1000) }
            return "\(source)"
        }
        func answer() { isDead.withLock { $0 = false } }
    }

    @Test func oneThatHangsHoldsNobodyElseUpAndCostsOneThread() async throws {
        let disk = Disk()
        defer { disk.answer() }
        let transports = Transports(
            secret: { disk.read($0) }, connect: { _ throws(CollectFailure) in throw .timedOut(asked: "", after: .zero) })
        // More than the pool has threads.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    let failure = await #expect(throws: CollectFailure.self) {
                        try await transports.readSecret(.file("/dead"), within: .milliseconds(200))
                    }
                    #expect(failure == .timedOut(asked: "/dead", after: .milliseconds(200)))
                }
            }
            for number in 0..<8 { group.addTask { _ = try await transports.readSecret(.file("/good\(number)")) } }
            try await group.waitForAll()
        }
        #expect(disk.reads.load(ordering: .relaxed) == 9)
        disk.answer()
        try await eventually("the disk answers") { (try? await transports.readSecret(.file("/dead"))) != nil }
    }

    @Test func aChangedFileHoldsAtOnceAndAVariableIsAtHand() async throws {
        let reads = Mutex(0)
        let transports = Transports(
            secret: { source throws(CollectFailure) in
                let number = reads.withLock { reads in
                    reads += 1
                    return reads
                }
                if number < 3 { throw .timedOut(asked: "\(number)", after: .zero) }
                return "\(number)"
            }, connect: { _ throws(CollectFailure) in throw .timedOut(asked: "", after: .zero) })
        for number in 1...2 {
            let failure = await #expect(throws: CollectFailure.self) { try await transports.readSecret(.file("/x")) }
            #expect(failure == .timedOut(asked: "\(number)", after: .zero))
        }
        for number in 3...5 { #expect(try await transports.readSecret(.file("/x")) == "\(number)") }
        #expect(try await transports.readSecret(.environment("X")) == "6")
    }

    @Test func whatWasReadServesForAWhileAndWhatCouldNotBeReadDoesNot() async throws {
        let reads = Mutex(0)
        let read = ThreadedRead<Int>(fresh: .seconds(60)) {
            $0 >= 3
        } read: {
            reads.withLock { reads in
                reads += 1
                return reads
            }
        }
        for wanted in [1, 2, 3, 3, 3] {
            guard case .read(wanted) = await read.value(within: .seconds(10)) else {
                Issue.record("it is not \(wanted)")
                return
            }
        }
    }
}
