/// Why a message cannot be read: where in it (`update.host.guests[3].vcpus`), and what is wrong there. Who tells people has words for it.
public struct UnreadableMessage: Error, Hashable, Sendable {
    public enum Problem: Hashable, Sendable {
        /// What was wanted (`int`), and what stands there instead (`string "x"`).
        case wanted(String, got: String)
        case lacks(String)
        case noList
        /// The parser's own words.
        case broken(at: Int, of: Int, String)
        case goesOn(at: Int, of: Int)
        /// Behind an element stands neither a comma nor the list's end.
        case noEndOfElement(at: Int, of: Int)
        case longElement(at: Int, most: Int)
        case noMemory
    }
    /// Built from the inside out, and only once something is wrong, so that good messages pay nothing for it.
    public private(set) var path: String
    public let problem: Problem

    public init(path: String = "", _ problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public func inside(_ key: StaticString) -> UnreadableMessage {
        UnreadableMessage(path: path.isEmpty ? key.description : "\(key).\(path)", problem)
    }
    public func inside(_ key: StaticString, at index: Int) -> UnreadableMessage {
        UnreadableMessage(path: path.isEmpty ? "\(key)[\(index)]" : "\(key)[\(index)].\(path)", problem)
    }
}
