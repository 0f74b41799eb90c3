public import JSON
public import Telemetry

extension UnreadableMessage {
    /// What is wrong, without its place.
    public var reason: Message {
        switch problem {
        case .wanted(let wanted, let got): .jsonWanted(wanted, RawLine(got))
        case .lacks(let wanted): .jsonLacks(wanted)
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
