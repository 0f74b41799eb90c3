import Alarms
import Collecting
import Dashboard
import Drawing
import Engine
import Feed
import Journal
import MetricStore
import Synchronization
import Telemetry
import TestSupport
import Testing

/// A night of two gateways and a hypervisor with log-ins, lost clients, an outage and people who answer for alarms: whoever goes back to a
/// moment of it finds on every screen what the live one showed.
@Suite struct NightTests {
    static let sizes = [(45, 20), (80, 24), (120, 40), (200, 60)]
    static let hosts = [
        Host(id: "hv-1", area: "House", collector: "libvirt", endpoint: "qemu:///system", interval: .seconds(60)),
        Host(id: "vpn-1", area: "Gateways", collector: "openvpn", endpoint: "10.1.0.8:7505", interval: .seconds(60)),
        Host(id: "vpn-2", area: "Gateways", collector: "openvpn", endpoint: "10.1.0.9:7505", interval: .seconds(60)),
    ]

    /// What a screen says, row by row; of the mark in the first column, of the first row and of the keys nothing.
    private static func body(_ canvas: Canvas) -> [String] {
        let keys = canvas.height >= 30 ? 2 : 1
        return (1..<canvas.height - keys).map { y in
            var row = ""
            for cell in canvas.row(y).dropFirst() where cell.width > 0 { row.append(cell.text.character) }
            return told(row)
        }
    }
    /// What is not kept, and says so: when a host was to be asked next, how much alarms asked of people, how many ends a day had at least,
    /// lines of the journal from before.
    private static func told(_ row: String) -> String {
        var row = row.replacing(#/ · next try in [0-9]+ [a-z]+/#, with: "").replacing(#/([0-9])\+ /#) { "\($0.output.1) " }
        if let figures = row.firstRange(of: #/[0-9]+ new in 10 min.*/#) { row.removeSubrange(figures) }
        // Its words are those of its last step, as the journal has it.
        for words in [
            #/(pool) [0-9]+ %(?: \([0-9]+ of [0-9]+\))?/#, #/(CPU) (?:[0-9.]+ % over )?5 min, limit [0-9]+/#, #/(CPU) [0-9.]+ % over/#,
            #/(CPU wait) [0-9.]+ % per/#, #/(no data) for [0-9]+ [a-z]+/#,
            #/[0-9]+ (clients? lost)(?: at once| in [0-9]+(?: (?:min|s))?(?: [0-9]+ s)?)?/#,
        ] { row = row.replacing(words) { "\($0.output.1)" } }
        row = row.replacing("…", with: "")
        // What is over offers no act.
        row = row.replacing("; a acknowledges", with: "")
        row.replace(#/[─┴┬]+/#, with: "─")
        if row.contains("lines from before are not here") { row = "" }
        return row.split(separator: " ").joined(separator: " ")
    }

    /// Every screen, as somebody sees it who opens one after the other.
    private static func screens(of app: App) -> [String: [String]] {
        var out: [String: [String]] = [:]
        func take(_ name: String, _ keys: String..., enter: Bool = false) {
            var app = app
            for part in keys {
                for letter in part { _ = app.handle(.key(.character(letter))) }
                if part.hasPrefix(":") { _ = app.handle(.key(.enter)) }
            }
            if enter { _ = app.handle(.key(.enter)) }
            for (width, height) in sizes {
                _ = app.handle(.resized(width: width, height: height))
                out["\(name) \(width)x\(height)"] = body(app.draw(width: width, height: height))
            }
        }
        take("overview", ":host hv-1", "1")
        for host in hosts { take(host.id, ":host " + host.id) }
        take("guest", ":host hv-1", enter: true)
        take("alarms", ":host hv-1", "3")
        take("alarm", ":host hv-1", "3", enter: true)
        take("sessions", ":host hv-1", "4")
        take("timeouts", ":host hv-1", "5")
        return out
    }

    @Test func everyScreenIsAsTheLiveOneWasAtTwentyMoments() async throws {
        var random = SeededGenerator(seed: 8)
        let night = try await Night(Self.hosts)
        var shown: [(at: Moment, screens: [String: [String]])] = []
        for minute in 0..<240 {
            try await night.pass(minute, &random)
            if minute % 12 == 5 { shown.append((night.now, Self.screens(of: night.app))) }
        }
        #expect(shown.count == 20 && Set(shown.map { $0.screens["alarms 80x24"] ?? [] }).count > 8, "it was a night with something in it")
        for moment in shown {
            await night.go(to: moment.at)
            let first = night.app.draw(width: 120, height: 40).row(0).map { String($0.text.character) }.joined()
            #expect(first.contains(" ago"), "\(first)")
            let found = Self.screens(of: night.app)
            for (name, rows) in moment.screens.sorted(by: { $0.key < $1.key }) {
                let then = found[name] ?? []
                for (y, row) in rows.enumerated() where then[y] != row {
                    Issue.record(
                        "\(name), minute \((moment.at - night.began).components.seconds / 60), row \(y + 1)\n live \(row)\n past \(then[y])"
                    )
                    break
                }
            }
        }
    }
}
