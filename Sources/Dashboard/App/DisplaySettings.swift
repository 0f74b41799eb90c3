public import Drawing
import Telemetry

/// What the terminal and the user give once; the front may change it at any time.
public struct DisplaySettings: Hashable, Sendable {
    public var charset: Charset
    public var graphs: Graph.Style
    /// What was there before the configuration said something.
    private let ownGraphs: Graph.Style
    /// The style of graphs was chosen in the dashboard: the configuration's no longer counts.
    private var isChosen = false
    /// The names that `:theme` knows.
    public var themes: [String] = []
    /// Seconds east of UTC, as the front's clock has it now.
    public var localOffset: Int
    /// Who acknowledges, as it is shown in questions.
    public var user: String
    /// What they may do here; the engine has the last word.
    public var access = AccessLevel.admin
    /// Whether the terminal tells of its mouse, where nobody says anything.
    public var mouseAtFirst = true { didSet { usesMouse = mouseAtFirst } }
    public private(set) var usesMouse = true
    /// The mouse was switched in the dashboard: the configuration no longer counts.
    private var isMouseChosen = false
    /// All that is shown is made up, and must say so.
    public var isDemo = false
    public init(charset: Charset = .utf8, graphs: Graph.Style = .blocks, localOffset: Int = 0, user: String = "") {
        self.charset = charset
        ownGraphs = charset == .ascii ? .ascii : graphs
        self.graphs = charset == .ascii ? .ascii : graphs
        self.localOffset = localOffset
        self.user = user
    }
    /// As the configuration has it: `block`, `braille` or `ascii`; what the terminal cannot show is not tried.
    mutating func follow(graphs word: String) {
        guard charset == .utf8, !isChosen else { return }
        switch word {
        case "block": graphs = .blocks
        case "braille": graphs = .braille
        case "ascii": graphs = .ascii
        default: graphs = ownGraphs
        }
    }
    /// As the configuration has it: `on`, `off`, or as it was at first.
    mutating func follow(mouse word: String) {
        if !isMouseChosen { usesMouse = word == "on" || word != "off" && mouseAtFirst }
    }
    mutating func toggleMouse() {
        usesMouse.toggle()
        isMouseChosen = true
    }
    /// What `:set` knows, in full.
    enum Setting { static let all = ["graphs block", "graphs braille", "graphs ascii"] }
    /// For this front alone; says what is so now, or why not.
    mutating func choose(_ setting: String) -> String {
        let word = setting.split(separator: " ").last.map(String.init) ?? ""
        guard charset == .utf8 || word == "ascii" else { return localized("this terminal has ASCII letters only") }
        isChosen = false
        follow(graphs: word)
        isChosen = true
        return localized("graphs are drawn in \(word == "block" ? localized("blocks") : word == "braille" ? "Braille" : "ASCII")")
    }
    var symbols: Symbols { Symbols(charset) }
}
