import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// A host in maintenance says so wherever the host is shown.
@Suite struct MaintenanceTests {
    private func picture(_ app: App, _ width: Int = 120, _ height: Int = 40) -> String { app.draw(width: width, height: height).transcript }

    /// vpn-2, which does not answer, is in maintenance until 16:00.
    private func serviced(until: Moment = TownHall.ago(-6893), host: Int = 3) -> App {
        var app = TownHall.troubled()
        var state = TownHall.troubledHosts[host]
        state.maintenance = MaintenanceWindow(host: state.id, from: TownHall.ago(60), until: until, author: "km", reason: "new disk")
        let alarms = TownHall.alarms.map { alarm in
            var alarm = alarm
            if alarm.key.host == state.id { alarm.isInMaintenance = true }
            return alarm
        }
        app.tell([.update(.host(state)), .update(.alarms(alarms))])
        return app
    }

    @Test func theOverviewAndTheHostSaySo() throws {
        var app = serviced()
        for (width, height) in [(45, 20), (80, 24), (120, 40)] {
            try checkPicture(picture(app, width, height), "maintenance-overview-\(width)x\(height).txt")
        }
        app.press(.character("H"))
        app.type("vpn2")
        app.press(.enter)
        for (width, height) in [(45, 20), (80, 24), (120, 40)] {
            try checkPicture(picture(app, width, height), "maintenance-host-\(width)x\(height).txt")
        }
    }

    @Test(arguments: [(24, 6), (30, 4), (39, 12), (45, 20), (60, 7), (80, 24), (120, 40), (200, 60)])
    func theCountStandsInTheFirstRowOfEveryScreen(_ width: Int, _ height: Int) {
        var app = serviced()
        for screen in "12345" {
            app.press(.character(screen))
            let first = picture(app, width, height).split(separator: "\n").first ?? ""
            #expect(first.contains("1< 1o"), "\(first)")
        }
    }

    @Test func itIsOverWhenItsTimeIs() {
        var app = serviced(until: TownHall.ago(-60))
        #expect(picture(app).contains("maint. until 14:06"))
        app.tell([.tick(TownHall.ago(-61))])
        #expect(!picture(app).contains("until 14:06") && !picture(app).contains("1o"))
        var back = serviced()
        back.tell([.update(.host(TownHall.troubledHosts[3]))])
        #expect(!picture(back).contains("until 16:00") && !picture(back).contains("1o"))
    }

    @Test func anotherDayIsNamed() {
        let app = serviced(until: TownHall.ago(-86_400))
        #expect(picture(app, 200, 60).contains("o  in maintenance until 25 Nov 14:05"))
        #expect(picture(app).contains("o  until 25 Nov 14:05"))
        #expect(picture(app, 80, 24).contains("o  until 25 Nov"))
    }

    /// Somebody works on it: whoever is on call is sent to another one.
    @Test func theWorstHostIsOneThatIsNotInMaintenance() {
        var app = serviced(host: 0)
        app.press(.character("W"))
        #expect(!picture(app).contains("hv-1  libvirt"))
        #expect(app.draw(width: 80, height: 24).transcript.split(separator: "\n").first?.contains("vpn-1") == true)
    }

    @Test func theSwitcherSaysSo() {
        var app = serviced()
        app.press(.character("H"))
        #expect(picture(app).contains("o maint. until 16:00"))
    }
}
