import Alarms
import Feed
import Telemetry
import TestSupport

@testable import Link

/// Values of every message's type, from a seed: the same seed, the same values.
struct RandomValues: RandomNumberGenerator {
    private var generator: SeededGenerator
    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }
    mutating func next() -> UInt64 { generator.next() }

    static let hostile = [
        "", "\"", "\\", "\\u0041", "a\u{0}b", "\u{0}", "\u{1B}[31m\u{7}", "\r\n\t\u{8}\u{C}", "</script>/", "\u{FFFD}\u{FFFE}",
        "👩‍👩‍👧‍👦 e\u{301}\u{202E}abc\u{200B}", "漢字かな", "\u{10FFFF}", String(repeating: "W", count: 4000), "null", "NaN", "{}",
        "\u{7F}\u{80}\u{9F}",
        "%s%n", "' OR 1=1 --",
    ]

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
    mutating func text() -> String {
        if chance(50) { return RandomValues.hostile.randomElement(using: &self) ?? "" }
        return String((0..<Int.random(in: 0...20, using: &self)).map { _ in Character(scalar()) })
    }
    /// As long as a call may have one.
    mutating func name() -> String { String(decoding: text().utf8.prefix(Bounds.name), as: UTF8.self) }
    private mutating func scalar() -> Unicode.Scalar {
        while true { if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &self)) { return scalar } }
    }
    mutating func maybe<T>(_ make: (inout RandomValues) -> T) -> T? { chance(50) ? make(&self) : nil }
    mutating func list<T>(_ make: (inout RandomValues) -> T) -> [T] { (0..<Int.random(in: 0...4, using: &self)).map { _ in make(&self) } }
    mutating func any<T: CaseIterable>(_: T.Type = T.self) -> T { T.allCases.randomElement(using: &self)! }
    mutating func integer() -> Int64 {
        let edges: [Int64] = [0, -1, .max, .max - 1, .min + 1]
        return chance(30) ? edges.randomElement(using: &self)! : Int64.random(in: -1_000_000...1_000_000, using: &self)
    }
    mutating func moment() -> Moment {
        Moment(milliseconds: Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &self))
    }
    mutating func duration() -> Duration { .milliseconds(Int64.random(in: -315_576_000_000_000...315_576_000_000_000, using: &self)) }
    mutating func number() -> Double {
        let edges: [Double] = [
            0, -0.5, 1e308, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, 0.1, 9_007_199_254_740_992, 8 * 1_073_741_824,
        ]
        return chance(50) ? edges.randomElement(using: &self)! : Double.random(in: -1e12...1e12, using: &self)
    }

    mutating func guest() -> Guest {
        Guest(
            id: text(), name: text(), state: any(), vCPUs: Int(integer()), memoryMaximum: number(), memoryView: any(),
            console: maybe { $0.text() }, facts: facts())
    }
    private mutating func facts() -> GuestFacts {
        GuestFacts(
            title: text(), notes: text(), isAutostarted: maybe { $0.chance(50) }, isPersistent: maybe { $0.chance(50) },
            job: maybe {
                GuestJob(
                    operation: $0.any(), done: $0.maybe { $0.number() }, dirtyRate: $0.maybe { $0.number() },
                    timeLeft: $0.maybe { $0.duration() }, elapsed: $0.maybe { $0.duration() })
            }, system: maybe { GuestSystem(name: $0.text(), version: $0.text(), kernel: $0.text()) },
            fileSystems: list {
                GuestFileSystem(
                    mountPoint: [.known($0.text())], type: $0.text(), size: $0.maybe { $0.number() }, used: $0.maybe { $0.number() })
            }, availability: text())
    }
    mutating func session() -> Session {
        Session(
            id: text(), kind: any(), user: text(), address: text(), guest: maybe { $0.text() }, since: maybe { $0.moment() })
    }
    mutating func end() -> SessionEnd {
        SessionEnd(
            at: moment(), host: text(), kind: any(), session: (chance(20) ? SessionEnd.attempt : "") + text(), user: text(), cause: any(),
            confidence: any(),
            because: chance(50) ? .raw(text()) : .guestNotRunning(text()), isAttempt: chance(50))
    }
    mutating func event() -> HostEvent { HostEvent(at: moment(), host: text(), message()) }
    mutating func message(depth: Int = 0) -> Message {
        Message(id: text(), arguments: list { $0.argument(depth: depth) })
    }
    private mutating func argument(depth: Int) -> Message.Argument {
        switch Int.random(in: 0..<(depth < 2 ? 11 : 9), using: &self) {
        case 0: .none
        case 1: .text(text())
        case 2: .raw(text())
        case 3: .count(Int(integer()))
        case 4: .number(number(), unit: text())
        case 5: .duration(duration())
        case 6: .moment(moment())
        case 7: .host(text())
        case 8: .metric(text())
        case 9: .message(message(depth: depth + 1))
        default: .messages(list { $0.message(depth: depth + 1) })
        }
    }
    mutating func hostState() -> HostState {
        var state = HostState(
            id: text(), inventory: inventory(), answeredAt: maybe { $0.moment() }, polledAt: maybe { $0.moment() },
            failure: maybe { $0.message() },
            hint: maybe { $0.any() },
            nextPollAt: maybe { $0.moment() }, guests: list { $0.guest() }, sessions: list { $0.session() },
            unlisted: maybe { UnlistedSessions(Int($0.integer()), $0.any()) }, sessionLimit: maybe { Int($0.integer()) },
            maintenance: maybe { $0.maintenance() }, isBlind: chance(50))
        state.engine = maybe { EngineID.random(using: &$0) } ?? .unknown
        return state
    }
    mutating func inventory() -> Inventory {
        Inventory(
            product: text(), version: text(), processors: maybe { Int($0.integer()) }, memory: maybe { UInt64($0.integer().magnitude / 2) },
            storages: list { StoragePool(name: $0.text(), state: $0.any(), isAutostarted: $0.maybe { $0.chance(50) }) },
            gaps: list { Inventory.Gap(figure: $0.chance(50) ? .figureOfMetric($0.text()) : .raw($0.text()), reason: $0.message()) })
    }
    mutating func maintenance() -> MaintenanceWindow {
        MaintenanceWindow(host: text(), from: moment(), until: moment(), author: text(), reason: text())
    }
    mutating func site() -> Site {
        Site(
            name: text(), areas: list { Area(id: $0.text(), kind: $0.text()) },
            hosts: list {
                Host(
                    id: $0.text(), target: $0.text(), area: $0.text(), collector: $0.text(), endpoint: $0.text(), interval: $0.duration(),
                    deadline: $0.duration(), sessionLimit: $0.maybe { Int($0.integer()) }, address: $0.text())
            })
    }
    mutating func alarm() -> Alarm {
        var alarm = Alarm(
            id: integer(), key: AlarmKey(rule: text(), host: text(), entity: chance(50) ? .host : .guest(text())), severity: any(),
            phase: any(), raisedAt: moment(), changedAt: moment(), returnedAt: maybe { $0.moment() }, message: message(),
            evidence: list { $0.chance(50) ? .raw($0.text()) : .guestNotRunning($0.text()) },
            acknowledgement: maybe {
                Acknowledgement(author: $0.text(), at: $0.moment(), comment: $0.text(), expires: $0.moment())
            }, comments: list { Comment(author: $0.text(), at: $0.moment(), message: $0.message()) },
            shelf: maybe { Shelf(author: $0.text(), at: $0.moment(), reason: $0.text(), until: $0.moment(), wakes: $0.wakes()) },
            suppressedBy: maybe { $0.message() }, isInMaintenance: chance(50), count: Int(integer()),
            runbook: Runbook(
                consequence: maybe { _ in .sessionsConsequence() },
                action: maybe { $0.chance(50) ? .sessionsAction() : .raw("call " + $0.text()) },
                timeToAct: maybe { .actWithin($0.duration()) }, link: text()),
            unseen: Int(integer()), isChattering: chance(50), suppresses: Int(integer()), context: list { $0.message() },
            announcedAt: maybe { $0.moment() })
        alarm.engine = EngineID(String(text().prefix(12)))
        return alarm
    }
    mutating func wakes() -> [Shelf.UnshelveCondition] {
        list { [.severityUp, .hostBack, .value($0.number())].randomElement(using: &$0)! }
    }
    mutating func limits() -> HostThresholds {
        let pairs = list { random in
            (random.text(), HostThresholds.Pair(warning: random.maybe { $0.number() }, critical: random.maybe { $0.number() }))
        }
        return HostThresholds(host: text(), limits: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }
    mutating func statistics() -> AlarmStatistics {
        AlarmStatistics(
            new: Int(integer()), open: Int(integer()), standing: Int(integer()), stale: Int(integer()), chronic: Int(integer()),
            chattering: Int(integer()), shelved: Int(integer()), suppressed: Int(integer()), inMaintenance: Int(integer()),
            returned: Int(integer()), warnings: Int(integer()), criticals: Int(integer()),
            longestUnacknowledged: maybe { $0.duration() }, events: Int(integer()),
            flood: maybe { random in
                Flood(
                    since: random.moment(), first: AlarmKey(rule: random.text(), host: random.text()),
                    symptoms: random.list { .init(rule: $0.text(), count: Int($0.integer())) }, hosts: Int(random.integer()))
            })
    }
    private mutating func engineStatus() -> EngineStatus {
        var status = EngineStatus(
            version: text(), startedAt: moment(), viewers: Int(integer()), notice: maybe { $0.message() }, storePath: text(),
            configurationPath: text(), theme: text(), graphs: text(), mayReveal: chance(50), osc: Int(integer()),
            shelveDefault: duration(),
            configurationReadAt: moment(), callers: chance(50) ? Int(integer()) : nil,
            id: EngineID.random(using: &self),
            demo: maybe { DemoClock(begin: $0.moment(), beganAt: $0.integer(), speed: Int($0.integer())) })
        status.commands = list {
            UserCommand(
                name: $0.text(), key: $0.text(), place: $0.any(), run: $0.list { $0.text() }, confirms: $0.chance(50),
                isForeground: $0.chance(50), deadline: $0.duration())
        }
        status.views = list {
            SavedView(
                name: $0.text(), screen: $0.any(), filter: $0.text(), sort: $0.maybe { $0.text() }, isInverted: $0.chance(50),
                span: $0.maybe { $0.any() })
        }
        status.mayCopy = chance(50)
        status.mouse = text()
        status.language = maybe { $0.any() }
        return status
    }
    mutating func update() -> Update {
        switch Int.random(in: 0..<11, using: &self) {
        case 0:
            .engine(engineStatus())
        case 1: .site(site())
        case 2: .host(hostState())
        case 3: .alarms(list { $0.alarm() })
        case 4: .ends(list { $0.end() })
        case 5: .limits(list { $0.limits() })
        case 6: .statistics(statistics())
        case 7:
            .interruption(
                Interruption.Summary(
                    at: moment(), bad: Int(integer()), critical: Int(integer()), over: Int(integer()),
                    symptoms: list { .init(rule: $0.text(), count: Int($0.integer())) }))
        case 8: .alarmChanges(AlarmChanges(changed: list { $0.alarm() }, gone: list { $0.integer() }))
        case 9: .heartbeats(list { $0.hostState().heartbeat })
        default: .events(list { $0.event() })
        }
    }
    mutating func command() -> Command {
        switch Int.random(in: 0..<10, using: &self) {
        case 9: .run(CommandRun(command: name(), host: name(), subject: name()))
        case 0: .acknowledge(ids: Set(list { $0.integer() }).sorted(), comment: text())
        case 1: .comment(ids: Set(list { $0.integer() }).sorted(), text: text())
        case 2:
            .shelve(
                ids: Set(list { $0.integer() }).sorted(), duration: .milliseconds(Int64.random(in: 1...31_622_400_000, using: &self)),
                reason: text(), wakes: wakes())
        case 7: .startMaintenance(host: name(), duration: .milliseconds(Int64.random(in: 1...31_622_400_000, using: &self)), reason: text())
        case 8: chance(50) ? .endMaintenance(host: name()) : .forget(host: name())
        case 3: .unshelve(ids: Set(list { $0.integer() }).sorted())
        case 4: .undo
        case 5: .pollNow(maybe { $0.name() })
        default: .reload
        }
    }

    /// What hostile or broken ends make of a good message.
    mutating func broken(_ message: [UInt8]) -> [UInt8] {
        var bytes = message
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = Int.random(in: 0...bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes.removeSubrange(place...)
            case 1: bytes.insert(UInt8.random(in: 1...255, using: &self), at: place)
            case 2: if place < bytes.count { bytes[place] = UInt8.random(in: 1...255, using: &self) }
            case 3: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &self) }
            case 4: bytes.removeSubrange(place..<min(place + Int.random(in: 0...9, using: &self), bytes.count))
            default:
                let pieces = [
                    "\"\\ud800\"", "99999999999999999999", "-1e999", "NaN", "[[[[[[[[[[[[[[[[[[[", "null", "{\"a\":", "\\u0000", "1.5",
                    "true",
                ]
                bytes.insert(contentsOf: (pieces.randomElement(using: &self) ?? "").utf8, at: place)
            }
        }
        return bytes
    }
}
