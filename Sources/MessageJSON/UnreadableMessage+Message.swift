public import JSON
public import Telemetry

extension UnreadableMessage {
    /// What is wrong, without its place.
    public var reason: Message {
        switch problem {
        case .wanted(let wanted, let got): .jsonWanted(wanted.message, got.message)
        case .lacks(let wanted): .jsonLacks(wanted.message)
        case .noList: .jsonNoList()
        case .broken(let place, let length, let words): .jsonBroken(place, length, RawLine(words))
        case .goesOn(let place, let length): .jsonGoesOn(place, length)
        case .noEndOfElement(let place, let length): .jsonNoEndOfElement(place, length)
        case .longElement(let place, let most): .jsonLongElement(place, most)
        case .noMemory: .noMemory()
        }
    }
    public var message: Message { path.isEmpty ? reason : .jsonAt(path, reason) }
}

extension UnreadableMessage.Wanted {
    fileprivate var message: Message {
        switch self {
        case .word(let word): .jsonWord(word)
        case .oneOf(let words): .jsonOneOf(words.map { .jsonWord($0) })
        case .between(let least, let most): least == most ? .jsonWord("\(least)") : .jsonBetween(Int(least), Int(most))
        case .atLeast(let least): .jsonAtLeast(Int(least))
        case .moreThan(let field): .jsonMoreThan(field)
        case .atMostBytes(let count): .jsonAtMostBytes(count)
        case .atMostItems(let count): .jsonAtMostItems(count)
        case .nothing: .jsonNothing()
        }
    }
}

extension UnreadableMessage.Got {
    /// A value is whatever somebody sent.
    fileprivate var message: Message {
        switch self {
        case .value(let value): .raw(value)
        case .beyond64Bits: .jsonBeyond64Bits()
        case .count(let count): .jsonCount(count)
        case .bytes(let count): .jsonBytes(count)
        }
    }
}
