/// What C writes into room that it was given: the text ends at the first zero, or with the room where that is full.
extension String {
    public init(untilZero bytes: some Sequence<UInt8>) { self.init(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }

    public init(untilZero room: [CChar]) { self.init(untilZero: room.lazy.map { UInt8(bitPattern: $0) }) }

    /// An array inside a struct of C, which Swift has as a tuple.
    public init<Field>(untilZeroOf field: Field) { self = withUnsafeBytes(of: field) { String(untilZero: $0) } }
}
