import Telemetry

/// What of an OpenVPN configuration file says where its management interface is (openvpn(8), `--management`).
struct OpenVPNFile: Hashable {
    enum Address: Hashable {
        case socket(String)
        case port(address: String, Int)
    }
    var management: Address?
    /// Nil where there is none, and where it is asked for on standard input.
    var passwordFile: String?
    /// A client's side of a tunnel: nobody logs in there.
    var isClient = false

    /// Takes the last line of each kind, as OpenVPN does; what it cannot read it leaves out.
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline).prefix(10_000) {
            let words = openVPNWords(line)
            switch words.first {
            case "client"?, "tls-client"?: isClient = true
            case "management"? where words.count >= 3: readManagement(words)
            default: break
            }
        }
    }

    private mutating func readManagement(_ words: [String]) {
        passwordFile = words.count > 3 && words[3] != "stdin" ? words[3] : nil
        if words[2] == "unix" {
            management = .socket(words[1])
        } else if let port = HostPort.port(words[2]) {
            management = .port(address: words[1], Int(port))
        } else {
            management = nil
        }
    }
}

/// A line's words: quotes of both kinds, a backslash before any character, `#` and `;` begin a comment (openvpn(8), "config file").
func openVPNWords(_ line: some StringProtocol) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
        if isEscaped {
            word = (word ?? "") + String(character)
            isEscaped = false
        } else if character == "\\", quote != "'" {
            isEscaped = true
        } else if let open = quote {
            if character == open { quote = nil } else { word = (word ?? "") + String(character) }
        } else if character == "\"" || character == "'" {
            quote = character
            word = word ?? ""
        } else if character == " " || character == "\t" || character == "\r" {
            if let done = word { words.append(done) }
            word = nil
        } else if word == nil, character == "#" || character == ";" {
            break
        } else {
            word = (word ?? "") + String(character)
        }
    }
    if let word { words.append(word) }
    return words
}
