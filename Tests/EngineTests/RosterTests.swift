import Journal
import Telemetry
import Testing

@testable import Engine

@Suite struct RosterTests {
    private let noon = Moment(seconds: 1_795_521_600)
    private let pve = Host(id: "pve", area: "A", collector: "cluster", endpoint: "x")
    private func names(_ roster: Roster, beside others: [Host] = []) -> [Host.ID] { roster.hosts(of: [pve] + others).map(\.id) }

    @Test func aTargetIsOneHostUntilItNamesSeveral() {
        var roster = Roster()
        #expect(names(roster) == ["pve"])
        #expect(roster.hear([""], from: "pve", at: noon) == [])
        #expect(names(roster) == ["pve"])
        #expect(roster.hear(["b", "a"], from: "pve", at: noon).map(\.node) == ["a", "b"])
        #expect(names(roster) == ["pve/a", "pve/b"])
        // Who speaks for itself after that is one more.
        #expect(roster.hear([""], from: "pve", at: noon).map { $0.missingSince != nil } == [false, true, true])
        #expect(names(roster) == ["pve", "pve/a", "pve/b"])
    }

    @Test func whoIsNamedNoLongerIsMissingUntilItIsNamedAgainOrForgotten() {
        var roster = Roster()
        _ = roster.hear(["a", "b"], from: "pve", at: noon)
        let b = pve.node("b")
        #expect(roster.forget(b) == nil)
        #expect(roster.hear([], from: "pve", at: noon + .seconds(5)).map(\.node) == ["a", "b"])
        #expect(roster.hear([], from: "pve", at: noon + .seconds(10)) == [], "said once")
        #expect(roster.missingSince(b) == noon + .seconds(5))
        #expect(roster.hear(["b"], from: "pve", at: noon + .seconds(15)).map(\.missingSince) == [nil])
        #expect(roster.missingSince(b) == nil)
        #expect(roster.hear([], from: "pve", at: noon + .seconds(20)).map(\.since) == [noon], "it came back between")
        #expect(roster.forget(b)?.isForgotten == true)
        #expect(roster.forget(b) == nil)
        #expect(names(roster) == ["pve/a"])
        _ = roster.forget(pve.node("a"))
        #expect(names(roster) == ["pve"])
    }

    /// The slash and a letter that joins what is before it are one letter.
    @Test(arguments: ["\u{301}x", "\u{200D}x", "\u{FE0F}", "é", "a/b", "🏳️"]) func anyNameIsFoundByItsHost(_ name: String) {
        var roster = Roster()
        _ = roster.hear([name, "other"], from: "pve", at: noon)
        _ = roster.hear(["other"], from: "pve", at: noon + .seconds(5))
        #expect(Host.node(of: pve.node(name).id, in: "pve") == name)
        #expect(roster.missingSince(pve.node(name)) == noon + .seconds(5))
        #expect(roster.forget(pve.node(name))?.node == name)
        #expect(Host.node(of: "pve", in: "pve") == "" && Host.node(of: "pve2/a", in: "pve") == nil)
    }

    @Test func thereIsABoundAndWhatIsBeyondItIsCounted() {
        var roster = Roster()
        let all = (0..<Roster.mostNodes + 7).map { "n\($0)" } + [String(repeating: "x", count: Roster.longestName + 1)]
        #expect(roster.leftOut(of: [""], from: "pve") == 0)
        #expect(roster.hear(all, from: "pve", at: noon).count == Roster.mostNodes)
        #expect(roster.leftOut(of: all, from: "pve") == 8)
        #expect(roster.hear(all, from: "pve", at: noon) == [])
        // Whoever is forgotten makes room.
        _ = roster.hear(Array(all.dropFirst()), from: "pve", at: noon)
        #expect(roster.forget(pve.node("n0")) != nil)
        #expect(roster.hear(Array(all.dropFirst()), from: "pve", at: noon).count == 1)
    }

    @Test func anIdThatTheConfigurationHasIsItsOwn() {
        var roster = Roster()
        let other = Host(id: "pve/a", area: "A", collector: "libvirt", endpoint: "y")
        _ = roster.hear(["a", "b"], from: "pve", at: noon)
        #expect(names(roster, beside: [other]) == ["pve/b", "pve/a"])
        #expect(roster.hosts(of: [pve, other]).map(\.target) == ["pve", "pve/a"])
        // A target of which nothing else is left is there all the same.
        var single = Roster()
        single.restore([KnownHost(target: "pve", node: "a", since: noon)])
        #expect(single.hosts(of: [pve, other]).map(\.id) == ["pve", "pve/a"])
    }
}
