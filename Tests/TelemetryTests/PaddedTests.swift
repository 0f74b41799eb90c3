import Testing

@testable import Telemetry

/// Numbers and letters in other writings.
@Suite struct PaddedTests {
    @Test func zerosStandInFront() {
        #expect([7, 12, 123, -5].map { $0.padded(to: 2) } == ["07", "12", "123", "-5"])
        #expect(UInt8(10).padded(to: 2, radix: 16) == "0a")
        #expect(UInt8(171).padded(to: 2, radix: 16, uppercase: true) == "AB")
    }

    @Test(arguments: [("a-Z_0.9~", "a-Z_0.9~"), ("a b/c", "a%20b%2Fc"), ("\u{1}ß", "%01%C3%9F"), ("", "")])
    func percent(_ text: String, encoded: String) {
        #expect(text.percentEncoded == encoded)
        #expect(String(percentEncoded: encoded) == text)
    }

    @Test(arguments: ["%", "%2", "%zz", "%ff"]) func whatIsNeverWrittenIsNone(_ text: String) {
        #expect(String(percentEncoded: text) == nil)
    }

    @Test func numbersWithoutAFractionThatSaysNothing() {
        #expect([80, 97.5, -3, 1e300].map(\.plain) == ["80", "97.5", "-3", "1e+300"])
    }

    @Test func tenths() {
        let numbers = [80, 97.46, -0.5, -0.04, 9.95, .infinity, .nan]
        #expect(numbers.map(\.tenths) == ["80.0", "97.5", "-0.5", "0.0", "10.0", "--", "--"])
        #expect(numbers.map(\.short) == ["80", "97.5", "-0.5", "0", "10", "--", "--"])
    }
}
