import Drawing
import Telemetry

/// One thing that can be asked of the dashboard: by its keys, and by its name.
struct Verb: Sendable {
    /// What somebody writes beside it; each is a field of the question that is asked where it came by a key.
    enum Argument: Hashable, Sendable {
        /// May be left empty.
        case comment
        case words
        case reason
        case time
    }
    enum Deed: Sendable {
        /// The dashboard does it.
        case app(@Sendable (inout App) -> [Effect])
        /// The same, with the words behind its name.
        case named(@Sendable (inout App, String) -> [Effect])
        /// The screen that is shown does it.
        case screen(Action)
    }

    /// As a command line has it.
    let name: String
    /// A shorter name; empty is none.
    let also: String
    /// None where it needs a word.
    let keys: [Key]
    /// As the help and the key bar write the keys.
    let shown: String
    /// Both as the table has them, in English. A screen's verb has no meaning there: it has the screen's name.
    let plainWord: String
    let plainMeaning: String
    /// Of Warte's own table: what the configuration calls a command is a name and stays as it is.
    let isOwn: Bool
    let arguments: [Argument]
    /// What may stand behind its name after `:`.
    let operand: Operand?
    /// What of the selection it is about; nil where it is about none of it.
    let about: Selection.Kind?
    /// Nil is everywhere.
    let screens: Set<ScreenName>?
    /// Who may use it.
    let access: AccessLevel
    /// Whether something is different afterwards for others too.
    let changes: Bool
    /// Whether it is about now though it changes nothing: in the past it is not done, either.
    let isOfNow: Bool
    let deed: Deed

    init(
        _ name: String, also: String = "", _ keys: [Key], _ shown: String, word: String = "", _ meaning: String,
        about: Selection.Kind? = nil, asks arguments: [Argument] = [], takes operand: Operand? = nil, on screens: Set<ScreenName>? = nil,
        for access: AccessLevel = .viewer, changes: Bool = false, isOfNow: Bool = false, isOwn: Bool = true,
        _ deed: Deed
    ) {
        self.name = name
        self.also = also
        self.operand = operand
        self.keys = keys
        self.shown = shown
        plainWord = word
        plainMeaning = meaning
        self.about = about
        self.arguments = arguments
        self.screens = screens
        self.access = access
        self.changes = changes
        self.isOfNow = isOfNow
        self.isOwn = isOwn
        self.deed = deed
    }

    /// One word for the key bar; empty where it has no place there.
    var word: String { plainWord.isEmpty || !isOwn ? plainWord : localized(text: plainWord) }
    var meaning: String {
        guard plainMeaning.isEmpty, let screen = ScreenName(rawValue: name) else {
            return isOwn ? localized(text: plainMeaning) : plainMeaning
        }
        return operand == .host
            ? localized("screen \(screen.title); :host NAME goes to that one") : localized("screen \(screen.title)")
    }

    func works(on screen: ScreenName) -> Bool { screens?.contains(screen) ?? true }
    /// What it asks a screen for; nil where the dashboard does it.
    var action: Action? { if case .screen(let action) = deed { action } else { nil } }
}

/// All verbs, in the order of the help. Keys, help and key bar come from here and from nowhere else: they cannot drift apart.
struct VerbTable: Sendable {
    let all: [Verb]
    private let byKey: [Key: [Int]]

    init(_ all: [Verb]) {
        self.all = all
        let pairs = all.enumerated().flatMap { index, verb in verb.keys.map { ($0, [index]) } }
        byKey = Dictionary(pairs, uniquingKeysWith: +)
    }

    /// What a key does here; where it does nothing here, what it does elsewhere.
    func verb(for key: Key, on screen: ScreenName) -> Verb? {
        let found = byKey[key, default: []].map { all[$0] }
        return found.first { $0.works(on: screen) } ?? found.first
    }
    /// How the key of one of Warte's own is written, for sentences that name it.
    static func key(_ name: String) -> String { standard.verb(named: name)?.shown ?? ":" + name }
    func verb(named name: String) -> Verb? { all.first { $0.name == name } }
    /// What works on a screen, for somebody of this level.
    func verbs(on screen: ScreenName, for access: AccessLevel) -> [Verb] { all.filter { $0.works(on: screen) && $0.access <= access } }
}
