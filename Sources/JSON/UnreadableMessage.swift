/// Why a message cannot be read: where in it (`update.host.guests[3].vcpus`), and what is wrong there. Who tells people has words for it.
public struct UnreadableMessage: Error, Hashable, Sendable {
    public enum Problem: Hashable, Sendable {
        case wanted(Wanted, got: Got)
        case lacks(Wanted)
        case noList
        /// The parser's own words.
        case broken(at: Int, of: Int, String)
        case goesOn(at: Int, of: Int)
        /// Behind an element stands neither a comma nor the list's end.
        case noEndOfElement(at: Int, of: Int)
        case longElement(at: Int, most: Int)
        case noMemory
    }
    /// What should stand there.
    public enum Wanted: Hashable, Sendable {
        /// JSON's own word for a type (`int`), or the reader's for a value.
        case word(String)
        case oneOf([String])
        case between(Int64, Int64)
        case atLeast(Int64)
        /// More than another field has.
        case moreThan(String)
        /// A text of no more bytes.
        case atMostBytes(Int)
        /// A list of no more elements.
        case atMostItems(Int)
        case nothing
    }
    /// What stands there instead.
    public enum Got: Hashable, Sendable {
        /// Type and value (`string "x"`), harmless for a terminal.
        case value(String)
        case beyond64Bits
        /// So many of what is counted.
        case count(Int)
        case bytes(Int)
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
