import Collecting
import Telemetry

/// The answer to `status 3`: tab-separated, its columns named by a HEADER row. 2.4 added columns in the middle and at the end, 2.5 one
/// more, so the place of a column is what the row says, never what another version had.
struct StatusReply: Hashable {
    struct Client: Hashable {
        /// Unique among all sessions this server ever had: client ids begin anew with the server.
        let id: String
        let clientID: String?
        /// Without a client id its own is made of name and address, without a key: whoever guesses them could try it.
        var isOpaque: Bool { clientID != nil }
        let name: String
        /// The user name where one was given, else the certificate's name; empty where the server knows neither.
        let user: String
        let address: String
        /// Whether it has an address in the tunnel. On a bridge (TAP) nobody need have one.
        let hasPlace: Bool
        /// By the server's clock.
        let since: Int64
        /// The row itself.
        let raw: String
    }
    /// Product and version.
    let inventory: Inventory
    /// The server's clock, in seconds since 1970; nil where the row is missing.
    let epoch: Int64?
    /// All that are listed: who has not authenticated yet is among them.
    let clients: [Client]
    /// Whether the kernel carries the data (DCO).
    let offloaded: Bool

    /// The year 9999: what lies beyond it is no time.
    static let latest: Int64 = 253_402_300_799
    static let command = "status 3"
    /// More than one server process carries. Each is held by the engine and by every front: one gateway must not fill their memory.
    static let mostClients = 20_000
    /// A certificate's name has at most 64 letters (RFC 5280, ub-common-name), a user name 128 (USER_PASS_LEN).
    static let longestName = 512

    /// - Parameter lines: the reply without its END.
    init(_ lines: [String]) throws(CollectFailure) {
        guard let first = lines.first else {
            throw CollectFailure.unreadable(asked: Self.command, place: .answerLine(1), got: .nothingButEnd())
        }
        guard first.hasPrefix("TITLE\t") else { throw Self.unreadable(Self.foreign(first), first) }
        let title = String(first.dropFirst(6)).beginning(bytes: 200).split(separator: " ")
        inventory = Inventory(product: title.first.map(String.init) ?? "", version: title.count > 1 ? String(title[1]) : "")
        var epoch: Int64?
        var columns: Columns?
        var clients: [Client] = []
        var offloaded = false
        for (index, line) in lines.enumerated() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            let number = index + 1
            switch fields[0] {
            case "TIME":
                guard let last = fields.last, fields.count > 2, let time = Self.time(last) else {
                    throw Self.unreadable(.answerLine(number), line)
                }
                epoch = time
            case "HEADER" where fields.count > 1 && fields[1] == "CLIENT_LIST":
                columns = try Columns(fields.dropFirst(2), line: number)
            case "CLIENT_LIST":
                guard let columns else { throw Self.unreadable(.clientBeforeHeader(number), line) }
                guard clients.count < Self.mostClients else {
                    throw .unreadable(asked: Self.command, place: .answerLine(number), got: .moreThanClients(Self.mostClients))
                }
                clients.append(try columns.client(fields.dropFirst(), line, number: number))
            case "GLOBAL_STATS":
                if fields.count > 2, fields[1] == "dco_enabled", fields[2] == "1" { offloaded = true }
            default:
                continue
            }
        }
        guard columns != nil else { throw Self.unreadable(.noHeaderOfClients(), lines.last ?? "") }
        self.epoch = epoch
        self.clients = clients
        self.offloaded = offloaded
    }

    static func time(_ field: Substring) -> Int64? {
        guard let time = Int64(field), (0...latest).contains(time) else { return nil }
        return time
    }
    static func unreadable(_ place: Message, _ got: String) -> CollectFailure {
        .unreadable(asked: command, place: place, got: .raw(KnownWords.shape(of: got.beginning(bytes: 200))))
    }
    private static func foreign(_ line: String) -> Message {
        if line.hasPrefix("OpenVPN CLIENT LIST") { return .formOfStatusOne() }
        if line.hasPrefix("TITLE,") { return .formOfStatusTwo() }
        if line.hasPrefix("OpenVPN STATISTICS") { return .statusOfNoServer() }
        return .answerLine(1)
    }

    /// Where the columns are that matter.
    private struct Columns {
        let name: Int
        let address: Int
        let since: Int
        let username: Int?
        let places: [Int]
        let clientID: Int?
        let count: Int

        init(_ header: ArraySlice<Substring>, line: Int) throws(CollectFailure) {
            let titles = Array(header)
            func required(_ title: Substring) throws(CollectFailure) -> Int {
                guard let index = titles.firstIndex(of: title) else {
                    throw StatusReply.unreadable(.noColumn(line, String(title)), titles.joined(separator: " "))
                }
                return index
            }
            name = try required("Common Name")
            address = try required("Real Address")
            since = try required("Connected Since (time_t)")
            places = ["Virtual Address", "Virtual IPv6 Address"].compactMap(titles.firstIndex)
            username = titles.firstIndex(of: "Username")
            clientID = titles.firstIndex(of: "Client ID")
            count = titles.count
        }

        func client(_ row: ArraySlice<Substring>, _ line: String, number: Int) throws(CollectFailure) -> Client {
            let fields = Array(row)
            guard fields.count == count else {
                throw StatusReply.unreadable(.fieldsUnderColumns(number, fields.count, count), line)
            }
            guard let since = StatusReply.time(fields[since]) else {
                throw StatusReply.unreadable(.columnOfLine(number, "Connected Since (time_t)"), KnownWords.shape(of: fields[since]))
            }
            let user = [username.map { fields[$0] } ?? "", fields[name]].first { !$0.isEmpty && $0 != "UNDEF" } ?? ""
            let clientNumber = clientID.map { fields[$0] }.flatMap { UInt64($0) == nil ? nil : String($0) }
            // 2.3 has no client ids. Name and address make its session unique, but an id is no place for them.
            let id = clientNumber ?? "h" + String(ByteHash("\(fields[name])\t\(fields[address])".utf8).value, radix: 16)
            return Client(
                id: "\(id)@\(since)", clientID: clientNumber, name: String(fields[name]).beginning(bytes: StatusReply.longestName),
                user: String(user).beginning(bytes: StatusReply.longestName), address: String(fields[address]).beginning(bytes: 120),
                hasPlace: places.contains { !fields[$0].isEmpty }, since: since, raw: line.beginning(bytes: LogLine.longest))
        }
    }
}

/// The answer to `load-stats`: `nclients=1,bytesin=7811,bytesout=7667`, bytes since the server's start.
struct LoadStats: Hashable {
    let bytesIn: UInt64
    let bytesOut: UInt64
    /// How many clients are in; the status lists those that wait for their password to be checked, too.
    let clients: Int?
    static let command = "load-stats"

    init(_ text: String) throws(CollectFailure) {
        var values: [Substring: UInt64] = [:]
        for pair in text.split(separator: ",") {
            let halves = pair.split(separator: "=", maxSplits: 1)
            if halves.count == 2, let value = UInt64(halves[1]) { values[halves[0]] = value }
        }
        guard let bytesIn = values["bytesin"], let bytesOut = values["bytesout"] else {
            throw .unreadable(asked: Self.command, place: .bytesInAndOut(), got: .raw(KnownWords.shape(of: text.beginning(bytes: 200))))
        }
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        clients = values["nclients"].map { Int(clamping: $0) }
    }
}
