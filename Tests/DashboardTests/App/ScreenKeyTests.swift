import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// Keys and pasted text beside the lists: what is scrolled, what is filtered, and that no key is silent.
@Suite struct ScreenKeyTests {
    @Test func pastedTextIsNoCommand() {
        let desk = Desk(TownHall.troubled())
        for screen in "12345" {
            desk.press(.character(screen))
            #expect(desk.press(.paste("Aso!a\ny\nq\u{3}")) == [])
            #expect(picture(desk).contains("what is pasted is text and no keys"))
        }
        // Nor an answer to a question of yes or no, nor does its line end submit.
        desk.press(.character("3"), .character("A"))
        #expect(desk.press(.paste("y\n")) == [])
        desk.press(.escape, .character("c"))
        #expect(desk.press(.paste("the first line\r\nand\tthis\u{1B}[A\n")) == [])
        #expect(desk.press(.enter) == [.send(.comment(id: 41, text: "the first line and this[A"))])
    }

    @Test func whatIsPastedIsBounded() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("3"), .character("c"))
        desk.press(.paste(String(repeating: "ü", count: 5000)))
        #expect(picture(desk).contains("no more fits: at most 4096 bytes of text"), "\(picture(desk))")
        guard case .send(.comment(_, let text))? = desk.press(.enter).first else { return #expect(Bool(false), "no comment") }
        #expect(text.utf8.count == Command.longestWords)
        var field = TextField(capacity: 10)
        _ = field.handle(.paste("a" + String(repeating: "\u{301}", count: 10_000)))
        #expect(field.text.utf8.count <= 10 && field.isCut)
    }

    /// It is not cut without a word: what does not fit is refused where it is typed, and taking some away makes room.
    @Test func aFieldThatIsFullSaysSo() {
        let desk = Desk(TownHall.troubled())
        desk.press(.character("3"), .character("c"), .paste(String(repeating: "x", count: Command.longestWords)))
        #expect(!picture(desk).contains("no more fits"))
        desk.press(.character("y"))
        #expect(picture(desk).contains("no more fits"))
        desk.press(.backspace)
        #expect(!picture(desk).contains("no more fits"))
        #expect(desk.press(.enter) == [.send(.comment(id: 41, text: String(repeating: "x", count: Command.longestWords - 1)))])
    }

    /// The lines of `:`, `/` and `H` as well; behind `:` a comment of any length has room.
    @Test func aLineThatIsFullSaysSo() {
        for (sign, capacity) in [(":", Command.longestWords + 64), ("/", 200), ("H", 60)] {
            for width in [45, 80] {
                let desk = Desk(TownHall.troubled())
                desk.tell([.resized(width: width, height: 24)])
                desk.type(sign)
                desk.press(.paste(String(repeating: "x", count: capacity)))
                #expect(!picture(desk, width, 24).contains("no more fits"), "\(sign) \(width)")
                desk.press(.character("y"))
                #expect(picture(desk, width, 24).contains("no more fits"), "\(sign) \(width)")
                desk.press(.backspace)
                #expect(!picture(desk, width, 24).contains("no more fits"), "\(sign) \(width)")
            }
        }
        let desk = Desk(TownHall.troubled())
        let words = String(repeating: "ü", count: Command.longestWords / 2)
        desk.press(.character("3"), .character(":"), .paste("comment " + words + "\n"), .enter, .enter)
        desk.press(.character(":"), .paste("comment " + words + "y"), .enter)
        #expect(picture(desk).contains("no more fits"))
    }

    @Test func oneUpAfterTheEndOfADetailIsSeen() {
        let desk = Desk(TownHall.troubled())
        desk.tell([.resized(width: 80, height: 14)])
        desk.press(.character("!"), .enter, .enter, .character("G"))
        let bottom = picture(desk, 80, 14)
        desk.press(.character("G"), .pageDown, .down, .up)
        #expect(picture(desk, 80, 14) != bottom)
        desk.press(.down)
        #expect(picture(desk, 80, 14) == bottom)
        desk.press(.escape, .character("?"), .character("G"))
        let help = picture(desk, 80, 14)
        #expect(help.contains("never measured"), "\(help)")
        desk.press(.character("G"), .up)
        #expect(picture(desk, 80, 14) != help)
    }

    /// No sentence of it is cut, and where rows are missing the title says which ones are seen and how to get to the others.
    @Test(arguments: [(45, 20), (80, 24), (120, 40), (120, 12)]) func theHelpIsWhole(_ width: Int, _ height: Int) throws {
        let desk = Desk(TownHall.troubled())
        desk.tell([.resized(width: width, height: height)])
        desk.press(.character("?"))
        var seen: Set<String> = []
        var rows: [String] = []
        for _ in 0..<100 {
            rows = picture(desk, width, height).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            #expect(!rows.prefix(height).contains { $0.contains("…") })
            seen.formUnion(rows.prefix(height - 1).dropFirst(2))
            desk.press(.down)
        }
        let all = seen.joined(separator: "\n")
        for words in ["screen Overview", "close a question", "never measured"] { #expect(all.contains(words)) }
        let scrolls = seen.count > height - 3
        #expect(rows[1].contains(scrolls ? " of " : "Esc or ? closes") && (!scrolls || rows[1].contains("Up")), "\(rows[1])")
    }

    @Test func fullScreenEndsWithTheScreen() {
        for screen in "1245" {
            let desk = Desk(TownHall.troubled())
            desk.press(.character(screen))
            let before = picture(desk)
            desk.press(.character("e"))
            #expect(picture(desk) != before)
            desk.press(.character("3"), .character(screen))
            #expect(picture(desk) == before, "screen \(screen)")
        }
    }

    @Test(arguments: [(45, 20), (80, 24), (120, 40)]) func aFilterThatIsKeptIsMarked(_ width: Int, _ height: Int) {
        for screen in "12345" {
            let desk = Desk(TownHall.troubled())
            desk.press(.character(screen), .character("/"))
            desk.type("vp")
            desk.press(.enter)
            #expect(picture(desk, width, height).split(separator: "\n").first?.contains("/vp") == true, "screen \(screen)")
        }
    }

    @Test func noKeyOfTheHelpIsSilent() {
        let desk = Desk(TownHall.troubled())
        func says(_ key: Key, _ words: String) {
            desk.press(key)
            #expect(picture(desk).contains(words), "\(key)")
        }
        says(.character("R"), "R does nothing on Overview")
        says(.character("n"), "no filter is set; / sets one")
        says(.character("N"), "no filter is set; / sets one")
        desk.press(.character("W"), .right)
        says(.enter, "a session has no page of its own")
        desk.press(.right)
        says(.enter, "a session end has no page of its own")
    }
}
