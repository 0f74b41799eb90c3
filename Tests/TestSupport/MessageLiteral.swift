public import Telemetry

/// In tests a text in quotes is a raw line; the programs say everything by a form of the catalogue.
extension Message: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) { self = .raw(text) }
}
