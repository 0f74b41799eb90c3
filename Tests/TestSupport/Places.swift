/// Where in a value a text stands, by the names of the fields on the way; whatever fields there are, so that a new one cannot be forgotten.
///
/// - Parameter leftOut: fields that are not looked into, by name.
public func places(of text: String, in value: Any, leavingOut leftOut: Set<String> = []) -> [String] {
    var search = PlaceSearch(text: text, leftOut: leftOut)
    search.look(into: value, at: "")
    return search.found
}

/// Fields of a value, and of those inside of it, that hold nothing: what a test that means to fill all of them has forgotten.
public func emptyFields(of value: Any) -> [String] {
    Mirror(reflecting: value).children.compactMap { child in
        guard let name = child.label else { return nil }
        let mirror = Mirror(reflecting: child.value)
        let isEmpty =
            switch mirror.displayStyle {
            case .optional, .collection, .set, .dictionary: mirror.children.isEmpty
            default: (child.value as? String)?.isEmpty ?? false
            }
        return isEmpty ? name : nil
    }
}

private struct PlaceSearch {
    let text: String
    let leftOut: Set<String>
    var found: [String] = []
    private var seen: Set<ObjectIdentifier> = []

    init(text: String, leftOut: Set<String>) {
        self.text = text
        self.leftOut = leftOut
    }

    mutating func look(into value: Any, at place: String) {
        if let words = value as? String {
            if words.contains(text) { found.append(place) }
            return
        }
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .class {
            guard seen.insert(ObjectIdentifier(value as AnyObject)).inserted else { return }
        }
        for child in mirror.children {
            let name = child.label ?? "·"
            guard !leftOut.contains(name) else { continue }
            look(into: child.value, at: place + "." + name)
        }
    }
}
