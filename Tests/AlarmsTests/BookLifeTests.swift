import Alarms
import Telemetry
import TestSupport
import Testing

@Suite struct BookLifeTests {
    @Test func restartBringsEverythingBack() throws {
        var watch = Watch(site(host("hv-1"), host("hv-2"), host("hv-3")))
        let values: [(Host.ID, Metric, Double)] = [("hv-1", .memory, 92), ("hv-2", .memory, 99), ("hv-3", .memory, 92)]
        watch.run(30, values)
        try watch.acknowledge("memory", "hv-1")
        let shelved = try #require(watch.alarm("memory", "hv-2")?.id)
        _ = try watch.book.shelve(shelved, author: "km", reason: "backup", at: watch.now)
        watch.run(20, [("hv-1", .memory, 92), ("hv-2", .memory, 99), ("hv-3", .memory, 5)])
        #expect(watch.alarm("memory", "hv-3")?.phase == .returned)
        let before = watch.book
        watch.book = AlarmBook(site: before.site, limits: before.thresholdBook)
        watch.book.restore(from: before.records, nextID: before.nextID)
        #expect(watch.book.alarms == before.alarms)
        #expect(watch.book.records == before.records)
        #expect(watch.run(5, [("hv-1", .memory, 92), ("hv-2", .memory, 99), ("hv-3", .memory, 5)]) == [], "nothing new at a restart")
        watch.run(40, values)
        #expect(watch.alarm("memory", "hv-3")?.id == before.nextID, "no id twice")
        #expect(watch.alarm("memory", "hv-3")?.count == 2)
    }

    @Test func aLateRestoreDoesNotOverwriteWhatIsNewer() throws {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        watch.run(30, [("hv-1", .memory, 92), ("hv-2", .memory, 92)])
        let old = watch.book.records
        var fresh = Watch(watch.book.site)
        fresh.book.restore(from: [], nextID: 1_000_000)
        fresh.run(30, [("hv-1", .memory, 99)])
        fresh.book.restore(from: old, nextID: 3)
        #expect(fresh.alarm("memory", "hv-1")?.id == 1_000_000)
        #expect(fresh.alarm("memory", "hv-2")?.phase == .unacknowledged)
        #expect(fresh.book.nextID == 1_000_001)
    }

    @Test func changedLimitsCountAtOnce() throws {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .memory, 92)])
        try watch.acknowledge("memory")
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "warte.toml:3")
        // 92 is above the new end of the deadband and below the new limit.
        patch.warning = 94
        limits.site["memory"] = patch
        _ = watch.book.configure(site: watch.book.site, limits: limits, at: watch.now)
        #expect(watch.run(1, [("hv-1", .memory, 92)]).map(\.what) == [.cleared])
    }

    /// What becomes of the configuration around it.
    enum Around: CaseIterable { case same, otherRule, ownWords, otherHost, oneMoreHost, otherOrder, node }

    /// One within its deadband and one whose end waits for its delay, both acknowledged.
    @Test(arguments: Around.allCases) func aReloadLeavesWhatStandsWhereItsOwnLimitsStay(_ around: Around) throws {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        watch.run(30, [("hv-1", .memory, 98), ("hv-2", .memory, 92)])
        for id in ["hv-1", "hv-2"] { try watch.acknowledge("memory", id) }
        let eased: [(Host.ID, Metric, Double)] = [("hv-1", .memory, 96), ("hv-2", .memory, 10)]
        watch.run(6, eased)
        let before = watch.book.alarms
        var (limits, patch) = (ThresholdBook(), ThresholdsPatch(origin: "warte.toml:3"))
        var hosts = watch.book.site.hosts
        switch around {
        case .same: break
        case .otherRule:
            patch.warning = 50
            limits.site["cpu"] = patch
        case .ownWords:
            patch.action = "call km"
            limits.site["memory"] = patch
        case .otherHost:
            patch.warning = 50
            limits.hosts["hv-3"] = ["memory": patch]
            hosts.append(host("hv-3"))
        case .oneMoreHost, .node: hosts.append(host("hv-3"))
        case .otherOrder: hosts.reverse()
        }
        let next = Site(name: "Rathaus", areas: [], hosts: hosts)
        let made =
            around == .node
            ? watch.book.arrange(site: next, at: watch.now) : watch.book.configure(site: next, limits: limits, at: watch.now)
        #expect(made.isEmpty && watch.book.alarms.map(\.withoutRunbook) == before.map(\.withoutRunbook))
        #expect(watch.run(6, eased) == [], "55 s of its 60")
        #expect(watch.run(1, eased).map { "\($0.alarm.key.host) \($0.what)" } == ["hv-2 cleared"])
        #expect(watch.alarm("memory", "hv-1")?.severity == .critical && watch.alarm("memory", "hv-1")?.phase == .acknowledged)
    }

    /// An old configuration's word holds no longer: what stood by it alone is over.
    @Test(arguments: [("10.1.0.7", nil, ""), (nil, "gw-2", ""), (nil, nil, "gw-2"), (nil, nil, "nat port 2223")])
    func anotherMachineOfTheSameNameIsJudgedAfresh(endpoint: String?, address: String?, behind: String) {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .memory, 92)])
        let before = watch.book.site.hosts[0]
        let other = Host(
            id: "hv-1", area: "Verwaltung", collector: "scripted", endpoint: endpoint ?? before.endpoint,
            address: address ?? before.address, behind: behind)
        _ = watch.book.configure(site: site(other), limits: ThresholdBook(), at: watch.now)
        #expect(watch.run(1, [("hv-1", .memory, 88)]).map(\.what) == [.returned])
    }

    @Test func aRuleThatIsSwitchedOffIsOver() {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .memory, 92)])
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "warte.toml:3")
        patch.isEnabled = false
        limits.site["memory"] = patch
        _ = watch.book.configure(site: watch.book.site, limits: limits, at: watch.now)
        #expect(watch.run(1, [("hv-1", .memory, 99)]).map(\.what) == [.returned])
        #expect(watch.alarm("memory")?.phase == .returned, "nobody has seen it")
        #expect(watch.run(100, [("hv-1", .memory, 99)]) == [])
    }

    @Test func aHostThatIsGoneLeavesWhatIsUnseen() throws {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        watch.run(30, [("hv-1", .memory, 92), ("hv-2", .memory, 92)])
        try watch.acknowledge("memory", "hv-2")
        let made = watch.book.configure(site: site(host("hv-3")), limits: ThresholdBook(), at: watch.now)
        #expect(made.map(\.what) == [.returned, .cleared])
        #expect(watch.book.alarms.map(\.key.host) == ["hv-1"])
        try watch.acknowledge("memory", "hv-1")
        #expect(watch.book.alarms == [])
    }

    @Test func aHostThatMovesInTheListKeepsItsAlarms() {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        watch.run(30, [("hv-2", .memory, 92)])
        let id = watch.alarm("memory", "hv-2")?.id
        _ = watch.book.configure(site: site(host("hv-0"), host("hv-2"), host("hv-1")), limits: ThresholdBook(), at: watch.now)
        #expect(watch.run(5, [("hv-2", .memory, 92)]) == [])
        #expect(watch.alarm("memory", "hv-2")?.id == id)
    }

    @Test func aRoundWithNamesJudgesOnlyThose() {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        watch.hosts["hv-1"]?.failure = "refused"
        watch.hosts["hv-2"] = watch.hosts["hv-1"]
        watch.book = AlarmBook(site: watch.book.site, limits: ThresholdBook())
        _ = watch.book.evaluate(RuleFacts(history: watch.history), at: noon)
        for seconds in [8, 16] as [Int64] { _ = watch.book.evaluate(RuleFacts(history: watch.history), hosts: [], at: after(seconds)) }
        watch.now = after(16)
        #expect(watch.round(["hv-2", "no such host"]).map(\.alarm.key.host) == ["hv-2"])
        #expect(watch.round([]) == [], "a tick looks after what is under way")
        #expect(watch.round().map(\.alarm.key.host) == ["hv-1"])
    }

    @Test func theRevisionGrowsWithTheListAndOnlyThen() throws {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        watch.run(30, [("hv-1", .memory, 92)])
        var (seen, revision) = (watch.book.alarms, watch.book.revision)
        watch.run(10, [("hv-1", .memory, 92)])
        #expect(watch.book.revision == revision)
        for value in [93.0, 99, 99, 10, 10] {
            watch.run(15, [("hv-1", .memory, value)])
            #expect((watch.book.revision == revision) == (watch.book.alarms == seen))
            (seen, revision) = (watch.book.alarms, watch.book.revision)
        }
        try watch.acknowledge("memory")
        #expect(watch.book.revision > revision)
    }
}

extension Alarm {
    fileprivate var withoutRunbook: Alarm {
        var out = self
        out.runbook = Runbook()
        return out
    }
}
