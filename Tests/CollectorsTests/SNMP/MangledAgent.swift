import Glibc
import Platform
import Synchronization
import TestSupport

/// Stands before a real agent and sends wounded copies of each answer before the answer itself, loses every other question, or passes
/// the first on and loses all others.
final class MangledAgent: Sendable {
    let port: UInt16
    private let front: Int32
    private let done = Atomic<Int>(0)
    private let count: Int
    private let loses: Bool
    private let passes: Int?
    private let lost = Atomic<Int>(0)
    private let isOver = Atomic<Bool>(false)
    private nonisolated(unsafe) var thread: OwnThread?

    /// All that were to be sent were.
    var isDone: Bool { done.load(ordering: .relaxed) >= count }

    /// How many questions came nowhere.
    var losses: Int { lost.load(ordering: .relaxed) }

    /// - Parameters:
    ///   - count: How many wounded answers at least.
    ///   - loses: The first question comes nowhere, the second is passed on, and so forth; nothing is wounded.
    ///   - passes: So many questions are passed on and no more; nothing is wounded.
    init(before real: UInt16, count: Int = 0, loses: Bool = false, passes: Int? = nil) throws {
        let (front, port) = boundDatagramSocket()
        self.front = front
        self.port = port
        self.count = count
        (self.loses, self.passes) = (loses, passes)
        thread = try OwnThread { [self] in serve(real) }
    }
    /// The thread holds on to this until it is told.
    func end() {
        isOver.store(true, ordering: .relaxed)
        thread?.join()
        close(front)
    }

    private func serve(_ real: UInt16) {
        var generator = SeededGenerator(seed: 11)
        let back = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(back) }
        var address = loopback(port: real)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(back, $0, size) } }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var isLost = false
        var passed = 0
        while !isOver.load(ordering: .relaxed) {
            var waiting = [pollfd(fd: front, events: Int16(POLLIN), revents: 0)]
            guard poll(&waiting, 1, 100) > 0 else { continue }
            var client = sockaddr_in()
            var length = size
            let asked = withUnsafeMutablePointer(to: &client) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(front, &buffer, buffer.count, 0, $0, &length) }
            }
            isLost = passes.map { passed >= $0 } ?? (loses && !isLost)
            if isLost {
                lost.add(1, ordering: .relaxed)
                continue
            }
            passed += 1
            guard asked > 0, send(back, buffer, asked, 0) == asked else { continue }
            waiting = [pollfd(fd: back, events: Int16(POLLIN), revents: 0)]
            guard poll(&waiting, 1, 2000) > 0 else { continue }
            let told = recv(back, &buffer, buffer.count, 0)
            guard told > 0 else { continue }
            let answer = Array(buffer[..<told])
            if loses || passes != nil {
                tell(answer, &client)
                continue
            }
            var wounded = Array(Noise.truncations(of: answer)).shuffled(using: &generator).prefix(20).map { $0 }
            for _ in 0..<30 { wounded.append(Noise.mutation(of: answer, using: &generator)) }
            for _ in 0..<10 { wounded.append(Noise.bytes(Int.random(in: 0...200, using: &generator), using: &generator)) }
            for bytes in wounded where bytes != answer { tell(bytes, &client) }
            done.add(wounded.count, ordering: .relaxed)
            tell(answer, &client)
        }
    }

    private func tell(_ bytes: [UInt8], _ client: inout sockaddr_in) {
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafePointer(to: &client) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(front, bytes, min(bytes.count, 60_000), 0, $0, size) }
        }
    }
}
