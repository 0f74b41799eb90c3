import Alarms
import Telemetry
import TestSupport
import Testing

/// What built-in rules say of what to do, and where a configuration says otherwise.
@Suite struct RunbookTests {
    /// In the detail at 80 columns there are 68 for a text: one line for what happens, two for what to do.
    @Test func everyBuiltInRuleSaysWhatHappensWhatToDoAndHowSoon() throws {
        for rule in standardRules {
            let book = rule.defaults.runbook
            let texts = try [book.consequence, book.action, book.timeToAct].map { try #require($0, "\(rule.id)").text }
            #expect((20...68).contains(texts[0].count), "\(rule.id): \(texts[0].count)")
            #expect((40...120).contains(texts[1].count), "\(rule.id): \(texts[1].count)")
            #expect((3...10).contains(texts[2].count), "\(rule.id)")
            #expect(book.link.isEmpty, "where runbooks are kept is the site's to say")
            for text in texts { #expect(!text.hasSuffix(".") && text.allSatisfy(\.isASCII)) }
        }
        #expect(Set(standardRules.map(\.defaults.runbook.action)).count == standardRules.count)
    }

    /// A second language finds all of them: no sentence stands in a rule.
    @Test func whatBuiltInRulesSayOfThemselvesIsInTheCatalogue() throws {
        let declared = Set(MessageCatalogue.all.map(\.id)).subtracting([Message.line.id])
        for rule in standardRules {
            let book = rule.defaults.runbook
            for message in [rule.label, rule.suppression, book.consequence, book.action, book.timeToAct] {
                let message = try #require(message, "\(rule.id)")
                #expect(declared.contains(message.id), "\(rule.id): \(message.text)")
            }
        }
    }

    private func rule(_ id: String) throws -> any Rule { try #require(standardRules.first { $0.id == id }) }

    @Test func aTextOfTheConfigurationReplacesTheBuiltInOneAlone() throws {
        let cpu = try rule("cpu")
        var book = ThresholdBook()
        var patch = ThresholdsPatch(origin: "warte.toml:7")
        patch.action = "call km"
        book.site["cpu"] = patch
        var own = ThresholdsPatch(origin: "warte.toml:20")
        own.timeToAct = "now"
        book.hosts["hv-1"] = ["cpu": own]
        let found = book.limits(of: "cpu", base: cpu.defaults, on: host("hv-1")).limits.runbook
        #expect(found.action == "call km" && found.timeToAct == "now")
        #expect(found.consequence == cpu.defaults.runbook.consequence && found.link.isEmpty)
        let origins = book.runbookOrigins(of: "cpu", base: cpu.defaults, on: host("hv-1"))
        #expect(origins.all.map(\.origin) == ["built in", "warte.toml:7", "warte.toml:20", ""])
        #expect(book.runbookOrigins(of: "cpu", base: cpu.defaults, on: nil).timeToAct == "built in")
    }

    @Test func theSitesLinkIsForRulesWithoutOne() throws {
        let (cpu, memory) = (try rule("cpu"), try rule("memory"))
        var book = ThresholdBook()
        book.links = RunbookLinks(template: "https://wiki/{rule}#{rule}", origin: "warte.toml:3")
        var patch = ThresholdsPatch(origin: "warte.toml:7")
        patch.link = "https://wiki/12"
        book.site["cpu"] = patch
        #expect(book.limits(of: "cpu", base: cpu.defaults, on: nil).limits.runbook.link == "https://wiki/12")
        #expect(book.runbookOrigins(of: "cpu", base: cpu.defaults, on: nil).link == "warte.toml:7")
        let found = book.limits(of: "memory", base: memory.defaults, on: nil)
        #expect(found.limits.runbook.link == "https://wiki/memory#memory")
        #expect(found.origin == "built in", "the limits are still the rule's own")
        #expect(book.runbookOrigins(of: "memory", base: memory.defaults, on: nil).link == "warte.toml:3")
    }

    /// Hosts of one area that are asked in different ways are looked after in different ways.
    @Test func whatToDoAboutNoDataIsByCollector() throws {
        let noData = try rule("no_data")
        func host(_ id: Host.ID, _ collector: String) -> Host { Host(id: id, area: "A", collector: collector, endpoint: "") }
        let hosts = [host("hv-1", "libvirt"), host("fw-1", "snmp"), host("fw-2", "snmp"), host("x-1", "new"), host("fw-3", "snmp")]
        var limits = ThresholdBook()
        limits.advice = ["libvirt": "virsh list", "snmp": "snmpget"]
        var own = ThresholdsPatch(origin: "warte.toml:20")
        own.action = "call km"
        limits.hosts["fw-3"] = ["no_data": own]
        var watch = Watch(Site(name: "Rathaus", areas: [Area(id: "A")], hosts: hosts), limits: limits)
        watch.run(1)
        for host in hosts { watch.hosts[host.id]?.failure = "no route to host" }
        watch.run(4)
        let actions = hosts.map { watch.alarm("no_data", $0.id)?.runbook.action }
        #expect(actions == ["virsh list", "snmpget", "snmpget", noData.defaults.runbook.action, "call km"])
        #expect(noData.defaults.runbook.action?.text.contains("libvirtd") == false)
        #expect(limits.limits(of: "cpu", base: try rule("cpu").defaults, on: hosts[0]).limits.runbook.action?.text != "virsh list")
    }

    /// The journal keeps no runbook, and a text may have been changed since an alarm began.
    @Test func whatStandsCarriesTheRunbookInForce() throws {
        var watch = Watch(site(host("hv-1")))
        watch.run(30, [("hv-1", .memory, 92)])
        let own = try rule("memory").defaults.runbook
        #expect(watch.alarm("memory")?.runbook == own)
        let records = watch.book.records.map { record in
            var alarm = record.alarm
            alarm.runbook = Runbook()
            return AlarmRecord(alarm: alarm, activations: record.activations)
        }
        watch.book = AlarmBook(site: watch.book.site, limits: ThresholdBook())
        watch.book.restore(from: records)
        #expect(watch.alarm("memory")?.runbook == own)
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "warte.toml:3")
        patch.action = "call km"
        limits.site["memory"] = patch
        _ = watch.book.configure(site: watch.book.site, limits: limits, at: watch.now)
        #expect(watch.alarm("memory")?.runbook.action == "call km")
        #expect(watch.alarm("memory")?.runbook.consequence == own.consequence)
    }
}
