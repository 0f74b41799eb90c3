/// Who acts: a user of the system, as the kernel and the user database have it.
public struct Principal: Hashable, Sendable {
    /// Nil where it was not written down: journals from before have names alone.
    public let uid: UInt32?
    /// The user's name, or `uid 1000` where the number has none.
    public let name: String
    /// What it was let do it as; empty as long as there are no roles, and everybody who is let in may do everything.
    public let role: String
    public init(uid: UInt32? = nil, name: String, role: String = "") {
        self.uid = uid
        self.name = name
        self.role = role
    }
}
