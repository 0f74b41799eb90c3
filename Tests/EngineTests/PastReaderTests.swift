import Dispatch
import MetricStore
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// A disk that does not answer keeps nobody waiting for ever.
@Suite struct PastReaderTests {
    @Test func whoAsksADiskThatHangsIsAnsweredAndWhatNobodyWaitsForIsNotRead() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("ring")
        let store = try StoreWriter(path: path)
        let past = PastReader()
        let gate = DispatchSemaphore(value: 0)
        let asked = Mutex<[Int]>([])
        let ask = { (number: Int, patience: Duration) in
            await past.read(path, else: -1, within: patience) { _ in
                asked.withLock { $0.append(number) }
                if number == 1 { gate.wait() }
                return number
            }
        }
        #expect(await ask(0, .seconds(60)) == 0)
        #expect(await ask(1, .milliseconds(20)) == -1)
        #expect(await ask(2, .milliseconds(20)) == -1)
        gate.signal()
        #expect(await ask(3, .seconds(60)) == 3)
        #expect(asked.withLock { $0 } == [0, 1, 3] || asked.withLock { $0 } == [0, 3], "the second was not read any more")
        _ = store
    }
}
