/// Why a message cannot be read: `update.host.guests[3].vcpus: wanted int, got string "x"`.
struct UnreadableMessage: Error, Hashable, Sendable {
    /// Built from the inside out, and only once something is wrong, so that good messages pay nothing for it.
    private(set) var path: String
    let problem: String

    init(path: String = "", problem: String) {
        self.path = path
        self.problem = problem
    }

    var text: String { path.isEmpty ? problem : "\(path): \(problem)" }

    func inside(_ key: StaticString) -> UnreadableMessage {
        UnreadableMessage(path: path.isEmpty ? key.description : "\(key).\(path)", problem: problem)
    }
    func inside(_ key: StaticString, at index: Int) -> UnreadableMessage {
        UnreadableMessage(path: path.isEmpty ? "\(key)[\(index)]" : "\(key)[\(index)].\(path)", problem: problem)
    }
}
