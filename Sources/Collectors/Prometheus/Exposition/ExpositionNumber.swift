import Glibc

/// Numbers as the two formats write them.
enum ExpositionNumber {
    /// More digits than any number has that means something.
    private static let longest = 512

    /// A sample's value; nil where it is none.
    static func value(_ word: UnsafeBufferPointer<UInt8>.SubSequence, _ format: ExpositionFormat) -> Double? {
        if let number = real(word) { return number }
        var digits = word
        var isNegative = false
        var isSigned = false
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            isSigned = true
            digits = digits.dropFirst()
        }
        if isWord(digits, "inf") || isWord(digits, "infinity") { return isNegative ? -.infinity : .infinity }
        if !isSigned, isWord(digits, "nan") { return .nan }
        return format == .text ? hexadecimal(word, digits) : nil
    }

    private static func isWord(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence, _ word: StaticString) -> Bool {
        bytes.count == word.utf8CodeUnitCount
            && zip(bytes, UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)).allSatisfy { $0 | 0x20 == $1 }
    }

    /// The older format takes what Go's `strconv.ParseFloat` takes: `0x1p-3`.
    private static func hexadecimal(
        _ word: UnsafeBufferPointer<UInt8>.SubSequence, _ digits: UnsafeBufferPointer<UInt8>.SubSequence
    ) -> Double? {
        guard digits.count > 3, digits.count <= longest, digits.first == UInt8(ascii: "0"),
            digits.dropFirst().first.map({ $0 | 0x20 }) == 0x78,
            digits.contains(where: { $0 | 0x20 == 0x70 }),
            digits.dropFirst(2).allSatisfy({ isHexadecimal($0) || ".pP+-".utf8.contains($0) })
        else { return nil }
        return Double(String(decoding: word, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }
    private static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }

    /// Decimal digits with a point, an exponent and a sign; nil for all else, and where it is beyond all numbers.
    static func real(_ word: UnsafeBufferPointer<UInt8>.SubSequence) -> Double? {
        guard word.count <= longest else { return nil }
        var at = word.startIndex
        let end = word.endIndex
        let bytes = word.base
        var isNegative = false
        if at < end, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
            isNegative = bytes[at] == UInt8(ascii: "-")
            at += 1
        }
        var mantissa: UInt64 = 0
        var scale = 0
        var (digits, isExact, hasPoint) = (0, true, false)
        while at < end {
            let byte = bytes[at]
            if isDigit(byte) {
                digits += 1
                if mantissa < 1 << 59 {
                    mantissa = mantissa &* 10 &+ UInt64(byte &- 0x30)
                    if hasPoint { scale -= 1 }
                } else {
                    isExact = false
                }
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                break
            }
            at += 1
        }
        guard digits > 0 else { return nil }
        if at < end {
            guard bytes[at] | 0x20 == UInt8(ascii: "e"), let exponent = exponent(bytes[(at + 1)..<end]) else { return nil }
            scale += exponent
        }
        // Both are exact as they are, and so is what they make (Clinger, "How to Read Floating Point Numbers Accurately").
        if isExact, mantissa < 1 << 53, (-22...22).contains(scale) {
            let number = scale < 0 ? Double(mantissa) / powers[-scale] : Double(mantissa) * powers[scale]
            return isNegative ? -number : number
        }
        return Double(String(decoding: word, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    private static func exponent(_ word: UnsafeBufferPointer<UInt8>.SubSequence) -> Int? {
        var digits = word
        let sign = digits.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
        let size = digits.reduce(0) { min($0 * 10 + Int($1 &- 0x30), 100_000) }
        return sign == UInt8(ascii: "-") ? -size : size
    }

    /// Milliseconds, as the older format has times.
    static func whole(_ word: UnsafeBufferPointer<UInt8>.SubSequence) -> Int64? {
        guard word.count <= 20 else { return nil }
        return Int64(String(decoding: word, as: UTF8.self))
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}
