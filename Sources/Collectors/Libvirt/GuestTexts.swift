import CLibvirt
import Glibc
import Telemetry

/// Titles and descriptions of guests, asked seldom: each is a call of its own.
struct GuestTexts: Sendable {
    struct Texts: Hashable, Sendable {
        var title = ""
        var notes = ""
    }
    private var known: [String: (texts: Texts, until: ContinuousClock.Instant)] = [:]
    /// The driver has none of it (ESX and others).
    private var isUnknown = false

    static let interval = Duration.seconds(600)
    /// libvirt takes more.
    private static let longest = (title: 256, notes: 256)

    func texts(of guest: String) -> Texts? { known[guest]?.texts }

    /// Of a guest whose definition has changed.
    mutating func retry(_ guest: String) { known[guest]?.until = .now }
    mutating func forget(except guests: Set<String>) { known = known.filter { guests.contains($0.key) } }

    /// Whether to ask for this guest's now.
    func isDue(_ guest: String) -> Bool { !isUnknown && known[guest].map { $0.until <= .now } ?? true }

    mutating func ask(_ domain: OpaquePointer, guest: String) {
        var texts = Texts()
        for (kind, field, longest) in [
            (VIR_DOMAIN_METADATA_TITLE, \Texts.title, Self.longest.title),
            (VIR_DOMAIN_METADATA_DESCRIPTION, \Texts.notes, Self.longest.notes),
        ] {
            // As it runs, else as it is defined: many write it while the guest runs, for its next start.
            for flags in [VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG] where texts[keyPath: field].isEmpty {
                if let text = virDomainGetMetadata(domain, Int32(kind.rawValue), nil, UInt32(flags.rawValue)) {
                    texts[keyPath: field] = String(cString: text).beginning(bytes: longest)
                    free(text)
                } else if LibvirtError.last().isUnsupported {
                    isUnknown = true
                    return
                }
            }
        }
        known[guest] = (texts, .now + Self.interval)
    }
}
