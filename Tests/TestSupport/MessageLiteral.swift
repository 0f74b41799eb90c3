public import Telemetry

/// In tests a text in quotes is a raw line; the programs say everything by a form of the catalogue.
extension Message: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) { self = .raw(text) }
}

/// Somebody of whom a test needs to know the name alone.
extension Principal: ExpressibleByStringLiteral {
    public init(stringLiteral name: String) { self.init(name: name) }
}
