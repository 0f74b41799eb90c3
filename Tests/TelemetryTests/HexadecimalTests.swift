import Testing

@testable import Telemetry

@Suite struct HexadecimalTests {
    @Test func twoDigitsAByte() {
        #expect([0, 10, 171, 255].hexadecimal == "000aabff")
        #expect("000aABff".utf8.bytesOfHexadecimal == [0, 10, 171, 255])
        #expect("".utf8.bytesOfHexadecimal == [])
    }

    /// A number may have a sign; a byte has none.
    @Test(arguments: ["a", "abc", "+f", "-1", "0x", "g0", "ａｂ", "a ", "%+f"]) func whatIsNoDigitIsNone(_ text: String) {
        #expect(text.utf8.bytesOfHexadecimal == nil)
        #expect(String(percentEncoded: "%" + text.prefix(2)) == nil)
    }
}
