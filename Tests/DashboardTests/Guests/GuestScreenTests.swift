import Alarms
import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// One guest in full: what it waits for, and that every number is what it says.
@Suite struct GuestScreenTests {
    private func check(_ app: App, _ name: String, sizes: [(Int, Int)] = PictureTests.sizes) throws {
        for (width, height) in sizes {
            try checkPicture(app.draw(width: width, height: height).transcript, "\(name)-\(width)x\(height).txt")
        }
    }
    private func text(_ app: App, _ width: Int = 120, _ height: Int = 40) -> String { app.draw(width: width, height: height).transcript }

    @Test func aBusyGuest() throws {
        var app = GuestHall.app()
        app.openGuest("desk-04")
        #expect(app.shown == .guest)
        try check(app, "guest")
    }
    @Test func aGuestThatIsOff() throws {
        var app = GuestHall.app()
        app.openGuest("old-mail")
        try check(app, "guest-off")
    }
    @Test func aGuestOfAHostThatDoesNotAnswer() throws {
        var app = GuestHall.app {
            $0.answeredAt = TownHall.ago(74)
            $0.failure = "connection refused"
        }
        app.openGuest("desk-04")
        app.tell([.tick(TownHall.now + .seconds(70))])
        try check(app, "guest-stale")
    }
    @Test func aGuestWithoutAnyDetail() throws {
        var app = GuestHall.app()
        app.openGuest("print")
        try check(app, "guest-plain")
    }
    @Test func whatItsClusterHasGivenUpStandsFirst() {
        var app = GuestHall.app { $0.guests[0].facts.availability = "error" }
        app.openGuest("desk-04")
        #expect(app.draw(width: 80, height: 24).transcript.contains("8.0 GiB · HA error"))
    }

    // MARK: The way there and back

    @Test func enterOpensItAndEscapeGoesBack() {
        var app = GuestHall.app()
        app.hit(.character("W"), .down, .enter)
        #expect(app.shown == .guest)
        #expect(app.selection.guests == [GuestIdentity(host: "hv-1", guest: TownHall.uuid(1))])
        #expect(app.draw(width: 120, height: 40).transcript.contains("hv-1 › desk-17"))
        app.hit(.escape)
        #expect(app.shown == .host)
        #expect(app.selection.guests == [GuestIdentity(host: "hv-1", guest: TownHall.uuid(1))])
    }
    @Test func pointAndCommaGoThroughAllByName() {
        var app = GuestHall.app()
        app.openGuest("desk-04")
        var names: [String] = []
        for _ in GuestHall.app().world.hosts["hv-1"]?.guests ?? [] {
            names.append(app.selection.guests.first?.guest ?? "")
            app.hit(.character("."))
        }
        let all = TownHall.guests.sorted { $0.name < $1.name }.map(\.id)
        #expect(Set(names) == Set(all))
        #expect(app.selection.guests.first?.guest == TownHall.uuid(0), "round about")
        app.hit(.character(","))
        #expect(app.selection.guests.first?.guest == TownHall.uuid(7), "build is before desk-04")
    }
    @Test func theDigitsAndTabGoElsewhere() {
        var app = GuestHall.app()
        app.openGuest("desk-04")
        app.hit(.tab)
        #expect(app.shown == .alarms)
        app.hit(.character("2"))
        #expect(app.shown == .host)
        #expect(!text(app).contains("6 Guest"))
    }
    @Test func anAlarmOpensFromIt() {
        var app = GuestHall.app()
        app.openGuest("desk-04")
        #expect(app.selection.alarms == [61], "that of build is none of it")
        app.hit(.left, .left, .enter)
        #expect(app.shown == .alarms && app.focus.alarm == 61)
    }
    @Test func aGuestThatMovedWithinItsClusterIsFollowed() {
        let nodes = ["pve/a", "pve/b"].map { Host(id: $0, target: "pve", area: "", collector: "proxmox", endpoint: "https://pve") }
        let guest = TownHall.guests[0]
        func state(_ id: String, _ guests: [Guest]) -> DashboardEvent {
            .update(.host(HostState(id: id, answeredAt: TownHall.now, polledAt: TownHall.now, guests: guests)))
        }
        var app = TownHall.app()
        app.tell([.connection(.attached), .update(.site(Site(name: "T", areas: [], hosts: nodes)))])
        app.tell([state("pve/a", [guest]), state("pve/b", [])])
        app.openGuest("desk", on: "a")
        #expect(text(app).contains("pve/a › desk-04"))
        app.tell([state("pve/a", []), state("pve/b", [guest])])
        #expect(text(app).contains("pve/b › desk-04"))
        app.tell([state("pve/b", [])])
        #expect(text(app).contains("not there any more"))
    }

    @Test func theListOfThoseThatWaitOpensThem() {
        var app = GuestHall.app()
        app.tell([.resized(width: 200, height: 60)])
        app.hit(.right, .down)
        #expect(app.selection == Selection(hosts: ["hv-1"], guests: [GuestIdentity(host: "hv-1", guest: TownHall.uuid(1))]))
        app.hit(.enter)
        #expect(app.shown == .guest && text(app).contains("hv-1 › desk-17"))
        app.hit(.escape, .right)
        #expect(app.shown == .overview && app.selection.alarms.count == 1)
        // Where there is no room for that list it is passed by, also for a cursor that was in it.
        app.hit(.left)
        app.tell([.resized(width: 120, height: 40)])
        app.hit(.up)
        #expect(app.selection.guests.isEmpty && app.selection.hosts == ["hv-1"])
    }
    @Test func aFilterTakesRowsAndLeavesTheBars() {
        var app = GuestHall.app()
        app.openGuest("desk-04")
        app.hit(.character("/"))
        app.type("vda")
        app.hit(.enter)
        let lines = text(app).split(separator: "\n")
        #expect(lines.contains { $0.contains("slowest vdb") })
        #expect(lines.contains { $0.contains("▸vda ") } && !lines.contains { $0.contains(" vdb     ") })
    }

    // MARK: Numbers

    @Test func theWorstOfEachKindIsNamed() {
        var app = GuestHall.app()
        app.openGuest("desk-04")
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            let picture = text(app, width, height)
            #expect(picture.contains("worst vCPU 2: 58 %"), "\(picture)")
            #expect(picture.contains("slowest vdb"), "\(picture)")
        }
    }
    @Test func aFilterChangesNoTimeOfTheHeading() {
        var app = GuestHall.app()
        app.openGuest("desk-04")
        let before = text(app)
        #expect(before.contains("running since 13:50"), "\(before)")
        app.hit(.character("/"))
        app.type("started")
        app.hit(.enter)
        #expect(text(app).contains("running since 13:50"), "\(text(app))")
        let detail = (app.screens[ScreenName.guest.place] as? GuestScreen)?.detail
        #expect(detail?.events.count == 3 && detail?.listedEvents.count == 1)
    }
    @Test func whatIsGoneIsNotTheWorst() {
        var history = GuestHall.history()
        let guest = TownHall.uuid(0)
        for metric in [PartMetric.run, PartMetric.steal, PartMetric.ioWait, PartMetric.halted] {
            history.set(metric, of: "hv-1", entity: .part(.vCPU, "2", of: guest), 58, at: TownHall.ago(600))
        }
        for metric in [PartMetric.readRequests, PartMetric.writeRequests, PartMetric.readTime, PartMetric.writeTime] {
            history.set(metric, of: "hv-1", entity: .part(.disk, "vdb", of: guest), 184, at: TownHall.ago(600))
        }
        history.set(PartMetric.received, of: "hv-1", entity: .part(.interface, "9", of: guest), 9_000_000, at: TownHall.ago(600))
        var app = GuestHall.app(history: history)
        app.openGuest("desk-04")
        let picture = text(app)
        #expect(picture.contains("worst vCPU 3: 32 %") && picture.contains("slowest vda"), "\(picture)")
        #expect(picture.contains("  12 requests/s"), "\(picture)")
        #expect(picture.contains("241 in, 52 out"), "what an interface brought that is no more is no part of it: \(picture)")
        // Of a guest that is old as a whole it is the worst of all.
        app.tell([.tick(TownHall.now + .seconds(300))])
        #expect(text(app).contains("/58 worst"), "\(text(app))")
    }
    /// Names are no identities: a cluster may have two of one.
    @Test func aTwinByNameIsAnotherGuest() {
        let twin = TownHall.uuid(9)
        var app = GuestHall.app {
            $0.guests.append(Guest(id: twin, name: "build", state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .host))
        }
        app.tell([
            .update(
                .alarms(
                    GuestHall.alarms + [
                        Alarm(
                            id: 63, key: AlarmKey(rule: "guest_crashed", host: "hv-1", entity: .guest(twin)), severity: .warning,
                            phase: .unacknowledged, raisedAt: TownHall.ago(10), changedAt: TownHall.ago(10), message: .guestCrashed("build")
                        )
                    ])), .tick(TownHall.now),
        ])
        app.go(to: .guest(GuestIdentity(host: "hv-1", guest: TownHall.uuid(7))))
        app.tell([.tick(TownHall.now)])
        let picture = text(app)
        #expect(app.screens[ScreenName.guest.place].visible(in: app.context).alarms.isEmpty, "neither can be told to be of this one")
        #expect(
            !picture.contains("panicked") && !picture.contains("crashed since") && picture.contains("2 guests are called so"), "\(picture)")
        app.go(to: .guest(GuestIdentity(host: "hv-1", guest: twin)))
        app.tell([.tick(TownHall.now)])
        #expect(app.screens[ScreenName.guest.place].visible(in: app.context).alarms == [63], "this one is told by its id")
    }
    @Test func aDiskWithoutRequestsHasNoTimeAndWhatWasUnpluggedIsGone() throws {
        var app = GuestHall.app()
        app.openGuest("desk-04")
        let lines = text(app).split(separator: "\n")
        let idle = try #require(lines.first { $0.contains(" sda ") })
        #expect(!idle.contains("7.0"), "\(idle)")
        #expect(!lines.contains { $0.contains("vdz") })
    }
    @Test func aLittleIsNotNone() throws {
        #expect([0, 0.02, 0.06, 4.04, 120.4].map(Numbers.perSecond) == ["0.0", "<0.1", "0.1", "4.0", "120"])
        var app = GuestHall.app()
        app.openGuest("desk-04")
        #expect(text(app).contains("<0.1 drops/s"))
    }
    @Test func whatDoesNotRunShowsNoRates() {
        var history = GuestHall.history()
        for metric in [Metric.guestCPU, .guestWait] { history.set(metric, of: "hv-1", guest: TownHall.uuid(6), 99, at: TownHall.ago(4)) }
        var app = GuestHall.app(history: history)
        app.openGuest("old-mail")
        let picture = text(app)
        #expect(picture.contains("there is nothing to measure") && !picture.contains("99 %"))
        #expect(picture.contains("off since 19 Nov"), "\(picture)")
    }
    @Test func aHungGuestIsHatched() {
        var app = GuestHall.app { state in
            let guest = state.guests[0]
            state.guests[0] = Guest(
                id: guest.id, name: guest.name, state: .hung, vCPUs: 4, memoryMaximum: guest.memoryMaximum, memoryView: .guest)
        }
        app.openGuest("desk-04")
        #expect(text(app).contains("does not answer") && text(app).contains("hung"))
    }
    /// As libvirt's lab has them: 32 MiB held, one vCPU, no count of errors.
    @Test func aSmallGuestIsMeasuredInMiBAndItsOnlyVCPUIsNotTheWorst() throws {
        let guest = TownHall.uuid(4)
        var history = TownHall.history(isTroubled: true)
        history.set(PartMetric.steal, of: "hv-1", entity: .part(.vCPU, "0", of: guest), 13, at: TownHall.ago(4))
        history.set(PartMetric.readRequests, of: "hv-1", entity: .part(.disk, "hda", of: guest), 0, at: TownHall.ago(4))
        history.set(.guestMemoryUsed, of: "hv-1", guest: guest, 37 * 1_048_576, at: TownHall.ago(4))
        var app = GuestHall.app(history: history) {
            $0.guests[4] = Guest(id: guest, name: "print", state: .running, vCPUs: 1, memoryMaximum: 32 * 1_048_576, memoryView: .host)
        }
        app.openGuest("print")
        let picture = text(app)
        #expect(!picture.contains("worst vCPU") && !picture.contains("-- errors/s"), "\(picture)")
        #expect(picture.contains("held by host  of 32.0 MiB at most"))
        #expect(picture.contains("Memory, MiB") && picture.contains("mean 37.0"), "\(picture)")
    }
    /// An exporter may tell of guests and not of what they were given.
    @Test(arguments: [Guest.MemoryView.guest, .host], [nil, 37 * 1_048_576] as [Double?])
    func whatIsNotKnownIsNotNone(_ view: Guest.MemoryView, _ used: Double?) {
        let guest = TownHall.uuid(7)
        var history = TownHall.history(isTroubled: true)
        if let used { history.set(.guestMemoryUsed, of: "hv-1", guest: guest, used, at: TownHall.ago(4)) }
        var app = GuestHall.app(history: history) {
            $0.guests[7] = Guest(id: guest, name: "print", state: .running, vCPUs: 0, memoryMaximum: 0, memoryView: view)
            $0.guests.remove(at: 4)
        }
        app.hit(.character("2"))
        let list = app.draw(width: 120, height: 40).transcript
        let row = list.split(separator: "\n").first { $0.contains("print") } ?? ""
        #expect(!row.contains("of 0") && !row.contains(" 0 "), "\(row)")
        #expect(
            used == nil || row.contains(view == .guest ? "37.0 MiB " : "37.0 MiB held") && !row.contains("MiB held") == (view == .guest))
        app.openGuest("print")
        let picture = text(app)
        #expect(!picture.contains("0 B") && !picture.contains("0 vCPU"), "\(picture)")
        #expect(picture.contains("-- vCPUs · --"), "\(picture)")
        if used == nil {
            #expect(picture.contains("not told") && !picture.contains("it may have"))
        } else {
            #expect(picture.contains(view == .guest ? "by guest" : "held by host") && !picture.contains("at most"), "\(picture)")
        }
    }
    @Test func aJobThatGoesOnIsABar() {
        var app = GuestHall.app {
            $0.guests[0].facts.job = GuestJob(
                operation: .migrationOut, done: 62, dirtyRate: 12_000_000, timeLeft: .seconds(95), elapsed: .seconds(60))
        }
        app.openGuest("desk-04")
        let picture = text(app)
        #expect(picture.contains("62 %  moving to another host  95 s left  dirty 12000 kB/s"), "\(picture)")
    }
    @Test func whatIsOfAnotherGuestIsNotShown() {
        var app = GuestHall.app()
        app.openGuest("desk-04")
        let picture = text(app, 200, 60)
        #expect(!picture.contains("of another host") && !picture.contains("panicked"), "\(picture)")
        #expect(picture.contains("guest desk-04 paused (by a user)"))
        #expect(Message.guestsCrashed(2, "a, build", nil).names("build") && !Message.guestsCrashed(2, "a, build-2", nil).names("build"))
    }
}
