import Drawing

/// Keys to actions, in one table that dispatches and prints the help: they cannot drift apart.
struct Keymap: Sendable {
    struct Binding: Sendable {
        let keys: [Key]
        let action: Action
        /// As the help and the key bar write the keys.
        let shown: String
        /// One word for the key bar; empty where it has no place there.
        let word: String
        let meaning: String
        init(_ keys: [Key], _ action: Action, _ shown: String, word: String = "", _ meaning: String) {
            self.keys = keys
            self.action = action
            self.shown = shown
            self.word = word
            self.meaning = meaning
        }
    }

    let bindings: [Binding]
    private let actions: [Key: Action]
    init(_ bindings: [Binding]) {
        self.bindings = bindings
        actions = Dictionary(
            bindings.flatMap { binding in binding.keys.map { ($0, binding.action) } }, uniquingKeysWith: { first, _ in first })
    }

    func action(for key: Key) -> Action? { actions[key] }

    /// What works on a screen that names these actions for itself.
    func bindings(with own: Set<Action>) -> [Binding] { bindings.filter { $0.action.isEverywhere || own.contains($0.action) } }

    private static func letter(_ letter: Character) -> Key { .character(letter) }

    /// `screens` are the titles in order: a number key each.
    static func standard(screens: [String]) -> Keymap {
        var list: [Binding] = []
        for (index, title) in screens.prefix(9).enumerated() {
            guard let digit = String(index + 1).first else { continue }
            list.append(Binding([letter(digit)], .screen(index), String(digit), "screen \(title)"))
        }
        list += [
            Binding([.tab], .nextScreen, "Tab", "next screen"),
            Binding([.backTab], .previousScreen, "Shift-Tab", "screen before"),
            Binding([letter("a")], .acknowledge, "a", word: "Ack", "acknowledge the selected alarm, with a comment if you like"),
            Binding([letter("A")], .acknowledgeAll, "A", "acknowledge all that are visible; asks, and says how many"),
            Binding([letter("s")], .shelve, "s", word: "Shelve", "put the selected alarm aside for a time, with a reason"),
            Binding([letter("S")], .unshelve, "S", "take it back from the shelf"),
            Binding([letter("u")], .undo, "u", "undo the last acknowledge or shelve (10 s)"),
            Binding([letter("c")], .comment, "c", "comment on the selected alarm"),
            Binding([.enter], .open, "Enter", word: "Open", "open what is selected"),
            Binding([.escape], .back, "Esc", "back: filter off, detail closed, screen before"),
            Binding([letter("!")], .nextAlarm, "!", word: "Next alarm", "next alarm that nobody acknowledged"),
            Binding([letter("W")], .worstHost, "W", word: "Worst", "the host that is worst off"),
            Binding([letter(".")], .nextHost, ".", word: "Next host", "next host"),
            Binding([letter(",")], .previousHost, ",", "host before"),
            Binding([letter("H")], .switchHost, "H", word: "Find host", "go to a host: type a few letters, Enter"),
            Binding([.up, letter("k")], .up, "Up k", "up"),
            Binding([.down, letter("j")], .down, "Down j", "down"),
            Binding([.left, letter("h")], .left, "Left h", "part or column to the left"),
            Binding([.right, letter("l")], .right, "Right l", "part or column to the right"),
            Binding([.pageUp, .control("b")], .pageUp, "PgUp ^B", "a page up"),
            Binding([.pageDown, .control("f")], .pageDown, "PgDn ^F", "a page down"),
            Binding([.control("u")], .halfUp, "^U", "half a page up"),
            Binding([.control("d")], .halfDown, "^D", "half a page down"),
            Binding([letter("g"), .home], .top, "g Home", "to the first"),
            Binding([letter("G"), .end], .bottom, "G End", "to the last"),
            Binding([letter("/")], .filter, "/", word: "Filter", "show only what holds these letters"),
            Binding([letter("n")], .nextMatch, "n", "next match"),
            Binding([letter("N")], .previousMatch, "N", "match before"),
            Binding([letter("<")], .sortLeft, "<", word: "Sort", "sort by the column to the left"),
            Binding([letter(">")], .sortRight, ">", "sort by the column to the right"),
            Binding([letter("I")], .sortInvert, "I", "turn the order round"),
            Binding([letter("+"), letter("=")], .longerSpan, "+", word: "Span", "graphs over a longer time"),
            Binding([letter("-")], .shorterSpan, "-", "graphs over a shorter time"),
            Binding([letter("e")], .fullPanel, "e", word: "Full", "one part over the whole screen, and back"),
            Binding([letter("o")], .outOfService, "o", word: "Out of service", "take the host out of service for a time, with a reason"),
            Binding([letter("O")], .returnToService, "O", "the host is in service again"),
            Binding([letter("R")], .reveal, "R", word: "Reveal", "show one session's name for 60 s; asks why, and that is written down"),
            Binding([letter("z")], .pause, "z", word: "Pause", "hold the picture still; data go on arriving"),
            Binding([.control("r")], .poll, "^R", "ask the hosts now"),
            Binding([.control("l")], .redraw, "^L", "paint the screen afresh"),
            Binding([letter("?"), .function(1)], .help, "?", word: "Help", "this page"),
            Binding([letter("q")], .quit, "q", "leave; the engine goes on"),
            Binding([.control("c")], .interrupt, "^C", "close a question, else leave"),
        ]
        return Keymap(list)
    }
}
