import TOMLReading
import Telemetry

func readPrivacy(_ top: TableReader) -> Privacy {
    var privacy = Privacy()
    guard let (place, entries) = top.table("privacy", header: "[privacy]") else { return privacy }
    let section = TableReader(entries, at: place, label: "[privacy]", allowed: ["names", "reveal"], findings: top.findings)
    privacy.names = section.choice("names", Privacy.Names.self) ?? privacy.names
    privacy.reveal = section.flag("reveal") ?? privacy.reveal
    return privacy
}

func readDashboard(_ top: TableReader) -> DashboardSettings {
    var dashboard = DashboardSettings()
    guard let (place, entries) = top.table("dashboard", header: "[dashboard]") else { return dashboard }
    let section = TableReader(
        entries, at: place, label: "[dashboard]", allowed: ["theme", "graphs", "language", "copy", "mouse"], findings: top.findings)
    if let theme = section.text("theme", example: "night", longest: 100) {
        if theme.contains("/") || theme.hasPrefix(".") {
            top.findings.add(section.place(of: "theme"), .themeHasPath())
        } else {
            dashboard.theme = theme
        }
    }
    dashboard.mayCopy = section.flag("copy") ?? dashboard.mayCopy
    dashboard.mouse = section.choice("mouse", DashboardSettings.MouseMode.self) ?? dashboard.mouse
    dashboard.graphs = section.choice("graphs", DashboardSettings.Graphs.self) ?? dashboard.graphs
    if let word = section.text("language", example: "de"), word != "automatic" {
        dashboard.language = Language(rawValue: word)
        if dashboard.language == nil { section.findings.add(section.place(of: "language"), .languageUnknown(quoted(word))) }
    }
    return dashboard
}

func readNotify(_ top: TableReader) -> NotifySettings {
    var notify = NotifySettings()
    guard let (place, entries) = top.table("notify", header: "[notify]") else { return notify }
    let keys = ["command", "timeout", "osc", "alertmanager"]
    let section = TableReader(entries, at: place, label: "[notify]", allowed: keys, findings: top.findings)
    if let command = section.texts("command", example: "[\"/usr/local/bin/tell\", \"--json\"]") {
        if let program = command.first, !program.hasPrefix("/") {
            top.findings.add(section.place(of: "command"), .programNotAbsolute(quoted(program)))
        } else {
            notify.command = command
        }
    }
    notify.timeout = section.duration("timeout", in: .seconds(1)...(.seconds(300))) ?? notify.timeout
    notify.osc = readOSC(section) ?? notify.osc
    notify.alertmanager = readAlertmanager(section)
    return notify
}

/// `osc = 9` and `osc = "9"` are the same wish.
private func readOSC(_ section: TableReader) -> NotifySettings.OSC? {
    let wanted = Message.wantedOneOf("\"off\", 9, 99, 777")
    guard section.entry("osc") != nil else { return nil }
    let word: String? = section.value("osc", wanted: wanted) {
        switch $0 {
        case .whole(let number): String(number)
        case .text(let text): text
        default: nil
        }
    }
    guard let word else { return nil }
    if word == "off" { return .off }
    if let number = Int(word), number != 0, let osc = NotifySettings.OSC(rawValue: number) { return osc }
    section.findings.add(section.place(of: "osc"), .valueWanted("osc", .fileValue(quoted(word)), wanted))
    return nil
}

private func readAlertmanager(_ section: TableReader) -> String? {
    let example = "http://127.0.0.1:9093"
    guard let url = section.text("alertmanager", example: example) else { return nil }
    let place = section.place(of: "alertmanager")
    if holdsPassword(url) {
        section.findings.add(place, .urlHoldsPassword())
        return nil
    }
    let rest = ["http://", "https://"].first { url.hasPrefix($0) }.map { url.dropFirst($0.count) }
    let server = rest.map { rest in rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" } } ?? ""
    let address = server.lastIndex(of: "@").map { server[$0...].dropFirst() } ?? server
    guard (try? HostPort(address)) != nil, !url.contains(" ") else {
        section.findings.add(place, .valueWanted("alertmanager", .fileValue(quoted(url)), .wantedURL("alertmanager = \"\(example)\"")))
        return nil
    }
    return url.hasSuffix("/") ? String(url.dropLast()) : url
}
