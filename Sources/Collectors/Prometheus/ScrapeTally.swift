import Telemetry

/// What one answer came to for a plan, sample by sample.
struct ScrapeTally {
    /// What a leaf has gathered.
    struct Cell {
        /// Series that are meant, and those of them that have told something: a rate needs a sample before.
        var matched = 0
        var count = 0
        var sum = 0.0
        var least = Double.infinity
        var most = -Double.infinity
        /// What they have grown by since the sample before, for totals.
        var growth = 0.0
    }
    struct GuestRow {
        var id: String
        var name = ""
        var isListed = false
    }
    /// Bounds of what an answer may make us keep.
    static let mostGuests = 5000
    static let mostSessions = 20_000
    private static let mostFailed = 32
    /// Of a label's value that is shown.
    private static let longestText = 1000

    private let plan: ScrapePlan
    private let previous: [UInt64: Double]
    private let seconds: Double?
    private let now: Moment

    /// Of every metric that is wanted, whether it is served.
    private(set) var isServed: [Bool]
    private(set) var cells: [Cell]
    /// By guest; the first is of series without one.
    private(set) var guestCells: [Int: [Cell]] = [:]
    private(set) var guests: [GuestRow] = []
    private var guestPlaces: [UInt64: Int] = [:]
    private(set) var sessions: [Session] = []
    private(set) var version: String?
    private(set) var failed: [String] = []
    private(set) var isFit = false
    /// Of series that must be followed, their values by what tells them apart.
    private(set) var current: [UInt64: Double] = [:]
    private var lastName: (hash: UInt64, place: Int?)?

    /// - Parameter seconds: since `previous` was; nil where there is nothing to compare with, or too little time went by.
    init(_ plan: ScrapePlan, previous: [UInt64: Double], seconds: Double?, at now: Moment) {
        self.plan = plan
        self.previous = previous
        self.seconds = seconds
        self.now = now
        isServed = Array(repeating: false, count: plan.wanted.count)
        cells = Array(repeating: Cell(), count: plan.leaves.count)
        if plan.hasFollowed { current.reserveCapacity(previous.count) }
    }

    mutating func take(_ scanner: ExpositionScanner) {
        let place: Int?
        if let lastName, lastName.hash == scanner.nameHash {
            place = lastName.place
        } else {
            place = plan.byName[scanner.nameHash].flatMap { scanner.slice(scanner.name).elementsEqual(plan.wanted[$0].name) ? $0 : nil }
            lastName = (scanner.nameHash, place)
            if let place {
                isServed[place] = true
                if plan.wanted[place].isSign { isFit = true }
            }
        }
        guard let place, !plan.wanted[place].wishes.isEmpty else { return }
        var before: Double?
        if plan.wanted[place].isFollowed {
            let series = ByteHash.mix(scanner.nameHash, scanner.labelsHash)
            before = previous[series]
            current[series] = scanner.value
        }
        for wish in plan.wanted[place].wishes where accepts(wish.matchers, scanner) {
            switch wish.purpose {
            case .leaf(let leaf): gather(leaf, before, scanner)
            case .guest:
                if let row = guestRow(scanner) {
                    guests[row].isListed = true
                    if let name = plan.profile.guest?.name { guests[row].name = text(name, scanner) ?? guests[row].id }
                }
            case .session: takeSession(scanner)
            case .version: version = version ?? plan.profile.version.flatMap { text($0.label, scanner) }
            case .failed:
                if scanner.value == 0, failed.count < Self.mostFailed, let name = plan.profile.failed.flatMap({ text($0.label, scanner) }) {
                    failed.append(name)
                }
            }
        }
    }

    private func accepts(_ matchers: [LabelMatcher], _ scanner: ExpositionScanner) -> Bool {
        for matcher in matchers {
            guard let label = scanner.label(matcher.labelHash) else {
                if matcher.accepts([UInt8]()) { continue } else { return false }
            }
            let isAccepted = label.isEscaped ? matcher.accepts(scanner.unescaped(label)) : matcher.accepts(scanner.slice(label.value))
            if !isAccepted { return false }
        }
        return true
    }

    private mutating func gather(_ leaf: Int, _ before: Double?, _ scanner: ExpositionScanner) {
        let wanted = plan.leaves[leaf]
        guard wanted.isOfGuests else {
            Self.gather(&cells[leaf], wanted, scanner.value, before, seconds)
            return
        }
        let place = guestRow(scanner).map { $0 + 1 } ?? 0
        if guestCells[leaf, default: []].count <= place {
            guestCells[leaf, default: []] += Array(repeating: Cell(), count: place + 1 - guestCells[leaf, default: []].count)
        }
        Self.gather(&guestCells[leaf, default: []][place], wanted, scanner.value, before, seconds)
    }

    private static func gather(_ cell: inout Cell, _ leaf: ScrapePlan.Leaf, _ value: Double, _ before: Double?, _ seconds: Double?) {
        cell.matched += 1
        var value = value
        if leaf.isTotal {
            if let before, value > before { cell.growth += value - before }
        } else if leaf.use.isRate {
            guard let before, let seconds else { return }
            // One that went back began anew, and nobody knows what it had come to.
            value = value > before ? (value - before) / seconds : 0
        }
        cell.count += 1
        cell.sum += value
        if value < cell.least { cell.least = value }
        if value > cell.most { cell.most = value }
    }

    /// Where the guest stands that the sample is of; nil where it is of none.
    private mutating func guestRow(_ scanner: ExpositionScanner) -> Int? {
        guard let keys = plan.guestKeys.first(where: { key in scanner.label(key).map { !$0.value.isEmpty } ?? false }),
            let label = scanner.label(keys)
        else { return nil }
        if let known = guestPlaces[label.valueHash] { return known }
        guard guests.count < Self.mostGuests else { return nil }
        guestPlaces[label.valueHash] = guests.count
        guests.append(GuestRow(id: text(label, scanner)))
        return guests.count - 1
    }

    private mutating func takeSession(_ scanner: ExpositionScanner) {
        guard let mapping = plan.profile.session, sessions.count < Self.mostSessions else { return }
        var since = mapping.since.flatMap { text($0, scanner) }.flatMap { Double($0) }
        switch mapping.presence {
        case .there: break
        case .set: guard scanner.value != 0, !scanner.value.isNaN else { return }
        case .recent:
            guard abs(Double(now.seconds) - scanner.value) <= SessionMapping.recent else { return }
        }
        if let start = since, !(1...4e9).contains(start) { since = nil }
        var user: String?
        for label in mapping.user where user == nil { user = text(label, scanner) }
        var id: [String] = []
        for label in mapping.id { id.append(text(label, scanner) ?? "") }
        sessions.append(
            Session(
                id: id.joined(separator: "/"), kind: mapping.kind, user: user ?? "",
                address: mapping.address.flatMap { text($0, scanner) } ?? "", since: since.map { Moment(seconds: Int64($0)) }))
    }

    /// Whether guests that are not listed are not there: their metrics are not served where there are none.
    var knowsGuests: Bool {
        let each = plan.profile.guest?.each ?? []
        return plan.guestState != nil && isFit || each.contains { isServed($0.metric) }
    }

    func isServed(_ metric: String) -> Bool { plan.byName[ByteHash(metric.utf8).value].map { isServed[$0] } ?? false }

    /// A label's value; nil where it is not there or empty.
    private func text(_ label: String, _ scanner: ExpositionScanner) -> String? {
        guard let span = scanner.label(ByteHash(label.utf8).value), !span.value.isEmpty else { return nil }
        return text(span, scanner)
    }
    private func text(_ span: LabelSpan, _ scanner: ExpositionScanner) -> String {
        let text =
            span.isEscaped
            ? String(decoding: scanner.unescaped(span), as: UTF8.self) : String(decoding: scanner.slice(span.value), as: UTF8.self)
        return text.beginning(bytes: Self.longestText)
    }
}
