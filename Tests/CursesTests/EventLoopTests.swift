import Curses
import Glibc
import Testing

struct EventLoopTests {
    @Test func aTimerComesOnce() throws {
        let loop = try EventLoop(keyboard: false)
        let start = ContinuousClock.now
        loop.setTimer(after: .milliseconds(5))
        #expect(loop.next() == [.timer])
        #expect(ContinuousClock.now - start >= .milliseconds(5))
        loop.setTimer(after: .seconds(1000))
        loop.setTimer(after: nil)
        loop.waker.wake()
        #expect(loop.next() == [.woken])
        // A time that is over already comes at once.
        loop.setTimer(after: .seconds(-1))
        #expect(loop.next() == [.timer])
    }

    @Test func wakingManyTimesIsOneEvent() throws {
        let loop = try EventLoop(keyboard: false)
        for _ in 0..<100 { loop.waker.wake() }
        #expect(loop.next() == [.woken])
        loop.setTimer(after: .zero)
        #expect(loop.next() == [.timer])
    }

    @Test func filesAreWatchedUntilRemoved() throws {
        let loop = try EventLoop(keyboard: false)
        var pair: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        defer { close(pair[0]) }
        #expect(loop.add(pair[0], readable: true, writable: true))
        #expect(loop.next() == [.ready(file: pair[0], readable: false, writable: true)])
        #expect(loop.add(pair[0]))
        var byte: UInt8 = 1
        try #require(write(pair[1], &byte, 1) == 1)
        #expect(loop.next() == [.ready(file: pair[0], readable: true, writable: false)])
        try #require(read(pair[0], &byte, 1) == 1)
        close(pair[1])
        #expect(loop.next() == [.ready(file: pair[0], readable: true, writable: false)], "the end is something to read")
        loop.remove(pair[0])
        loop.setTimer(after: .zero)
        #expect(loop.next() == [.timer])
        #expect(!loop.add(-1))
    }
}
