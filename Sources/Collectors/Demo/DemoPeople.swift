import Telemetry

/// One person at one host without a break. Seconds since 1970 by the local clock.
struct DemoStint: Hashable, Sendable {
    let person: Int
    let from: Int64
    let until: Int64
    let cause: Cause
}

extension DemoScenario {
    static let secondsADay: Int64 = 86_400
    /// 1970-01-01 was a Thursday.
    static func isWorking(_ day: Int64) -> Bool { ((day + 3) % 7 + 7) % 7 < 5 }

    /// Who is there on a day, in the order in which they leave. The night of those on duty ends on the next one.
    func stints(of host: Machine, on day: Int64) -> [DemoStint] {
        let chance = DemoChance(seed: seed, host.name)
        let midnight = day * Self.secondsADay
        var out: [DemoStint] = []
        for person in 0..<host.people {
            let who = Int64(person)
            // One number for each question about a person and a day.
            func share(_ question: Int64) -> Double { chance.share(day &* 64 &+ question, who) }
            if host.isGateway, person % 30 == 7 {
                out.append(
                    DemoStint(
                        person: person, from: midnight + 22 * 3600 + Int64(share(20) * 1200),
                        until: midnight + 29 * 3600 + Int64(share(21) * 1800), cause: .loggedOut))
                continue
            }
            guard Self.isWorking(day) else {
                guard share(1) < 0.06 else { continue }
                let from = midnight + 10 * 3600 + Int64(share(2) * 9000)
                out.append(DemoStint(person: person, from: from, until: from + 2400 + Int64(share(3) * 7200), cause: .loggedOut))
                continue
            }
            if host.isGateway, share(1) < 0.08 { continue }
            // Most come around one time, some when they like.
            let spread = share(2) < 0.75 ? (share(3) + share(4)) * 600 - 300 : share(3) * 7500 - 3300
            let from = midnight + arrive + Int64(spread)
            let until = max(from + 3600, midnight + leave + Int64((share(5) + share(6) - 1) * 4500))
            var parts = [(from, until, end(share(7), host))]
            let noon = midnight + 11 * 3600 + 2700 + Int64(share(8) * 4200)
            if host.isGateway, share(9) < 0.55, from < noon - 600, noon + 3600 < until {
                parts = [
                    (from, noon, share(10) < 0.3 ? .idle : .loggedOut), (noon + 1500 + Int64(share(11) * 1800), until, end(share(7), host)),
                ]
            }
            if host.isGateway, share(12) < 0.06 {
                let evening = midnight + 19 * 3600 + Int64(share(13) * 3600)
                if evening > until + 600 { parts.append((evening, evening + 1800 + Int64(share(14) * 5400), .loggedOut)) }
            }
            out += parts.map { DemoStint(person: person, from: $0.0, until: $0.1, cause: $0.2) }
        }
        return cutOff(out, at: host, on: day, chance).sorted { ($0.until, $0.person) < ($1.until, $1.person) }
    }

    private func end(_ share: Double, _ host: Machine) -> Cause {
        switch share {
        case ..<0.015 where host.isGateway: .clientLost
        case ..<0.12: .idle
        case ..<0.14 where host.isGateway: .limit
        default: .loggedOut
        }
    }

    /// With those whose connections are lost, who come back.
    private func cutOff(_ stints: [DemoStint], at host: Machine, on day: Int64, _ chance: DemoChance) -> [DemoStint] {
        guard day >= self.day, Self.isWorking(day) else { return stints }
        var out = stints
        for event in events where event.kind == .timeouts && event.host == host.name {
            let at = day * Self.secondsADay + event.at
            let there = out.indices.filter { out[$0].from < at && out[$0].until > at + event.lasts }
            let drawn = there.sorted { chance.bits(at, Int64(out[$0].person)) < chance.bits(at, Int64(out[$1].person)) }.prefix(
                event.people)
            for index in drawn {
                let (old, who) = (out[index], Int64(out[index].person))
                let lost = at + Int64(Double(event.lasts) * chance.share(at + 1, who))
                out[index] = DemoStint(person: old.person, from: old.from, until: lost, cause: .clientLost)
                let again = lost + Int64(Double(event.back) * (0.5 + chance.share(at + 2, who)))
                if again < old.until { out.append(DemoStint(person: old.person, from: again, until: old.until, cause: old.cause)) }
            }
        }
        return out
    }
}

/// Names for people nobody knows, and for what they sit at.
struct DemoNames: Sendable {
    private let users: [String]
    private let addresses: [String]

    init(of host: DemoScenario.Machine, seed: Int) {
        let chance = DemoChance(seed: seed, host.name + "/names")
        users = (0..<host.people).map { person in
            let bits = chance.bits(Int64(person))
            let (first, last) = (Self.first[Int(bits % 24)], Self.last[Int(bits / 24 % 24)])
            return "\(first).\(last)" + (person < 24 ? "" : "\(person)")
        }
        // Of documentation (RFC 5737).
        addresses = (0..<host.people).map { person in
            let bits = chance.bits(Int64(person), 1)
            return "\(["192.0.2", "198.51.100", "203.0.113"][Int(bits % 3)]).\(bits / 3 % 250 + 2)"
        }
    }

    func user(_ person: Int) -> String { users[person] }
    func address(_ person: Int) -> String { addresses[person] }

    private static let first = [
        "anna", "bernd", "carla", "dieter", "elif", "frank", "greta", "hakan", "ines", "jonas", "karin", "lars", "mona", "nils", "olga",
        "paul", "renate", "stefan", "tanja", "uwe", "vera", "werner", "yasemin", "zoe",
    ]
    private static let last = [
        "albrecht", "bauer", "conrad", "demir", "ebert", "fischer", "graf", "hoffmann", "jansen", "kaya", "lang", "maurer", "neumann",
        "otto", "peters", "richter", "schulz", "thomas", "ulrich", "vogel", "wagner", "yildiz", "zimmer", "brandt",
    ]
}
