import Glibc

/// An Internet address as people write it, from its 4 or 16 bytes in the network's order (inet_ntop(3)); nil for any other number of bytes.
public func addressText(_ bytes: some Collection<UInt8>) -> String? {
    let bytes = Array(bytes)
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    var room = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &room, socklen_t(room.count)) != nil else { return nil }
    return String(untilZero: room)
}
