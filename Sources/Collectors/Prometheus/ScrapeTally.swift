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
    static let mostSessions = 5000
    private static let mostFailed = 32
    /// Bytes of a label's value that are kept.
    static let longestText = 128

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
    private(set) var isBeyondGuests = false
    private(set) var sessions: [Session] = []
    /// Those beyond the bound among them.
    private(set) var sessionCount = 0
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
            place = plan.byName[scanner.nameHash]
            lastName = (scanner.nameHash, place)
            if let place {
                isServed[place] = true
                if plan.wanted[place].isSign { isFit = true }
            }
        }
        guard let place else { return }
        let wanted = plan.wanted[place]
        var before: Double?
        if wanted.isFollowed {
            let series = ByteHash.mix(scanner.nameHash, scanner.labelsHash)
            before = previous[series]
            current[series] = scanner.value
        }
        for at in wanted.first..<(wanted.first + wanted.count) where accepts(at, scanner) {
            switch plan.wishes[at].purpose {
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

    private func accepts(_ wish: Int, _ scanner: ExpositionScanner) -> Bool {
        for at in plan.wishes[wish].matchers.indices {
            let isAccepted: Bool
            if let label = scanner.label(plan.wishes[wish].matchers[at].labelHash) {
                if !label.isEscaped, let known = plan.wishes[wish].matchers[at].accepts(hash: label.valueHash) {
                    isAccepted = known
                } else {
                    isAccepted = plan.wishes[wish].matchers[at].accepts(
                        label.isEscaped ? scanner.unescaped(label) : Array(scanner.slice(label.value)))
                }
            } else {
                isAccepted = plan.wishes[wish].matchers[at].accepts([])
            }
            if !isAccepted { return false }
        }
        return true
    }

    private mutating func gather(_ leaf: Int, _ before: Double?, _ scanner: ExpositionScanner) {
        let wanted = plan.leafKinds[leaf]
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

    private static func gather(_ cell: inout Cell, _ leaf: ScrapePlan.LeafKind, _ value: Double, _ before: Double?, _ seconds: Double?) {
        cell.matched += 1
        var value = value
        if leaf.isTotal {
            if let before, value > before { cell.growth += value - before }
        } else if leaf.isRate {
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
        guard guests.count < Self.mostGuests else {
            isBeyondGuests = true
            return nil
        }
        guestPlaces[label.valueHash] = guests.count
        guests.append(GuestRow(id: identity(label, scanner)))
        return guests.count - 1
    }

    private mutating func takeSession(_ scanner: ExpositionScanner) {
        guard let mapping = plan.profile.session else { return }
        switch mapping.presence {
        case .there: break
        case .set: guard scanner.value != 0, !scanner.value.isNaN else { return }
        case .recent:
            guard abs(Double(now.seconds) - scanner.value) <= SessionMapping.recent else { return }
        }
        sessionCount += 1
        guard sessions.count < Self.mostSessions else { return }
        var since = mapping.since.flatMap { text($0, scanner) }.flatMap { Double($0) }
        if let start = since, !(1...4e9).contains(start) { since = nil }
        var user: String?
        for label in mapping.user where user == nil { user = filled(label, scanner).map { identity($0, scanner) } }
        var id: [String] = []
        for label in mapping.id { id.append(filled(label, scanner).map { identity($0, scanner) } ?? "") }
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

    /// Whether anything is served that the profile makes something of.
    var isFilled: Bool {
        plan.leafMetrics.contains { isServed[$0] } || plan.profile.session.map { isServed($0.each.metric) } ?? false
            || plan.profile.guest?.each.contains { isServed($0.metric) } ?? false
    }

    // MARK: Labels' values

    /// Nil where it is not there or empty.
    private func filled(_ label: String, _ scanner: ExpositionScanner) -> LabelSpan? {
        scanner.label(ByteHash(label.utf8).value).flatMap { $0.value.isEmpty ? nil : $0 }
    }
    private func text(_ label: String, _ scanner: ExpositionScanner) -> String? {
        filled(label, scanner).map { Self.shown(whole($0, scanner)) }
    }
    /// The same where two that are not the same must stay two.
    private func identity(_ span: LabelSpan, _ scanner: ExpositionScanner) -> String {
        let whole = whole(span, scanner)
        let shown = Self.shown(whole)
        return shown == whole ? shown : shown + "~" + String(span.valueHash, radix: 16)
    }
    private func whole(_ span: LabelSpan, _ scanner: ExpositionScanner) -> String {
        span.isEscaped
            ? String(decoding: scanner.unescaped(span), as: UTF8.self) : String(decoding: scanner.slice(span.value), as: UTF8.self)
    }
    private static func shown(_ whole: String) -> String { whole.beginning(bytes: longestText).harmless() }
}
