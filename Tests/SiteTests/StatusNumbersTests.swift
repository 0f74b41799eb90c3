import Alarms
import Feed
import Glibc
import Link
import MetricStore
import OwnProcess
import Telemetry
import TestSupport
import Testing

@testable import warte

/// What `warte status --json` says in numbers.
@Suite struct StatusNumbersTests {
    private struct Newest: History {
        var points: [SeriesKey: Point] = [:]
        var known: [Series] = []
        func latest(_ key: SeriesKey) -> Point? { points[key] }
        func series(of host: Host.ID) -> [Series] { known }
        func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] { [] }
    }

    @Test func theHostsOwnComeFirstThenThoseOfEachGuest() throws {
        let (desk, files) = ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002")
        let site = Telemetry.Site(
            name: "Lab", areas: [], hosts: [Host(id: "hv-1", area: "Lab", collector: "libvirt", endpoint: "test:///default")])
        var host = HostState(id: "hv-1")
        host.guests = [
            Guest(id: desk, name: "desk-1", state: .running, vCPUs: 2, memoryMaximum: 1_073_741_824, memoryView: .guest),
            Guest(id: files, name: "files", state: .running, vCPUs: 1, memoryMaximum: 1_073_741_824, memoryView: .guest),
        ]
        var history = Newest()
        func set(_ metric: Metric, _ entity: Entity, _ value: Double) {
            let key = SeriesKey(host: "hv-1", entity: entity, metric: metric)
            history.points[key] = Point(at: Moment(seconds: 7), value: value)
            history.known.append(Series(key: key, metric: metric))
        }
        set(.cpu, .host, 20)
        set(.guestCPU, .guest(desk), 26)
        set(.guestCPU, .guest(files), 3)
        let (disk, storage) = (
            Metric("disk.read.time", label: "time of a read", unit: .milliseconds), Entity(kind: "storage", id: "images")
        )
        set(.guestCPU, storage, 4)
        set(disk, .part(.disk, "vda", of: desk), 5)
        set(disk, .part(.disk, "vda", of: "00000000-0000-4000-8000-000000000003"), 99)
        // One that the last poll did not see has no row.
        set(.guestCPU, .guest("00000000-0000-4000-8000-000000000003"), 99)
        let numbers = StatusCommand.latest(of: host, site.hosts[0], in: history)
        #expect(numbers.map(\.guest) == [nil, "desk-1", "desk-1", "files", nil] && numbers.map(\.value) == [20, 26, 5, 3, 4])
        let engine = EngineStatus(version: "1", startedAt: Moment(seconds: 1), viewers: 0, notice: nil, storePath: "")
        let json = JSONDocument.status("ok", engine: engine, site: site, hosts: [host], numbers: ["hv-1": numbers], alarms: [])
        let read = try run(
            [
                "python3", "-c",
                "import json,sys; [print(n['host'], n.get('guest'), n['metric'], float(n['value']), n['at_ms']) for n in json.load(sys.stdin)['numbers']]",
            ], environment: ["PATH": "/usr/bin:/bin"], input: json)
        #expect(json.contains(#""entity":"guest/\#(files)","metric":"guest.cpu","label":"CPU %","unit":"%""#), "\(json)")
        #expect(
            read.stdout == "hv-1 None cpu 20.0 7000\nhv-1 desk-1 guest.cpu 26.0 7000\n"
                + "hv-1 desk-1 disk.read.time 5.0 7000\nhv-1 files guest.cpu 3.0 7000\nhv-1 None guest.cpu 4.0 7000\n", "\(read)")
    }

    /// Of a host that does not answer nobody knows who is on it, whatever its last good answer was.
    @Test func aHostThatDoesNotAnswerHasNeitherNumbersNorSessions() throws {
        let site = Telemetry.Site(
            name: "Lab", areas: [Area(id: "Lab")], hosts: [Host(id: "vpn-1", area: "Lab", collector: "openvpn", endpoint: "x")])
        let now = Moment(seconds: Int64(time(nil)))
        var host = HostState(id: "vpn-1", answeredAt: now, polledAt: now, sessionLimit: 10)
        host.sessions = (1...3).map { Session(id: "\($0)", kind: .vpn, user: "u-\($0)") }
        var history = Newest()
        for (metric, value) in [(Metric.cpu, 20.0), (.cpuWait, 1), (.memory, 50), (.sessions, 3)] {
            history.points[SeriesKey(host: "vpn-1", metric: metric)] = Point(at: now, value: value)
        }
        func row() throws -> String {
            let lines = StatusCommand.table(site, [host], [], history).text.split(separator: "\n")
            return String(try #require(lines.first { $0.hasPrefix("vpn-1 ") }))
        }
        #expect(try row().contains(#/^vpn-1 +Lab +20.0 +1.0 +50.0 +3\/10 +ok$/#))
        host.failure = "the server has ended"
        #expect(try row().contains(#/^vpn-1 +Lab +-- +-- +-- +-- +the server has ended$/#))
        // Some tell their number alone.
        (host.failure, host.sessions, host.sessionLimit) = (nil, [], 60)
        #expect(try row().contains(#/ 3\/60 +ok$/#))
        // One that answers and says nothing of sessions is not without any.
        host.sessionLimit = nil
        history.points[SeriesKey(host: "vpn-1", metric: .sessions)] = nil
        #expect(try row().contains(#/ -- +ok$/#))
    }

    private func alarm(_ id: Int64, _ rule: String, _ host: Host.ID, _ severity: Severity, _ message: Message) -> Alarm {
        let at = Moment(seconds: 1)
        return Alarm(
            id: id, key: AlarmKey(rule: rule, host: host), severity: severity, phase: .unacknowledged, raisedAt: at, changedAt: at,
            message: message)
    }

    /// What is worse than every alarm says so.
    @Test func whyItIsCriticalIsSaid() {
        let now = Moment(seconds: Int64(time(nil)))
        var hosts = ["hv-1", "hv-2", "hv-3"].map { HostState(id: $0, answeredAt: now, polledAt: now) }
        let warnings = [alarm(1, "cpu", "hv-1", .warning, "CPU 91 %"), alarm(2, "no_data", "hv-2", .warning, "no data")]
        func summary(_ alarms: [Alarm]) -> String {
            StatusCommand.summary(StatusCommand.status(of: hosts, alarms: alarms), hosts, alarms).text
        }
        #expect(summary(warnings) == "warning: 3 of 3 hosts answer, 2 alarms")
        hosts[1].failure = "no route to host"
        #expect(summary(warnings) == "critical, since 1 host does not answer: 2 of 3 hosts answer, 2 alarms")
        #expect(summary([alarm(3, "cpu", "hv-1", .critical, "CPU 99 %")]) == "critical: 2 of 3 hosts answer, 1 alarm")
        hosts[2].failure = "no route to host"
        #expect(summary([]) == "critical, since 2 hosts do not answer: 1 of 3 hosts answer, 0 alarms")
    }

    /// Who has no data is told as others are: whether anybody has seen it, and how bad it is.
    @Test func aHostWithoutDataBearsItsAlarmsMark() throws {
        let site = Telemetry.Site(
            name: "Lab", areas: [Area(id: "Lab")],
            hosts: ["hv-1", "pve/a"].map { Host(id: $0, target: $0 == "hv-1" ? $0 : "pve", area: "Lab", collector: "x", endpoint: "x") })
        let now = Moment(seconds: Int64(time(nil)))
        var hosts = ["hv-1", "pve/a"].map { HostState(id: $0, answeredAt: now, polledAt: now) }
        for index in hosts.indices { hosts[index].failure = "no route to host" }
        func states(_ alarms: [Alarm]) -> [String] {
            StatusCommand.table(site, hosts, alarms, Newest()).text.split(separator: "\n").dropFirst().map { line in
                line.split(separator: " ").drop { $0 != "--" }.drop { $0 == "--" }.joined(separator: " ")
            }
        }
        #expect(states([]) == ["no route to host", "no route to host"])
        var (own, its) = (alarm(1, "no_data", "hv-1", .critical, "no data"), alarm(2, "no_data", "pve", .warning, "no data"))
        #expect(states([own, its]) == ["!! no route to host", "! no route to host"])
        (own.phase, its.phase) = (.acknowledged, .returned)
        // Another of its alarms is not what is told.
        #expect(states([alarm(3, "cpu", "hv-1", .critical, "CPU 99 %"), own, its]) == ["~ no route to host", "no route to host"])
        own.shelf = Shelf(author: "km", at: now, reason: "rebuilt", until: now + .seconds(60))
        #expect(states([own]) == ["no route to host", "no route to host"])
    }

    /// The worst that nobody has seen is what is told of a host.
    @Test func ofSeveralTheOneThatIsOpenIsShown() throws {
        let site = Telemetry.Site(
            name: "Lab", areas: [Area(id: "Lab")], hosts: [Host(id: "hv-1", area: "Lab", collector: "libvirt", endpoint: "x")])
        let now = Moment(seconds: Int64(time(nil)))
        let host = HostState(id: "hv-1", answeredAt: now, polledAt: now)
        var seen = alarm(1, "memory", "hv-1", .critical, "memory 99 %")
        seen.phase = .acknowledged
        let all = [seen, alarm(2, "cpu", "hv-1", .warning, "CPU 91 %"), alarm(3, "swap", "hv-1", .critical, "swap 99 %")]
        #expect(StatusCommand.table(site, [host], all, Newest()).text.contains("!! swap 99 %"))
        #expect(StatusCommand.table(site, [host], Array(all.prefix(2)), Newest()).text.contains("! CPU 91 %"))
    }

    @Test func howAlarmsStandIsCounted() {
        let now = Moment(seconds: Int64(time(nil)))
        let hosts = [HostState(id: "hv-1", answeredAt: now, polledAt: now)]
        func words(_ phases: [Phase]) -> String {
            let alarms = phases.enumerated().map { index, phase in
                var one = alarm(Int64(index), "cpu", "hv-1", .warning, "CPU 91 %")
                one.phase = phase
                return one
            }
            return StatusCommand.summary(StatusCommand.status(of: hosts, alarms: alarms), hosts, alarms).text
        }
        let begin = ": 1 of 1 host answers, "
        #expect(words([.unacknowledged, .latchedUnacknowledged]) == "warning" + begin + "2 alarms")
        #expect(
            words([.unacknowledged, .acknowledged, .latchedAcknowledged, .returned])
                == "warning" + begin + "4 alarms (1 open, 2 acknowledged, 1 returned)")
        #expect(words([.returned]) == "ok" + begin + "1 alarm (returned)")
        #expect(words([.acknowledged, .acknowledged]) == "warning" + begin + "2 alarms (acknowledged)")
    }

    /// On a full disk a host that answers has no numbers; it is not simply well.
    @Test func aHostWhoseNumbersAreNotKeptSaysWhy() throws {
        let site = Telemetry.Site(
            name: "Lab", areas: [Area(id: "Lab")], hosts: [Host(id: "hv-1", area: "Lab", collector: "libvirt", endpoint: "x")])
        let now = Moment(seconds: Int64(time(nil)))
        let host = HostState(id: "hv-1", answeredAt: now, polledAt: now)
        let store = alarm(1, "store", "", .warning, "metrics store: no space left on the disk")
        let row = StatusCommand.table(site, [host], [store], Newest()).text.split(separator: "\n").last ?? ""
        #expect(row.hasSuffix("answers; metrics store: no space left on the disk"), "\(row)")
        var history = Newest()
        history.points[SeriesKey(host: "hv-1", metric: .cpu)] = Point(at: now, value: 3)
        let kept = StatusCommand.table(site, [host], [store], history).text.split(separator: "\n").last ?? ""
        #expect(kept.hasSuffix(" ok"), "\(kept)")
    }
}
