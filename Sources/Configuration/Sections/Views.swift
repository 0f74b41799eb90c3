import TOMLReading
import Telemetry

/// `[[view]]`: screens as people want to look at them, each under a name.
func readViews(_ top: TableReader) -> [SavedView] {
    var out: [(view: SavedView, line: Int)] = []
    let keys = ["name", "screen", "filter", "sort", "invert", "span"]
    for (place, entries) in top.tables("view", atMost: Most.views, beyond: .leaveThoseBeyond()) {
        let section = TableReader(entries, at: place, label: "[[view]]", allowed: keys, findings: top.findings)
        section.require("name", example: "name = \"night\"")
        section.require("screen", example: "screen = \"alarms\"")
        let name = section.text("name", example: "night", longest: 40)
        let screen = section.choice("screen", SavedView.ScreenKind.self)
        let filter = section.text("filter", example: "area:east !state:ok", longest: 200) ?? ""
        let sort = screen.flatMap { section.word("sort", among: $0.columns) }
        let isInverted = section.flag("invert") ?? false
        let span = section.choice("span", SavedView.Span.self)
        guard let name, let screen else { continue }
        if name.contains(" ") {
            section.findings.add(section.place(of: "name"), .viewNameHasBlank(quoted(name)))
        } else if let other = out.first(where: { $0.view.name == name }) {
            section.findings.add(section.place(of: "name"), .viewIsThere(quoted(name), other.line))
        } else {
            out.append((SavedView(name: name, screen: screen, filter: filter, sort: sort, isInverted: isInverted, span: span), place.line))
        }
    }
    return out.map(\.view)
}
