/// What a guest consists of. A part has numbers of its own, which are kept and dropped with its guest's.
public enum GuestPart: String, Hashable, Sendable, CaseIterable {
    case vCPU = "guest-vcpu"
    /// The only one of its kind.
    case memory = "guest-memory"
    case disk = "guest-disk"
    case interface = "guest-interface"
}

extension Entity {
    /// `guest-disk/<uuid>/vda`, `guest-vcpu/<uuid>/0`, `guest-memory/<uuid>`.
    public static func part(_ part: GuestPart, _ which: String = "", of guest: String) -> Entity {
        Entity(kind: part.rawValue, id: which.isEmpty ? guest : guest + "/" + which)
    }

    /// Which part of a guest it is; nil where it is none.
    public var guestPart: GuestPart? { kind.utf8.starts(with: "guest-".utf8) ? GuestPart(rawValue: kind) : nil }

    /// The UUID of the guest that it is, or is a part of.
    public var wholeGuest: String? {
        if guestPart == nil { return guest }
        return id.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(id[..<$0]) } ?? id
    }
}
