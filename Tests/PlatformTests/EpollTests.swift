import Glibc
import Platform
import TestSupport
import Testing

@Suite struct EpollTests {
    private let ends: (read: Int32, write: Int32)
    init() throws {
        var both: [Int32] = [0, 0]
        try #require(pipe(&both) == 0)
        ends = (both[0], both[1])
    }

    private func told(_ epoll: Epoll) -> [UInt64]? { epoll.wait(atMost: .zero)?.map(\.key) }

    @Test func whatHappensIsToldUnderItsKeyUntilItIsOver() throws {
        defer { for end in [ends.read, ends.write] { close(end) } }
        let epoll = try #require(Epoll())
        #expect(epoll.add(ends.read, as: .max, for: .read) && told(epoll) == [])
        #expect(!epoll.add(ends.read, as: 1, for: .read) && errno == EEXIST)
        write(ends.write, "x", 1)
        for _ in 0..<2 { #expect(told(epoll) == [.max]) }
        epoll.change(ends.read, as: 7, to: [])
        #expect(told(epoll) == [])
        epoll.change(ends.read, as: 7, to: .read)
        #expect(told(epoll) == [7])
        epoll.remove(ends.read)
        #expect(told(epoll) == [] && !epoll.change(ends.read, as: 7, to: .read))
        #expect(epoll.set(ends.read, as: 8, to: .read) && epoll.set(ends.read, as: 9, to: .read) && told(epoll) == [9])
    }

    @Test func whatIsToldOnceIsToldAgainWhereItIsSetAgain() throws {
        defer { for end in [ends.read, ends.write] { close(end) } }
        let epoll = try #require(Epoll())
        #expect(epoll.add(ends.write, as: 1, for: [.write, .once]))
        let events = try #require(epoll.wait())
        #expect(events.map(\.isWritable) == [true] && events.map(\.isReadable) == [false] && events.map(\.hasEnded) == [false])
        #expect(told(epoll) == [])
        epoll.change(ends.write, as: 2, to: [.write, .once])
        #expect(told(epoll) == [2])
    }

    /// Also of a file on which nothing is waited for.
    @Test func theEndIsToldInAnyCase() throws {
        defer { close(ends.read) }
        let epoll = try #require(Epoll())
        #expect(epoll.add(ends.read, as: 1, for: []))
        close(ends.write)
        #expect(epoll.wait()?.map(\.hasEnded) == [true])
    }

    @Test func aFileThatIsAlwaysReadyIsRefused() throws {
        defer { for end in [ends.read, ends.write] { close(end) } }
        let epoll = try #require(Epoll())
        let folder = open("/", O_RDONLY | O_CLOEXEC)
        #expect(!epoll.add(folder, as: 1, for: .read) && errno == EPERM)
        #expect(!epoll.add(-1, as: 1, for: .read) && errno == EBADF)
        // What is none of epoll's own cannot be waited for.
        #expect(Epoll(owning: folder)?.wait(atMost: .zero) == nil && Epoll(owning: -1) == nil)
    }
}
