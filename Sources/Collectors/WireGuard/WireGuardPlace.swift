import Collecting
import Telemetry

/// What is asked: all interfaces of a machine, one of them, or the socket of a userspace WireGuard.
enum WireGuardPlace: Hashable, Sendable {
    case all
    case interface(String)
    case socket(path: String)

    /// Reads `all`, `wg0` or `/absolute/path.sock`.
    init(_ text: String) throws(ConfigurationProblem) {
        if text.hasPrefix("/") {
            guard case .unix(let path) = try StreamEndpoint(text) else { throw Self.problem(text) }
            self = .socket(path: path)
        } else if text == "all" {
            self = .all
        } else if let name = Self.interfaceName(text) {
            self = .interface(name)
        } else {
            throw Self.problem(text)
        }
    }

    private static func problem(_ text: String) -> ConfigurationProblem {
        ConfigurationProblem(key: "endpoint", .ofEndpoint(text, .writeInterface()))
    }

    /// Letters that an interface's name has (wg-quick(8)), at most 15 (IFNAMSIZ). `wg show` has another meaning for two words.
    static func interfaceName(_ text: some StringProtocol) -> String? {
        guard (1...15).contains(text.utf8.count), text.first != "-", text != "all", text != "interfaces", text != ".", text != "..",
            text.unicodeScalars.allSatisfy({ $0.isASCII && ($0.properties.isAlphabetic || "0123456789_=+.-".unicodeScalars.contains($0)) })
        else { return nil }
        return String(text)
    }

    func holds(_ name: String) -> Bool {
        switch self {
        case .all: true
        case .interface(let one): one == name
        case .socket: false
        }
    }
}
