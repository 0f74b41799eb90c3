import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// What is written behind `:`, and what comes of it.
@Suite struct PaletteTests {
    private func desk(_ keys: String = "", charset: Charset = .utf8) -> Desk {
        let desk = Desk(TownHall.troubled(charset: charset))
        desk.app.settings.themes = ["day", "deuteranopia", "mono", "night"]
        type(keys, desk)
        return desk
    }
    @discardableResult private func type(_ keys: String, _ desk: Desk) -> [Effect] {
        let others: [Character: Key] = ["⏎": .enter, "⎋": .escape, "⇥": .tab, "⇤": .backTab, "↑": .up, "↓": .down, "⌫": .backspace]
        return desk.tell(keys.map { .key(others[$0] ?? .character($0)) })
    }
    private func line(_ desk: Desk) -> String {
        if case .palette(let palette)? = desk.app.overlay { palette.field.text } else { "closed" }
    }
    private func picture(_ desk: Desk, _ width: Int = 120, _ height: Int = 40) -> String {
        desk.app.draw(width: width, height: height).transcript
    }

    @Test func everyVerbByItsName() {
        for verb in VerbTable.standard.all {
            for screen in ScreenName.numbered where verb.works(on: screen) {
                let (named, pressed) = (desk(String(screen.place + 1)), desk(String(screen.place + 1)))
                guard let key = verb.keys.first else { continue }
                #expect(type(":\(verb.name)⏎", named) == pressed.tell([.key(key)]), "\(verb.name)")
                #expect(picture(named) == picture(pressed), "\(verb.name) on \(screen.title)")
            }
        }
        #expect(type(":q⏎", desk()) == [.quit])
    }

    @Test func tabCompletesAndGoesRound() {
        let desk = desk(":the⇥")
        #expect(line(desk) == "theme ")
        type("d⇥", desk)
        #expect(line(desk) == "theme d" || line(desk) == "theme day")
        type("⇥", desk)
        #expect(["theme day", "theme deuteranopia"].contains(line(desk)))
        let first = line(desk)
        type("⇥", desk)
        #expect(line(desk) != first)
        type("⇤", desk)
        #expect(line(desk) == first)
        #expect(line(self.desk(":acknowledge⇥⇥")) == "acknowledge-all" || line(self.desk(":acknowledge⇥")) == "acknowledge ")
        let host = self.desk(":host h⇥⇥⇥")
        #expect(line(host) == "host hv-2")
        type("⏎", host)
        #expect(host.app.shown == .host && host.app.focus.host == "hv-2")
        #expect(line(self.desk(":zzz⇥")) == "zzz" && line(self.desk(":⌫")) == "closed" && line(self.desk(":⏎")) == "closed")
    }

    @Test func upBringsBackWhatWasWritten() {
        let desk = desk(":host hv-2⏎:set graphs ascii⏎:host hv-2⏎:x↑")
        #expect(line(desk) == "host hv-2")
        type("↑", desk)
        #expect(line(desk) == "set graphs ascii")
        type("↑↑↑", desk)
        #expect(line(desk) == "set graphs ascii", "each once")
        type("↓↓", desk)
        #expect(line(desk) == "x", "what was being written")
        for index in 0..<200 { type("⎋:nothing\(index)⏎:", desk) }
        #expect(desk.app.history.count == 50)
    }

    @Test func aThemeIsSeenWhileItIsTyped() {
        let desk = desk()
        #expect(type(":theme da", desk) == [.previewTheme("day")], "it can be no other")
        #expect(type("y", desk).isEmpty)
        #expect(type("⎋", desk) == [.previewTheme(nil)])
        #expect(type(":theme mono⏎", desk) == [.previewTheme("mono"), .useTheme("mono")])
        #expect(type(":theme night⌫", desk) == [.previewTheme("night")], "still the only one")
        #expect(type("⌫⌫⌫⌫", desk) == [.previewTheme(nil)])
        type("⎋:theme nigt⏎", desk)
        #expect(picture(desk).contains("no theme nigt; the nearest is night"))
        #expect(type(":theme /etc/passwd⏎", desk) == [.useTheme("/etc/passwd")], "a file, read by who is asked")
    }

    @Test func graphsAreSetHereAndStayThroughAReload() {
        let desk = desk("W:set graphs braille⏎")
        #expect(desk.app.settings.graphs == .braille && picture(desk).contains("graphs are drawn in Braille"))
        var engine = TownHall.engine
        engine.graphs = "ascii"
        desk.tell([.update(.engine(engine))])
        #expect(desk.app.settings.graphs == .braille)
        type(":set graphs block⏎", desk)
        #expect(desk.app.settings.graphs == .blocks)
        type(":set x⏎", desk)
        #expect(picture(desk).contains("can be set: graphs block, graphs braille, graphs ascii"))
        let plain = self.desk("W:set graphs braille⏎", charset: .ascii)
        #expect(plain.app.settings.graphs == .ascii && picture(plain).contains("this terminal has ASCII letters only"))
    }

    @Test func unknownWordsGetTheNearest() {
        for (text, words) in [
            (":acknwledge", "no command acknwledge; the nearest is acknowledge"), (":host hv1", "no host hv1; the nearest is hv-1"),
            (":qqqqqqqqq", "no command qqqqqqqqq; Tab lists them"), (":up 3", "up takes no words"), (":view x", "no view x"),
            (":view", "no view is kept; :keep NAME keeps this one"), (":theme", "themes: day deuteranopia mono night"),
        ] {
            #expect(picture(desk(text + "⏎")).contains(words), "\(text)")
        }
        // A beginning that only one has is its name.
        #expect(desk(":timeo⏎").app.shown == .timeouts && desk(":HOST VPN-2⏎").app.focus.host == "vpn-2")
    }

    @Test func whatIsWrittenBehindAnActIsItsFirstField() {
        let desk = desk(":acknowledge uplink is down⏎")
        #expect(type("⏎", desk) == [.send(.acknowledge(ids: [41], comment: "uplink is down"))])
        type(":shelve new disk⏎", desk)
        #expect(type("⏎", desk) == [.send(.shelve(id: 41, duration: .seconds(3600), reason: "new disk"))])
        // A viewer may not, by whatever way.
        desk.app.settings.access = .viewer
        #expect(type(":shelve x⏎", desk).isEmpty && picture(desk).contains("is for operators"))
        #expect(!desk.app.paletteWords.completions(of: "ackn").contains { $0.label == "acknowledge" }, "nor is it offered")
    }

    @Test func aViewIsKeptAndComesBack() {
        let desk = desk("4>/kind:vpn⏎:keep gates⏎1:view gates⏎")
        #expect(desk.app.shown == .sessions && desk.app.filters[.sessions] == "kind:vpn")
        #expect((desk.app.screens[3] as? SessionsScreen)?.sorting.column == .user)
    }

    @Test func hostileLines() {
        for text in [
            String(repeating: "host ", count: 20_000), "\u{1B}[2J\u{1B}]0;x\u{07}", "漢字漢字", "👩‍👩‍👧‍👦", "host \u{202E}x", "theme \u{0301}\u{0301}",
            "::::", " ", "set graphs \"", "a\nb", String(repeating: "\u{0301}", count: 5000),
        ] {
            let desk = desk(":")
            desk.press(.paste(text))
            #expect(line(desk).utf8.count <= Command.longestWords + 64, "a paste is text in a field, and does nothing")
            for (width, height) in [(0, 0), (5, 2), (20, 5), (45, 20), (80, 24)] { _ = picture(desk, width, height) }
            type("⇥⇥⇤⏎", desk)
            let canvas = desk.app.draw(width: 80, height: 24)
            #expect(canvas.cells.allSatisfy { $0.text.scalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) } })
        }
    }

    @Test func pictures() throws {
        try checkPicture(picture(desk(":s"), 80, 24), "palette-80x24.txt")
        try checkPicture(picture(desk(":host h⇥"), 45, 20), "palette-45x20.txt")
        try checkPicture(picture(desk("1/area:verw state:x foo:"), 80, 24), "filter-unknown-80x24.txt")
        try checkPicture(picture(desk("1  →j "), 120, 40), "marked-120x40.txt")
    }
}
