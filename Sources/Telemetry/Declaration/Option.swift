/// A key of `[[host]]` that one collector knows, as it declares it and reads it: `try host.options[Self.access]`.
///
/// The declaration is all there is to say: the configuration's parser, its messages, `warte check` and the README's table are made from it.
public struct Option<Value: Sendable>: DeclaredOption {
    public let declaration: OptionDeclaration
    let read: @Sendable (OptionValue) -> Value?
    /// Nil where it must be set.
    let fallback: Value?

    /// One that has a value where nothing is said.
    public init(_ key: String, _ type: OptionType<Value>, default value: Value, meaning: String) {
        let spelled = type.write(value)
        declaration = OptionDeclaration(
            key: key, kind: type.kind, fallback: spelled, isRequired: false, example: spelled, meaning: meaning)
        read = type.read
        fallback = value
    }

    /// One that must be set.
    public init(required key: String, _ type: OptionType<Value>, example: Value, meaning: String) {
        declaration = OptionDeclaration(
            key: key, kind: type.kind, fallback: nil, isRequired: true, example: type.write(example), meaning: meaning)
        read = type.read
        fallback = nil
    }

    /// One that is nil where nothing is said.
    public init<Wrapped>(
        optional key: String, _ type: OptionType<Wrapped>, example: Wrapped, meaning: String
    ) where Value == Wrapped? {
        declaration = OptionDeclaration(
            key: key, kind: type.kind, fallback: nil, isRequired: false, example: type.write(example), meaning: meaning)
        read = { value in type.read(value).map { .some($0) } }
        fallback = .some(nil)
    }
}

/// An option whatever its type is, so that a collector can list all of its own.
public protocol DeclaredOption: Sendable {
    var declaration: OptionDeclaration { get }
}

/// What is said of an option, as data.
public struct OptionDeclaration: Hashable, Sendable {
    public let key: String
    public let kind: OptionKind
    /// What holds where nothing is said; nil for nothing.
    public let fallback: OptionValue?
    public let isRequired: Bool
    /// For messages; of its kind.
    public let example: OptionValue
    /// What it is for: a sentence without its full stop.
    public let meaning: String
}

/// The options that a configuration sets, by their keys.
public struct Options: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public let values: [String: OptionValue]
    public init(_ values: [String: OptionValue] = [:]) { self.values = values }
    public init(dictionaryLiteral elements: (String, OptionValue)...) {
        values = Dictionary(elements) { _, last in last }
    }

    /// The value, or what holds where nothing is set. Throws where it is not of the option's kind or missing, which no host has that was
    /// read from a configuration.
    public subscript<Value>(_ option: Option<Value>) -> Value {
        get throws(ConfigurationProblem) {
            let declared = option.declaration
            guard let value = values[declared.key] else {
                if let fallback = option.fallback { return fallback }
                throw ConfigurationProblem(key: declared.key, .optionMissing(declared.key))
            }
            guard declared.kind.accepts(value), let typed = option.read(value) else {
                throw ConfigurationProblem(key: declared.key, .optionCannotBe(declared.key, RawLine(String(describing: value))))
            }
            return typed
        }
    }
}
