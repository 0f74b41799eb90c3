/// A time as people write it, `8:05`, `08:05` or `8:05:10`, as seconds of the day; nil for what is none. Minutes and seconds have two
/// digits: `8:5` could be five minutes past as well as ten to.
public func secondOfDay(_ text: some StringProtocol) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
        part.utf8.allSatisfy { (0x30...0x39).contains($0) } && part.utf8.count <= 2 ? Int(part) : nil
    }
    guard (2...3).contains(parts.count), numbers.count == parts.count, parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
        numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 })
    else { return nil }
    return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
}
