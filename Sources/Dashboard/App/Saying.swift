import Drawing
import Telemetry

/// What stands in the last row for a while.
extension App {
    private static let mostWaiting = 3

    /// An answer to what the user does.
    mutating func say(_ text: String, _ role: Role) { say(text, role, for: .seconds(10)) }
    /// - Parameter duration: by the clock of who reads it.
    private mutating func say(_ text: String, _ role: Role, for duration: Duration) {
        message = (text, role, world.now + world.span(of: duration))
    }

    /// What comes by itself, or late. Why something was not done stands until a key is pressed or its time is over, and this comes then.
    /// - Parameter isOfNow: told to whoever looks at the past, of alarms that they see once they are back.
    mutating func sayBehind(_ text: String, _ role: Role, for duration: Duration = .seconds(10), isOfNow: Bool = false) {
        guard let message, message.role == .problem, world.now < message.until else { return say(text, role, for: duration) }
        unsaid = unsaid.suffix(App.mostWaiting - 1) + [(text, role, duration, isOfNow)]
    }

    /// Time has gone by.
    mutating func passMessage() {
        if let message, world.now >= message.until { self.message = nil }
        guard message == nil, !unsaid.isEmpty else { return }
        let next = unsaid.removeFirst()
        say(next.text, next.role, for: next.lasts)
    }
}
