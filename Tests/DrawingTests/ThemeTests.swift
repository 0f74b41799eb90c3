import Drawing
import TestSupport
import Testing

private func problem(_ text: String) -> ThemeProblem? {
    do throws(ThemeProblem) {
        _ = try Theme(parsing: text, name: "test.theme")
        return nil
    } catch { return error }
}

private let btopThemes = "/usr/share/btop/themes"

struct ThemeTests {
    /// The files that ship and what is compiled in are the same.
    @Test(arguments: [("night", Theme.builtIn), ("mono", Theme.mono)])
    func shippedThemesAreTheCompiledOnes(name: String, compiled: Theme) throws {
        let path = folderOf(folderOf(folderOf(#filePath))) + "/themes/\(name).theme"
        let shipped = try Theme(parsing: readText(path), name: name)
        for role in Role.allCases {
            for level: UInt8 in [0, 30, 50, 80, 100] {
                for selected in [false, true] {
                    #expect(shipped.style(role, level: level, selected: selected) == compiled.style(role, level: level, selected: selected))
                }
            }
        }
        #expect(compiled.style(.critical).bold, "it parsed")
    }

    @Test func monoHasNoColoursAndStillTellsRolesApart() {
        let theme = Theme.mono
        for role in Role.allCases {
            for selected in [false, true] {
                let style = theme.style(role, level: 50, selected: selected)
                #expect(style.foreground == nil && style.background == nil)
            }
        }
        // Those that a shape does not tell apart.
        let needed: [Role] = [.plain, .dim, .title, .key, .selected, .critical, .problem]
        #expect(Set(needed.map { theme.style($0) }).count == needed.count)
        #expect(theme.style(.warning) != theme.style(.critical) && theme.style(.warning) != theme.style(.acknowledged))
        #expect(theme.style(.plain, selected: true) != theme.style(.plain))
        #expect(theme.style(.critical, selected: true) != theme.style(.plain, selected: true))
        #expect(theme.style(.warning, selected: true) != theme.style(.plain, selected: true))
    }

    @Test func nightIsCalmAndAlarmsAreBrightest() throws {
        let theme = Theme.builtIn
        func brightness(_ role: Role) throws -> Int {
            let colour = try #require(theme.style(role).foreground)
            return Int(max(colour.red, colour.green, colour.blue)) * (theme.style(role).bold ? 2 : 1)
        }
        for role in Role.allCases where role != .critical && role != .warning && role != .problem && role != .gradient {
            #expect(try brightness(role) < brightness(.critical), "\(role)")
            #expect(try brightness(role) < brightness(.warning), "\(role)")
        }
        #expect(try brightness(.frame) < brightness(.dim) && brightness(.dim) < brightness(.plain))
        // Every role that no shape carries has a look of its own.
        let looks = Role.allCases.filter { $0 != .gradient && $0 != .selected && $0 != .key && $0 != .shelved }.map { theme.style($0) }
        #expect(Set(looks).count == looks.count)
    }

    @Test func btopsOwnFormatWorks() throws {
        let theme = try Theme(
            parsing: """
                # A theme as btop ships it
                theme[main_bg]="#282a36"
                theme[main_fg]="248 248 242"\r
                \ttheme[title]=#f8f8f2
                theme[hi_fg]="#63"
                theme[selected_bg] = "#ff79c6" # a comment
                theme[selected_fg]="#f8f8f2"
                theme[inactive_fg]="#44475a"
                theme[cpu_box]=""
                theme[cpu_start]="#000000"
                theme[cpu_mid]="#646464"
                theme[cpu_end]="#ff0000"
                theme[what_is_this]="#123456"
                """, name: "dracula")
        #expect(theme.style(.plain) == Style(foreground: RGB(248, 248, 242), background: RGB(0x28, 0x2A, 0x36)))
        #expect(theme.style(.accent).foreground == RGB(0x63, 0x63, 0x63))
        #expect(theme.style(.frame).foreground == nil, "an empty value is the terminal's own colour")
        #expect(theme.style(.dim).foreground == RGB(0x44, 0x47, 0x5A), "derived")
        #expect(theme.style(.critical).foreground == RGB(255, 0, 0), "derived")
        #expect(theme.style(.selected) == Style(foreground: RGB(0xF8, 0xF8, 0xF2), background: RGB(0xFF, 0x79, 0xC6)))
        #expect(theme.style(.critical, selected: true).background == RGB(0xFF, 0x79, 0xC6))
        #expect(theme.style(.critical, selected: true).foreground == RGB(255, 0, 0))
        #expect(theme.style(.gradient, level: 0).foreground == RGB(0, 0, 0))
        #expect(theme.style(.gradient, level: 25).foreground == RGB(50, 50, 50))
        #expect(theme.style(.gradient, level: 50).foreground == RGB(100, 100, 100))
        #expect(theme.style(.gradient, level: 255).foreground == RGB(255, 0, 0))
    }

    /// Those of Debian's package.
    @Test func allOfBtopsThemesParse() throws {
        #expect(namesInFolder(btopThemes).count >= 20)
        for name in namesInFolder(btopThemes) {
            let theme = try Theme(parsing: readText("\(btopThemes)/\(name)"), name: name)
            #expect(theme.style(.critical) != theme.style(.plain), "\(name)")
            #expect(theme.style(.plain, selected: true) != theme.style(.plain), "\(name)")
        }
    }

    @Test func anEmptyThemeStillReads() throws {
        let theme = try Theme(parsing: "", name: "empty")
        #expect(theme.style(.plain) == Style())
        #expect(theme.style(.critical).bold && theme.style(.selected).reverse)
    }

    @Test(
        arguments: [
            ("theme[main_fg]=\"#12345\"", 1, 16, .noColour("#12345")), ("\n\ntheme[main_fg]=\"red\"", 3, 16, .noColour("red")),
            ("theme[main_fg]=\"1 2\"", 1, 17, .noColour("1 2")), ("theme[main_fg]=\"1 2 256\"", 1, 17, .noColour("1 2 256")),
            ("theme[main_fg]=\"#12", 1, 16, .openQuotation), ("theme[main_fg", 1, 7, .nameDoesNotEnd),
            ("theme[]=\"\"", 1, 7, .nameDoesNotEnd),
            ("theme[main_fg]", 1, 15, .noEquals("main_fg")), ("theme[main_fg]=", 1, 16, .noValue),
            ("main_fg=\"#123456\"", 1, 1, .noSetting("main_fg=\"#123456\"")),
            ("theme[main_fg]=\"#123456\" x", 1, 26, .restAfterValue("x")),
            ("theme[attr_title]=\"bold blinking\"", 1, 20, .noAttribute("blinking")),
            ("theme[main_fg]=\"\u{1B}[31m\"", 1, 17, .noColour("·[31m")),
        ] as [(String, Int, Int, ThemeProblem.Fault)])
    func aBrokenLineIsNamed(text: String, line: Int, column: Int, fault: ThemeProblem.Fault) {
        let found = problem(text)
        #expect(found?.line == line)
        // The value's own column lies just behind its quotation mark.
        #expect(found.map { abs($0.column - column) <= 1 } == true, "\(found?.column ?? 0)")
        #expect(found?.fault == fault && found?.theme == "test.theme")
    }

    @Test func noiseGivesAThemeOrAPlace() throws {
        let good = Array(try readText(folderOf(folderOf(folderOf(#filePath))) + "/themes/night.theme").utf8)
        let lines = good.split(separator: UInt8(ascii: "\n")).count + 20
        func feed(_ bytes: [UInt8]) {
            guard let found = problem(String(decoding: bytes, as: UTF8.self)) else { return }
            #expect(found.line >= 1 && found.column >= 1)
            guard let excerpt = found.fault.excerpt else { return }
            #expect(excerpt.utf8.count < 200)
            #expect(excerpt.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        }
        for cut in Noise.truncations(of: good) { feed(cut) }
        var generator = SeededGenerator(seed: 1)
        let sample = Array(good.prefix(600))
        for _ in 0..<10_000 { feed(Noise.mutation(of: sample, using: &generator)) }
        for _ in 0..<1_000 { feed(Noise.bytes(200, using: &generator)) }
        #expect(lines > 30)
    }
}

extension ThemeProblem.Fault {
    fileprivate var excerpt: String? {
        switch self {
        case .noSetting(let text), .noEquals(let text), .restAfterValue(let text), .noColour(let text), .noAttribute(let text): text
        case .nameDoesNotEnd, .noValue, .openQuotation: nil
        }
    }
}
