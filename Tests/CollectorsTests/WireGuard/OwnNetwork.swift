import Glibc
import Platform

/// A thread with a network namespace of its own: what runs on it, programs too, sees no interface but its own. Needs root.
enum OwnNetwork {
    struct Failure: Error { let code: Int32 }

    /// - Parameter rights: whether it may administer its network (CAP_NET_ADMIN) while `body` runs; `before` always may.
    static func run<Value: Sendable>(
        rights: Bool = true, before: @escaping @Sendable () throws -> Void = {}, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await onOwnThread {
            try leave()
            try before()
            if !rights { try dropNetworkRights() }
            return try body()
        }
    }

    /// For calls that wait.
    static func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let race = Race<Result<Value, any Error>>()
        guard OwnThread.start({ race.finish(Result { try body() }) }) else { throw Failure(code: EAGAIN) }
        return try await race.value.get()
    }

    // Linux' own, which glibc has and declares only for GNU programs or not at all.
    private static func call<Function>(_ name: String, _: Function.Type) throws -> Function {
        guard let address = dlsym(nil, name) else { throw Failure(code: ENOSYS) }
        return unsafeBitCast(address, to: Function.self)
    }

    private static func leave() throws {
        let newNetwork: Int32 = 0x4000_0000
        guard try call("unshare", (@convention(c) (Int32) -> Int32).self)(newNetwork) == 0 else { throw Failure(code: errno) }
    }

    /// Of this thread alone (capset(2)).
    private static func dropNetworkRights() throws {
        var header: [UInt32] = [0x2008_0522, 0]
        var sets = [UInt32](repeating: 0, count: 6)
        typealias Function = @convention(c) (UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Int32
        guard try call("capget", Function.self)(&header, &sets) == 0 else { throw Failure(code: errno) }
        // Effective, permitted, inheritable; CAP_NET_ADMIN is number 12.
        for index in 0..<3 { sets[index] &= ~(1 << 12) }
        guard try call("capset", Function.self)(&header, &sets) == 0 else { throw Failure(code: errno) }
    }
}
