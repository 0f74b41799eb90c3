/// Why a message cannot be read: `update.host.guests[3].vcpus: wanted int, got string "x"`.
public struct UnreadableMessage: Error, Hashable, Sendable {
    /// Built from the inside out, and only once something is wrong, so that good messages pay nothing for it.
    public private(set) var path: String
    public let problem: String

    public init(path: String = "", problem: String) {
        self.path = path
        self.problem = problem
    }

    public var text: String { path.isEmpty ? problem : "\(path): \(problem)" }

    public func inside(_ key: StaticString) -> UnreadableMessage {
        UnreadableMessage(path: path.isEmpty ? key.description : "\(key).\(path)", problem: problem)
    }
    public func inside(_ key: StaticString, at index: Int) -> UnreadableMessage {
        UnreadableMessage(path: path.isEmpty ? "\(key)[\(index)]" : "\(key)[\(index)].\(path)", problem: problem)
    }
}
