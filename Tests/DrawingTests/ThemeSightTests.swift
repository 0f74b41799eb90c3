import Drawing
import TestSupport
import Testing

/// Every theme that ships can be read by whoever has to, on the screen that he has.
@Suite struct ThemeSightTests {
    private static let folder = folderOf(folderOf(folderOf(#filePath))) + "/themes"
    static let names = namesInFolder(folder).filter { $0.hasSuffix(".theme") }.sorted()
    static let coloured = names.filter { $0 != "mono.theme" }

    private func theme(_ name: String) throws -> Theme { try Theme(parsing: readText("\(Self.folder)/\(name)"), name: name) }

    /// Where a theme leaves the terminal its own background, that is dark, but not always black.
    private func grounds(_ theme: Theme) -> [RGB] {
        theme.style(.plain).background.map { [$0] } ?? [RGB(0, 0, 0), RGB(0x1E, 0x1E, 0x1E)]
    }

    @Test func thereAreAtLeastEight() {
        #expect(Self.names.count >= 8)
        for name in ["night", "day", "mono", "high-contrast", "deuteranopia"] { #expect(Self.names.contains("\(name).theme")) }
    }

    /// Nothing of a theme of ours is derived: each role was thought of.
    @Test(arguments: coloured) func everyRoleIsInIt(name: String) throws {
        let text = try readText("\(Self.folder)/\(name)")
        let keys = [
            "main_bg", "main_fg", "title", "hi_fg", "selected_bg", "selected_fg", "graph_text", "meter_bg", "div_line", "cpu_start",
            "cpu_mid",
            "cpu_end", "good", "alarm_critical", "alarm_warning", "alarm_acknowledged", "alarm_returned", "alarm_shelved", "stale",
            "notice",
            "problem",
        ]
        for key in keys { #expect(text.contains("\ntheme[\(key)]=\""), "\(key)") }
    }

    /// WCAG 2.2: 4.5 for text (1.4.3), 3 for what is drawn and means something (1.4.11). Frames and the empty part of a gauge are neither.
    @Test(arguments: coloured) func everyLetterAndGaugeStandsOut(name: String) throws {
        let theme = try theme(name)
        for role in Role.allCases where role != .frame && !role.isOfGauge {
            let style = theme.style(role)
            for ground in style.background.map({ [$0] }) ?? grounds(theme) {
                let contrast = try #require(style.foreground).contrast(to: ground)
                #expect(contrast >= 4.5, "\(role) on \(ground): \(contrast)")
            }
            let selected = theme.style(role, selected: true)
            let contrast = try #require(selected.foreground).contrast(to: try #require(selected.background))
            #expect(contrast >= 4.5, "\(role) under the bar: \(contrast)")
        }
        for level in stride(from: UInt8(0), through: 100, by: 5) {
            let colour = try #require(theme.style(.gradient, level: level).foreground)
            for ground in grounds(theme) + [try #require(theme.style(.selected).background)] {
                #expect(colour.contrast(to: ground) >= 3, "a gauge at \(level) on \(ground): \(colour.contrast(to: ground))")
            }
        }
    }

    /// About 2 is the least that can be seen side by side; 15 is another colour at a glance.
    @Test(arguments: coloured, Sight.allCases) func noTwoSeveritiesLookAlike(name: String, sight: Sight) throws {
        let theme = try theme(name)
        let roles: [Role] = [.good, .warning, .critical, .acknowledged, .returned]
        for (index, one) in roles.enumerated() {
            for other in roles.dropFirst(index + 1) {
                let (first, second) = (try #require(theme.style(one).foreground), try #require(theme.style(other).foreground))
                #expect(first.distance(to: second, sight) >= 15, "\(one) and \(other): \(first.distance(to: second, sight))")
            }
        }
        let (low, high) = (theme.style(.gradient, level: 0).foreground, theme.style(.gradient, level: 100).foreground)
        #expect(try #require(low).distance(to: try #require(high), sight) >= 15, "a gauge's ends")
    }

    /// White on black, black on white and red on green are known.
    @Test func theMeasuresThemselvesAreRight() {
        let (black, white) = (RGB(0, 0, 0), RGB(255, 255, 255))
        #expect(abs(black.contrast(to: white) - 21) < 0.001 && abs(white.contrast(to: white) - 1) < 0.001)
        #expect(abs(RGB(0x76, 0x76, 0x76).contrast(to: white) - 4.54) < 0.01)
        #expect(abs(black.distance(to: white, .usual) - 100) < 0.01)
        let (red, green) = (RGB(200, 60, 60), RGB(110, 120, 40))
        #expect(red.distance(to: green, .deuteranopia) < red.distance(to: green, .usual) / 2)
    }
}
