import Alarms
import Configuration
import TOMLReading
import Telemetry
import Testing

/// The commented example shows every key, and where it says that a value is the default, it is.
@Suite struct FullExampleTests {
    let text: String
    let settings: SiteSettings
    init() throws {
        text = try #require(readText(sourceFolder + "cases/full/warte.toml"))
        settings = try parseSettings(text, file: "warte.toml", collectors: kinds)
    }

    @Test func showsDefaults() {
        #expect(settings.privacy == Privacy())
        #expect(settings.store.minutes == StoreSettings().minutes && settings.store.quarterHours == StoreSettings().quarterHours)
        #expect(settings.alarms == AlarmSettings())
        #expect(settings.dashboard == DashboardSettings())
        #expect(settings.notify.osc == NotifySettings().osc)
        #expect(settings.notify.timeout == NotifySettings().timeout)
        #expect(settings.site.host("hv-1")?.interval == settings.site.host("jump")?.interval)
        #expect(settings.site.host("hv-1")?.deadline == settings.site.host("jump")?.deadline)
    }

    /// Whatever a line says, another word there is another configuration or a problem: no key is taken and forgotten.
    @Test func everyKeyCounts() throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var changed = 0
        for (index, line) in lines.enumerated() {
            guard let match = line.wholeMatch(of: #/( *[a-z_]+ = )("[^"]*"|[^ #"]+|\[.*\])( *#.*)?/#) else { continue }
            var other = lines
            other[index] = match.1 + Self.other(String(match.2)) + (match.3 ?? "")
            changed += 1
            let new = try? parseSettings(other.joined(separator: "\n"), file: "warte.toml", collectors: kinds)
            #expect(new != settings, "line \(index + 1): \(other[index])")
        }
        #expect(changed > 60)
    }
    private static func other(_ value: String) -> String {
        switch value {
        case "true": return "false"
        case "false": return "true"
        default: break
        }
        if value.hasPrefix("[") { return "[\"/bin/true\"]" }
        if value.contains("T") && value.hasPrefix("2") { return value.replacing("2026", with: "2027") }
        if let number = Int(value) { return "\(number + 1)" }
        let text = value.dropFirst().dropLast()
        if let last = text.last, "smhd".contains(last), let number = Int(text.dropLast()) { return "\"\(number + 1)\(last)\"" }
        return "\"\(text)x\""
    }

    @Test func showsTheRulesOwnLimits() throws {
        for rule in RuleKind.standard where ["cpu", "timeouts"].contains(rule.id) {
            var limits = settings.limits.limits(of: rule.id, base: rule.base, on: nil).limits
            limits.runbook = rule.base.runbook
            #expect(limits == rule.base)
        }
    }

    @Test func namesEveryRule() {
        for rule in RuleKind.standard { #expect(text.contains(rule.id)) }
    }

    /// The keys are those that a message lists where an unknown one is met.
    @Test(arguments: [
        "", "[[area]]", "[[host]] local", "[[host]] libvirt", "[[host]] openvpn", "[limits.cpu]", "[privacy]", "[store]", "[alarms]",
        "[journal]", "[dashboard]", "[notify]",
        "[[maintenance]]", "[[command]]", "[[view]]",
    ])
    func showsEveryKey(_ title: String) throws {
        let words = title.split(separator: " ")
        let header = words.first.map(String.init) ?? ""
        let collector = words.count > 1 ? "collector = \"\(words[1])\"\n" : ""
        let error = #expect(throws: FileProblems.self) {
            try parseSettings("\(header)\n\(collector)qqqqqqqqqqqq = 1\n", file: "f", collectors: kinds)
        }
        let message = try #require(error?.list.first { $0.text.hasPrefix("unknown key") }).text
        let list = try #require(message.split(separator: header.isEmpty ? " there can be " : " takes ").last)
        let keys = list.split(separator: ", ")
        #expect(keys.count > 1)
        for key in keys {
            let isShown = [" \(key) = ", "\n\(key) = ", "[\(key)]", "[\(key).", ".\(key)."].contains { text.contains($0) }
            #expect(isShown, "\(title) \(key)")
        }
    }
}
