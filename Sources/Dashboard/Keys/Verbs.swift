import Drawing
import Feed

extension VerbTable {
    static func letter(_ letter: Character) -> Key { .character(letter) }
    private static let sorted: Set<ScreenName> = [.overview, .host, .alarms, .sessions, .timeouts]
    private static let divided: Set<ScreenName> = [.overview, .host, .sessions, .timeouts, .guest]
    private static let withGraphs: Set<ScreenName> = [.overview, .host, .alarms, .guest]
    /// A numbered screen that does not go from host to host is to be left out here.
    private static let withHosts = Set(ScreenName.numbered)

    /// In the order of the help. A new verb is a row in the list of its subject, beside what it does; here stand those that screens do, and
    /// those of which all is said in a word.
    static let standard = VerbTable(
        [screens, screenChanges, alarmActs, marks, moves, hostActs, copying, travels, picture, words, ends].flatMap { $0 })

    /// A number key each.
    private static var screens: [Verb] {
        zip(ScreenName.numbered, "123456789").map { name, digit in
            name == .host
                ? Verb(
                    name.rawValue, [letter(digit)], String(digit), "", takes: .host,
                    .named { $0.show(host: $1) })
                : Verb(name.rawValue, [letter(digit)], String(digit), "", .app { $0.show(name) })
        }
    }

    private static let screenChanges: [Verb] = [
        Verb("next-screen", [.tab], "Tab", "next screen", .app { $0.show($0.shown.next(by: 1)) }),
        Verb("previous-screen", [.backTab], "Shift-Tab", "screen before", .app { $0.show($0.shown.next(by: -1)) }),
    ]

    private static let moves: [Verb] = [
        Verb("seen", [letter("v")], "v", "what happened since you looked; once more marks it as seen", .app { $0.showLook() }),
        Verb("open", [.enter], "Enter", word: "Open", "open what is selected", .screen(.open)),
        Verb("back", [.escape], "Esc", "back: filter off, detail closed, screen before", .app { $0.back() }),
        Verb("next-alarm", [letter("!")], "!", word: "Next alarm", "next alarm that nobody acknowledged", .app { $0.goToNextAlarm() }),
        Verb(
            "worst", [letter("W")], "W", word: "Worst", "the host that is worst off; once more the next worst",
            .app { $0.openWorstHost() }),
        Verb("next-host", [letter(".")], ".", word: "Next host", "next host", on: withHosts, .screen(.nextHost)),
        Verb("previous-host", [letter(",")], ",", "host before", on: withHosts, .screen(.previousHost)),
        Verb(
            "next-guest", [letter(".")], ".", word: "Next guest", "next guest of this host, by name", on: [.guest], .screen(.nextGuest)),
        Verb("previous-guest", [letter(",")], ",", "guest before", on: [.guest], .screen(.previousGuest)),
        Verb("last-host", [letter(";")], ";", "the host that was looked at before this one", .app { $0.openLastHost() }),
        Verb("fold-area", [letter("f")], "f", "the host's area in one row, and back", on: [.overview], .screen(.fold)),
        Verb(
            "find-host", [letter("H")], "H", word: "Find host", "go to a host, guest, area or collector: a few letters, Enter",
            .app { $0.lay(.switcher(HostSwitcher())) }),
        Verb("up", [.up, letter("k")], "Up k", "up", .screen(.up)),
        Verb("down", [.down, letter("j")], "Down j", "down", .screen(.down)),
        Verb("left", [.left, letter("h")], "Left h", "part or column to the left", on: divided, .screen(.left)),
        Verb("right", [.right, letter("l")], "Right l", "part or column to the right", on: divided, .screen(.right)),
        Verb("page-up", [.pageUp, .control("b")], "PgUp ^B", "a page up", .screen(.pageUp)),
        Verb("page-down", [.pageDown, .control("f")], "PgDn ^F", "a page down", .screen(.pageDown)),
        Verb("half-up", [.control("u")], "^U", "half a page up", .screen(.halfUp)),
        Verb("half-down", [.control("d")], "^D", "half a page down", .screen(.halfDown)),
        Verb("top", [letter("g"), .home], "g Home", "to the first", .screen(.top)),
        Verb("bottom", [letter("G"), .end], "G End", "to the last", .screen(.bottom)),
        Verb(
            "filter", [letter("/")], "/", word: "Filter", "show only what matches: letters, area: state: and others, >80, !not",
            .app { $0.typeFilter() }),
        Verb("next-match", [letter("n")], "n", "next match", .app { $0.match(.nextMatch) }),
        Verb("previous-match", [letter("N")], "N", "match before", .app { $0.match(.previousMatch) }),
        Verb("sort-left", [letter("<")], "<", word: "Sort", "sort by the column to the left", on: sorted, .screen(.sortLeft)),
        Verb("sort-right", [letter(">")], ">", "sort by the column to the right", on: sorted, .screen(.sortRight)),
        Verb("sort-invert", [letter("I")], "I", "turn the order round", on: sorted, .screen(.sortInvert)),
        Verb(
            "span-longer", [letter("+"), letter("=")], "+", word: "Span", "graphs over a longer time", on: withGraphs,
            .screen(.longerSpan)),
        Verb("span-shorter", [letter("-")], "-", "graphs over a shorter time", on: withGraphs, .screen(.shorterSpan)),
        Verb("full", [letter("e")], "e", word: "Full", "one part over the whole screen, and back", .screen(.fullPanel)),
    ]

    private static let picture: [Verb] = [
        Verb(
            "mouse", [letter("m")], "m", "mouse on or off: a click selects, the wheel scrolls; off, the terminal selects text",
            .app { $0.toggleMouse() }),
        Verb("pause", [letter("z")], "z", word: "Pause", "hold the picture still; data go on arriving", .app { $0.pause() }),
        Verb(
            "poll", [.control("r")], "^R", "ask the hosts now", isOfNow: true,
            .app { [.send(.pollNow($0.shown.tab == .host ? $0.focus.host : nil))] }),
        Verb("redraw", [.control("l")], "^L", "paint the screen afresh", .app { _ in [.redrawAll] }),
        Verb("help", [letter("?"), .function(1)], "?", word: "Help", "this page", .app { $0.showHelp() }),
        Verb(
            "command", [letter(":")], ":", word: "Command", "any of these by its name; Tab completes, Up brings back",
            .app { $0.openPalette() }),
    ]

    private static let ends: [Verb] = [
        Verb("quit", also: "q", [letter("q")], "q", "leave; an own engine ends with its last viewer", .app { _ in [.quit] }),
        Verb("interrupt", [.control("c")], "^C", "close a question, else leave", .app { _ in [.quit] }),
    ]
}
