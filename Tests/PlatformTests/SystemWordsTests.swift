import Glibc
import Platform
import Testing

/// Times and addresses as the system takes and writes them; bells.
struct SystemWordsTests {
    @Test(
        arguments: [
            (Duration.zero, 0), (.seconds(-5), 0), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1_001), 2),
            (.seconds(2), 2000),
            (.seconds(Int64.max), .max),
        ] as [(Duration, Int32)])
    func theLastWaitIsNotManyOfNoLength(_ left: Duration, milliseconds: Int32) { #expect(left.pollTimeout == milliseconds) }

    @Test func aTimeOfTheSystemIsNeverNegative() {
        let time = Duration.milliseconds(1_500).ofSystem
        #expect(time.tv_sec == 1 && time.tv_nsec == 500_000_000)
        let none = Duration.milliseconds(-1_500).ofSystem
        #expect(none.tv_sec == 0 && none.tv_nsec == 0)
    }

    @Test(
        arguments: [
            ([192, 0, 2, 7], "192.0.2.7"), ([0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1], "2001:db8::1"), ([], nil),
            ([1, 2, 3], nil),
        ] as [([UInt8], String?)])
    func addressesAreWrittenInOneWay(_ bytes: [UInt8], text: String?) { #expect(addressText(bytes) == text) }

    @Test func aBellIsHeardOnceHoweverOftenItWasRung() throws {
        let bell = try #require(Bell())
        #expect(!bell.hear())
        bell.ring()
        bell.ring()
        var watched = pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)
        #expect(poll(&watched, 1, 0) == 1)
        #expect(bell.hear())
        #expect(!bell.hear() && poll(&watched, 1, 0) == 0)
    }
}
