/// Makes numbers of what was gathered. Pure, and bounded by the queries' own bounds.
struct ScrapeReckoning {
    let tally: ScrapeTally
    let plan: ScrapePlan
    /// Of leaves that are totals, by guest; the first is the host's.
    var totals: [Int: [Int: Double]] = [:]

    /// Nil where a part of it is missing, or there is no such number.
    func value(_ node: ScrapePlan.Node, guest: Int? = nil) -> Double? {
        let value: Double?
        switch node {
        case .number(let number): value = number
        case .leaf(let leaf): value = self.value(ofLeaf: leaf, guest: guest)
        case .arithmetic(let operation, let a, let b):
            guard let a = self.value(a, guest: guest), let b = self.value(b, guest: guest) else { return nil }
            value =
                switch operation {
                case .plus: a + b
                case .minus: a - b
                case .times: a * b
                case .over: b == 0 ? nil : a / b
                }
        }
        return value.flatMap { $0.isFinite ? $0 : nil }
    }

    private func cell(_ leaf: Int, guest: Int?) -> ScrapeTally.Cell {
        guard plan.leafKinds[leaf].isOfGuests else { return tally.cells[leaf] }
        let cells = tally.guestCells[leaf] ?? []
        if let guest, guest + 1 < cells.count, cells[guest + 1].matched > 0 { return cells[guest + 1] }
        // What is said of no guest is said of each.
        return cells.first ?? ScrapeTally.Cell()
    }

    private func value(ofLeaf leaf: Int, guest: Int?) -> Double? {
        let wanted = plan.leafKinds[leaf]
        if wanted.isTotal { return totals[leaf]?[wanted.isOfGuests ? (guest ?? -1) + 1 : 0] }
        let cell = cell(leaf, guest: guest)
        if cell.matched == 0 {
            // Nothing of what is served: none of them are there, and their sum is nothing.
            let isCounted = wanted.aggregation == .count || wanted.aggregation == .sum
            return isCounted && !wanted.isOfGuests && tally.isServed[plan.leafMetrics[leaf]] ? 0 : nil
        }
        guard cell.count > 0 else { return nil }
        return switch wanted.aggregation {
        case .sum: cell.sum
        case .max: cell.most
        case .min: cell.least
        case .avg: cell.sum / Double(cell.count)
        case .count: Double(cell.count)
        case .one: cell.matched == 1 ? cell.sum : nil
        }
    }

    /// How many series there are where one is meant.
    func ambiguous(_ node: ScrapePlan.Node) -> Int? {
        switch node {
        case .number: nil
        case .arithmetic(_, let a, let b): ambiguous(a) ?? ambiguous(b)
        case .leaf(let leaf):
            plan.leafKinds[leaf].aggregation == .one && !plan.leafKinds[leaf].isOfGuests && tally.cells[leaf].matched > 1
                ? tally.cells[leaf].matched : nil
        }
    }
}
