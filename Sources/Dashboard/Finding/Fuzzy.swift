/// How well names hold some letters. For thousands of names at each key: of ASCII letters bytes are compared.
struct Fuzzy: Sendable {
    private let wanted: String
    private let bytes: [UInt8]?

    init(_ typed: String) {
        wanted = typed.lowercased()
        bytes = wanted.utf8.allSatisfy { $0 < 0x80 } ? Array(wanted.utf8) : nil
    }

    /// 0 where it begins with them, 1 where it holds them, 2 where it holds them in their order from its first letter on, as `v07` is typed
    /// for `vpn-07`, 3 where it holds them in their order; nil where it does not.
    func rank(_ name: String) -> Int? {
        if let bytes {
            var name = name
            return name.withUTF8 { Fuzzy.rank($0, holding: bytes) { (65...90).contains($0) ? $0 + 32 : $0 } }
        }
        return Fuzzy.rank(Array(name.lowercased()), holding: Array(wanted)) { $0 }
    }

    private static func rank<Letters: RandomAccessCollection>(
        _ name: Letters, holding wanted: [Letters.Element], lower: (Letters.Element) -> Letters.Element
    ) -> Int? where Letters.Element: Equatable, Letters.Index == Int {
        guard let first = wanted.first else { return 0 }
        guard wanted.count <= name.count else { return nil }
        for start in 0...(name.count - wanted.count) where lower(name[start]) == first {
            if wanted.indices.allSatisfy({ lower(name[start + $0]) == wanted[$0] }) { return start == 0 ? 0 : 1 }
        }
        var next = 0
        for letter in name where lower(letter) == wanted[next] {
            next += 1
            if next == wanted.count { return name.first.map(lower) == first ? 2 : 3 }
        }
        return nil
    }
}
