import Telemetry

/// What stands for a session where somebody never got in: the address without its port, for each try comes from another one.
func openVPNAttempt(from address: String?) -> String {
    guard let address else { return "" }
    let letters = address.utf8
    let colons = letters.count { $0 == UInt8(ascii: ":") }
    var end = letters.endIndex
    if let open = letters.firstIndex(of: UInt8(ascii: "(")) {
        end = open
    } else if letters.last != UInt8(ascii: "]"),
        colons == 1 || letters.contains(UInt8(ascii: ".")) || letters.contains(UInt8(ascii: "]"))
    {
        // IPv6 was written without a port once, and without brackets.
        let colon = letters.lastIndex(of: UInt8(ascii: ":"))
        if let colon, letters[letters.index(after: colon)...].allSatisfy({ (48...57).contains($0) }) { end = colon }
    }
    return SessionEnd.attempt + address[..<end]
}
