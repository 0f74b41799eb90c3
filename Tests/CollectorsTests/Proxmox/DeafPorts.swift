import Glibc
import Platform
import TestSupport

/// A port of loopback on which something else than a web server listens: it greets whoever comes, and hears nothing.
final class PlainPort {
    private let listener: Int32
    private let thread: OwnThread
    let number: UInt16

    init(greets words: String) throws {
        let (listener, number) = try listenOnLoopback(backlog: 16)
        (self.listener, self.number) = (listener, number)
        thread = try OwnThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                _ = Array(words.utf8).withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                // It reads what it is told, so that closing does not cut off what it said.
                var told = [UInt8](repeating: 0, count: 4096)
                _ = recv(client, &told, told.count, 0)
                close(client)
            }
        }
    }
    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        thread.join()
        close(listener)
    }
}

/// One whose queue is full: what knocks is dropped, as a firewall drops it.
final class FullPort {
    private var files: [Int32]
    let number: UInt16

    init() throws {
        let (listener, number) = try listenOnLoopback(backlog: 0)
        (files, self.number) = ([listener], number)
        for _ in 0..<4 {
            let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            files.append(client)
            var address = loopbackAddress(port: number)
            _ = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
            }
        }
    }
    deinit { for file in files { close(file) } }
}

private func loopbackAddress(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return address
}

private func listenOnLoopback(backlog: Int32) throws -> (Int32, UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = loopbackAddress(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let works = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, size) == 0 && listen(descriptor, backlog) == 0 && getsockname(descriptor, $0, &size) == 0
        }
    }
    guard works else { throw SystemFailure("listen") }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}
