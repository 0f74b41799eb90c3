import Feed
import MetricStore
import Telemetry

/// Sessions by sort. The sorts are never added: the same person sits in a tunnel and on a desktop.
struct SessionTotals: Sendable {
    enum Category: Int, Hashable, Sendable, CaseIterable {
        case vpn, desktop, login
        var label: String { self == .login ? localized("Logins") : plainLabel }
        /// In English.
        var plainLabel: String {
            switch self {
            case .vpn: "VPN"
            case .desktop: "VDI"
            case .login: "Logins"
            }
        }
        init(_ kind: Session.Kind) {
            switch kind {
            case .vpn: self = .vpn
            case .console, .desktop: self = .desktop
            case .login: self = .login
            }
        }
    }
    struct Total: Sendable {
        let category: Category
        /// Nil where no host of this sort answers: not known is not none.
        var count: Int?
        /// How many of them are on hosts that have a limit; the others are measured against nothing.
        var limited = 0
        /// How many fit, over all hosts that answer and have a limit; nil where none has.
        var limit: Int?
        /// Hosts of this sort whose numbers are too old to be counted.
        var silent: [Host.ID] = []
        /// Never more than this at one time today.
        var peak: Int?

        fileprivate mutating func add(_ row: HostRow) {
            // Neither what it had nor what fits on it is among the others.
            guard !row.isSilent, !row.isUnknown else { return silent.append(row.host.id) }
            count = (count ?? 0) + row.counts[category]
            guard let limit = row.sessionLimit else { return }
            limited += row.counts[category]
            // What a gateway says of itself may be any number.
            let (sum, isTooMuch) = (self.limit ?? 0).addingReportingOverflow(limit)
            self.limit = isTooMuch ? .max : sum
        }

        /// What a gauge against the limit shows.
        var known: Double? { count == nil ? nil : Double(limited) }
        /// `97 of 240`, `97`, `--`
        var words: String {
            guard let limit else { return count.map(String.init) ?? "--" }
            return localized("\(count == nil ? "--" : String(limited)) of \(limit)")
        }
        /// `200 without a limit`, beside those that are measured against one; nil where there are none.
        var rest: String? {
            guard let count, limit != nil, count > limited else { return nil }
            return localized("\(count - limited) without a limit")
        }
    }

    private(set) var totals: [Total] = []
    /// What sort of sessions a host carries, kept while it has none.
    private var categories: [Host.ID: Set<Category>] = [:]
    /// Categories that have a row: one that a host might have, and that was empty all day, has none.
    private var shown: Set<Category> = [.vpn]
    private var peaks: [Category: Int] = [:]
    private var peakMinute: Int64 = -1

    /// How many there are of each category. A desktop counts once, for its console and for the user logged in inside.
    struct Counts: Hashable, Sendable {
        private(set) var vpn = 0
        private(set) var desktops = 0
        private(set) var logins = 0

        init(_ sessions: some Sequence<Session>, unlisted: UnlistedSessions? = nil) {
            var guests = Set<String>()
            for session in sessions {
                switch Category(session.kind) {
                case .vpn: vpn += 1
                case .login: logins += 1
                case .desktop:
                    if let guest = session.guest, !guests.insert(guest).inserted { continue }
                    desktops += 1
                }
            }
            guard let unlisted else { return }
            switch Category(unlisted.kind) {
            case .vpn: vpn += unlisted.count
            case .login: logins += unlisted.count
            case .desktop: desktops += unlisted.count
            }
        }
        subscript(category: Category) -> Int {
            switch category {
            case .vpn: vpn
            case .desktop: desktops
            case .login: logins
            }
        }
        mutating func add(_ other: Counts) {
            vpn += other.vpn
            desktops += other.desktops
            logins += other.logins
        }
        /// `VPN 97`, `VDI 46 · Logins 2`: each sort for itself, none where there is none of it.
        ///
        /// With those of them of which no list tells: `VPN 48, no list`, `VPN 120, 20 not listed`.
        func words(separator: String, unlisted: Int = 0) -> String {
            var words = ""
            var all = 0
            for category in Category.allCases where self[category] > 0 {
                words += (words.isEmpty ? "" : separator) + "\(category.label) \(self[category])"
                all += self[category]
            }
            if unlisted > 0 { words += unlisted == all ? localized(", no list") : localized(", \(unlisted) not listed") }
            return words
        }
    }

    mutating func refresh(rows: [HostRow], world: World, offset: Int) {
        for index in rows.indices {
            let kind = rows[index].state?.unlisted.map { Category($0.kind) }
            for category in Category.allCases {
                let isThere = rows[index].counts[category] > 0
                guard isThere || category == kind else { continue }
                if categories[rows[index].host.id, default: []].insert(category).inserted { peakMinute = -1 }
                if isThere || rows[index].sessionLimit != nil { shown.insert(category) }
            }
        }
        var found: [Category: Total] = [:]
        for index in rows.indices {
            for category in categories[rows[index].host.id] ?? [] {
                found[category, default: Total(category: category)].add(rows[index])
            }
        }
        totals = Category.allCases.compactMap { found[$0] }
        let minute = world.now.seconds / 60
        if minute != peakMinute {
            peakMinute = minute
            findPeaks(rows: rows, world: world, offset: offset)
        }
        for index in totals.indices { totals[index].peak = peaks[totals[index].category].map { max($0, totals[index].count ?? 0) } }
        for total in totals where total.peak ?? 0 > 0 { shown.insert(total.category) }
        totals.removeAll { !shown.contains($0.category) }
    }

    /// More of them may be known, in the same minute.
    mutating func forgetPeaks() { peakMinute = -1 }

    /// By quarter hours since midnight: the sum of every host's highest, which the true sum never exceeded.
    private mutating func findPeaks(rows: [HostRow], world: World, offset: Int) {
        peaks = [:]
        let local = LocalTime(world.now, offset: offset)
        let sinceMidnight = local.hour * 3600 + local.minute * 60 + local.second
        guard sinceMidnight >= 900 else { return }
        let columns = sinceMidnight / 900
        for category in Category.allCases {
            var sums = [Double](repeating: 0, count: columns)
            var found = false
            // A host with sessions of two sorts has one number for both: it says nothing about either.
            for row in rows where categories[row.host.id] == [category] {
                let key = SeriesKey(host: row.host.id, metric: .sessions)
                let span = world.history.span(key, from: world.now - .seconds(sinceMidnight), to: world.now, columns: columns)
                for (index, column) in span.prefix(columns).enumerated() {
                    guard let column, column.maximum.isFinite else { continue }
                    sums[index] += column.maximum
                    found = true
                }
            }
            if found { peaks[category] = Int(min(sums.max() ?? 0, 1e9)) }
        }
    }
}
