import Telemetry

/// What an agent of one kind says, and what it means; a file in `Profiles/`, or a user's own.
struct Profile: Hashable, Sendable {
    /// Figures that are made of what most agents have, where the profile has none of its own.
    enum Generic: String, CaseIterable, Sendable { case cpu, memory, network }

    /// One number of a host.
    struct Figure: Hashable, Sendable {
        enum Subject: Hashable, Sendable {
            case metric(Metric)
            /// How many sessions fit.
            case sessionLimit
            case processors
        }
        let subject: Subject
        let expression: ProfileExpression
    }

    /// A table of those who are connected.
    struct SessionTable: Hashable, Sendable {
        let kind: Session.Kind
        /// The column with the name; nil where the name is in the index: how long it is, then its letters.
        let user: String?
        let address: String?
        /// How long it has been there.
        let seconds: String?
        let conditions: [ProfileExpression.Condition]
        var columns: [String] { [user, address, seconds].compactMap { $0 } + conditions.map(\.column) }
    }

    let name: String
    /// What it is called on screens.
    let title: String
    /// Beginnings of the agents' sysObjectID.
    var objectIDs: [OID] = []
    /// What sysDescr holds, one of them; empty for whatever it holds.
    var described: [String] = []
    var generic: Set<Generic> = Set(Generic.allCases)
    /// The value that tells the version.
    var version: String?
    var values: [String: OID] = [:]
    var columns: [String: OID] = [:]
    /// Several of one metric are alternatives: the first that can be told is told.
    var figures: [Figure] = []
    var sessions: SessionTable?

    /// How well it fits an agent, by the length of what it names; nil for not at all.
    func fit(objectID: OID?, description: String) -> Int? {
        let length = objectIDs.filter { objectID?.hasPrefix($0) == true }.map(\.numbers.count).max()
        let isDescribed = described.contains { !description.ranges(of: $0).isEmpty }
        if !described.isEmpty, !isDescribed { return nil }
        if objectIDs.isEmpty { return isDescribed ? 0 : nil }
        // The words say more than one number more does.
        return length.map { $0 * 2 + (isDescribed ? 3 : 0) }
    }

    /// What the figures come to.
    struct Told {
        var samples: [Sample] = []
        var sessionLimit: Int?
        var processors: Int?
        /// Places of the figures that were told, of several alternatives the first, whatever its number.
        var places: Set<Int> = []
    }

    /// What the answers come to: the figures' numbers, of several alternatives the first. A share above all there is or a number below nothing is an agent's slip.
    func samples(of found: ProfileValues) -> Told {
        var told = Told()
        var numbers: [Figure.Subject: Double] = [:]
        var subjects: Set<Figure.Subject> = []
        for (place, figure) in figures.enumerated() where numbers[figure.subject] == nil {
            guard let number = figure.expression.result(of: found) else { continue }
            if subjects.insert(figure.subject).inserted { told.places.insert(place) }
            guard number >= 0, number < 1e18 else { continue }
            if case .metric(let metric) = figure.subject {
                if metric == .cpu || metric == .memory, number > 101 { continue }
                told.samples.append(Sample(metric, metric == .cpu || metric == .memory ? min(number, 100) : number))
            }
            numbers[figure.subject] = number
        }
        func whole(_ subject: Figure.Subject) -> Int? {
            numbers[subject].flatMap { Int(exactly: $0.rounded()) }.flatMap { $0 > 0 ? $0 : nil }
        }
        told.sessionLimit = whole(.sessionLimit)
        told.processors = whole(.processors)
        return told
    }
}
