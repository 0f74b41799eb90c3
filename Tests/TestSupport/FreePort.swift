public import Glibc

/// A TCP port of 127.0.0.1 that was free a moment ago.
public func freePort() throws -> UInt16 {
    let (socket, port) = try closedPort()
    close(socket)
    return port
}

/// A TCP port of 127.0.0.1 at which nobody listens, taken until the socket is closed.
public func closedPort() throws -> (socket: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let works = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
        }
    }
    guard works else {
        let failure = SystemFailure("a free port")
        close(descriptor)
        throw failure
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}

/// A UDP port of 127.0.0.1 that was free a moment ago.
public func freeDatagramPort() -> UInt16 {
    let socket = boundDatagramSocket()
    defer { close(socket.descriptor) }
    return socket.port
}

public func boundDatagramSocket() -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var address = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            _ = bind(descriptor, pointer, length)
            _ = getsockname(descriptor, pointer, &length)
        }
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}

public func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
}
