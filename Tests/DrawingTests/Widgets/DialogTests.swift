import Drawing
import Testing

@Suite struct DialogTests {
    private func typed(_ keys: Key...) -> TextField {
        var field = TextField("ab", capacity: 7)
        for key in keys { _ = field.handle(key) }
        return field
    }

    @Test func editing() {
        #expect(typed(.character("c")).text == "abc")
        #expect(typed(.left, .character("x")).text == "axb")
        #expect(typed(.backspace, .backspace, .backspace).text == "")
        #expect(typed(.home, .delete).text == "b")
        #expect(typed(.home, .character("ü"), .end, .character("漢")).text == "üab漢")
        #expect(typed(.character("1"), .paste("2345678")).text == "ab12345")
        #expect(typed(.left, .control("u")).text == "b")
        #expect(typed(.character("\n")).text == "ab")
        var field = TextField()
        let meant = [Key.enter, .up, .function(1)].map { field.handle($0) }
        #expect(meant == [false, false, false])
    }

    @Test func combiningLettersKeepTheCursorInside() {
        var field = TextField("e")
        _ = field.handle(.character("\u{0301}"))
        #expect(field.text.count == 1 && field.cursor == 1)
        _ = field.handle(.backspace)
        #expect(field.text.isEmpty && field.cursor == 0)
    }

    @Test func theEndOfALongTextIsSeen() {
        var canvas = Canvas(width: 8, height: 1)
        TextField("0123456789").draw(on: &canvas, x: 0, y: 0, width: 8, isFocused: true)
        #expect(String(canvas.cells.map(\.text)) == "3456789_")
    }

    @Test func whatIsAskedStaysWhereRowsAreShort() {
        let dialog = Dialog(
            "Title", lines: ["one", "two", "three"], fields: [.init("Reason", TextField("x"))], keys: KeyBar([.init("Enter", "go")]))
        for height in 1...8 {
            var canvas = Canvas(width: 40, height: height)
            dialog.draw(on: &canvas, in: canvas.bounds, symbols: Symbols(.utf8))
            let text = canvas.transcript
            #expect(text.contains("Title"))
            if height >= 2 { #expect(text.contains("Reason")) }
            if height >= 4 { #expect(text.contains("Enter go")) }
            if height >= 7 { #expect(text.contains("three")) }
        }
    }

    @Test func keyBarKeepsWholeEntries() {
        var canvas = Canvas(width: 12, height: 1)
        let used = KeyBar([.init("a", "Ack"), .init("Enter", "Open"), .init("?", "")]).draw(on: &canvas, x: 0, y: 0, width: 12)
        #expect(String(canvas.cells.map(\.text)) == "a Ack  ?    ")
        #expect(used == 8)
    }
}
