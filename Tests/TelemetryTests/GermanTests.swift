import TestSupport
import Testing

@testable import Telemetry

/// That Warte speaks German: all of it, and as an operator would.
struct GermanTests {
    private static let byContext = Dictionary(grouping: German.texts, by: \.context)
    private static func german(_ id: Message.ID) -> TranslatedText? { byContext[id]?.first }
    private static func text(_ message: Message) throws -> String { try #require(German.wording).text(of: message) }

    @Test func everyMessageIsTranslatedOnce() {
        #expect(MessageCatalogue.all.map(\.id).filter { Self.byContext[$0]?.count != 1 } == [])
        let others = MessageCatalogue.all.filter { Self.german($0.id)?.english != $0.english }
        #expect(others.map(\.id) == [], "the English text was changed: look at the German one too")
        #expect(German.texts.filter { $0.isFuzzy || $0.translation.isEmpty }.map(\.english) == [])
    }

    /// A message that is gone leaves no translation behind.
    @Test func nothingIsTranslatedThatNobodySays() {
        let ids = Set(MessageCatalogue.all.map(\.id))
        let left = Self.byContext.keys.filter { $0.contains(".") && !ids.contains($0) && !$0.hasPrefix("metric.") }
        #expect(left.sorted() == [])
        let pairs = German.texts.map { [$0.context, $0.english] }
        #expect(Set(pairs).count == pairs.count)
        for text in German.texts where text.context.hasPrefix("metric.") {
            #expect(Wording.english.noun(of: String(text.context.dropFirst(7))) == text.english, "\(text.context)")
        }
    }

    @Test(arguments: MessageCatalogue.all.indices)
    func everyTextTakesItsArguments(_ index: Int) throws {
        let form = MessageCatalogue.all[index]
        let german = try #require(Self.german(form.id)?.translation)
        let template = try #require(Template(german), "\(form.id): \(german)")
        let places = template.places
        #expect(Set(places.map(\.argument)) == Set(form.kinds.indices), "\(form.id): an argument that is not said, or is not there")
        for place in places where form.kinds.indices.contains(place.argument) {
            let kind = form.kinds[place.argument]
            if place.forms > 0 { #expect(kind.base == .count && place.forms == 2, "\(form.id): German has one and many") }
            #expect(place.isOptional == kind.isOptional, "\(form.id): in brackets is what may not be there, and nothing else")
        }
        // A unit that stands alone, a list on lines of its own: that is no matter of language. A list may be joined by a word.
        let styles = { (places: [(argument: Int, style: String, forms: Int, isOptional: Bool)]) in
            Set(places.filter { !$0.style.contains { $0.isLetter } || form.kinds[$0.argument].base == .duration }.map(\.style))
        }
        #expect(styles(places) == styles(try #require(Template(form.english)).places), "\(form.id)")
    }

    /// Key words, commands and paths are typed as they are: a translation must not make others of them.
    @Test(arguments: MessageCatalogue.all.indices)
    func whatIsTypedStaysAsItIs(_ index: Int) throws {
        let form = MessageCatalogue.all[index]
        let german = try #require(Self.german(form.id)?.translation)
        for key in form.english.matches(of: /[a-z]+_[a-z_]+|--[a-z]+|\/(?:etc|proc|sys|var)\/[a-z.\/-]+|[A-Z]+_[A-Z_]+/) {
            #expect(german.contains(key.0), "\(form.id): \(key.0)")
        }
    }

    /// What screens, commands and the help write where they write it.
    @Test func everyPhraseOfTheSourcesIsTranslated() throws {
        #expect(PhraseInSource.all.count > 500)
        let german = Dictionary(German.texts.map { ([$0.context, $0.english], $0.translation) }) { first, _ in first }
        for phrase in PhraseInSource.all {
            let translation = german[[phrase.context, phrase.english]]
            #expect(translation != nil, "\(phrase)")
            guard let translation, phrase.context != "count" else { continue }
            let count = phrase.english.matches(of: /\{\d+\}/).count
            guard count > 0 else { continue }
            let template = try #require(Template(translation), "\(translation)")
            #expect(
                template.places.allSatisfy { $0.argument < count && $0.style.isEmpty && $0.forms == 0 && !$0.isOptional }, "\(translation)")
        }
        for text in German.texts where text.context == "count" {
            #expect(text.translation.split(separator: "|").count == 2, "\(text.english)")
        }
    }

    /// A phrase is what it is written as, and its argument stands where the language wants it.
    @Test func aPhraseIsSaidInTheLanguageThatIsSpoken() throws {
        let german = try #require(German.wording)
        func phrase() -> String { localized("shelved by \("km".prefix(40)), for \("2 h")") }
        #expect(phrase() == "shelved by km, for 2 h")
        Wording.speaking(german) {
            #expect(phrase() == "zurückgestellt von km, noch 2 h")
            #expect(localized("open", "state") == "offen")
            #expect(localized("nobody has translated this: \(7)") == "nobody has translated this: 7")
            #expect(counted(1, "alarm") == "1 Alarm" && counted(2, "alarm") == "2 Alarme")
        }
    }

    @Test func phrasesAreFoundInSources() {
        let source = #"""
            let a = localized("plain") + other.localized("not this") + localized(text: word)
            let b = localized(
                "two \(list.map { "\($0) \(f("x"))" }.joined()) and \(n)", "context") + "\(localized("inner"))" + counted(n, "host")
            let c = counted(f(1, 2), "entry", "entries") + localized("with \"quotes\"")
            """#
        let found = PhraseInSource.phrases(in: Array(source), file: "").map { [$0.context, $0.english] }
        #expect(
            found == [
                ["", "plain"], ["context", "two {0} and {1}"], ["", "inner"], ["", "with \"quotes\""], ["count", "host|hosts"],
                ["count", "entry|entries"],
            ])
    }

    /// As one operator speaks to another: see the head of the file.
    @Test func itReadsAsGerman() {
        for text in German.texts {
            let words = text.translation.split { !$0.isLetter }
            #expect(words.allSatisfy { !["Ihr", "Ihre", "Ihren", "bitte", "Bitte", "du", "dein"].contains($0) }, "\(text.translation)")
            #expect(words.allSatisfy { !["the", "and", "not", "with", "is", "of", "this"].contains($0) }, "\(text.translation)")
            #expect(
                text.translation.contains("  ") == text.english.contains("  ") && !text.translation.contains { "„“”»«’".contains($0) },
                "\(text.translation)")
            #expect(!text.translation.contains(/\bSie [a-z]/), "\(text.translation)")
        }
    }

    /// What is the same in both languages is a name or a sign.
    @Test func nothingIsLeftInEnglish() {
        let same = German.texts.filter { $0.english == $0.translation && $0.english.contains { $0.isLetter } && !$0.context.isEmpty }
        let signs = same.filter { $0.english.replacing(/\{[^}]*\}/, with: "").split { !$0.isLetter }.contains { $0.count > 2 } }
        #expect(
            Set(signs.map(\.context)).isSubset(of: [
                "cause.handshake", "cause.admin", "limit.pool", "figure.kvm", "figure.cpu", "metric.cpu", "openvpn.fatal", "journal.fails",
                "rule.journal.label", "limits.example_time_to_act", "ssh.said", "notify.alertmanager", "program.status_zero",
                "wireguard.peer", "about.processors", "metric", "cause", "count", "column",
            ]), "\(signs.map(\.context))")
    }

    /// Of a terminal that has ASCII alone.
    @Test func umlautsAreWrittenAsTwoLetters() throws {
        #expect(Wording.transliterated("Übergröße: Äpfel, Öl … süß · Maß") == "Uebergroesse: Aepfel, Oel ... suess - Mass")
        #expect(German.texts.map { Wording.transliterated($0.translation) }.filter { !$0.utf8.allSatisfy { $0 < 0x80 } } == [])
    }

    @Test func oneAndMany() throws {
        #expect(try Self.text(.clientsLost(1, nil)) == "1 Abbruch")
        #expect(try Self.text(.clientsLost(14, .within(.seconds(240)))) == "14 Abbrüche in 4 min")
        #expect(try Self.text(.clientsLost(2, .atOnce())) == "2 Abbrüche auf einmal")
        #expect(try Self.text(.answersAgain(1)) == "antwortet wieder nach 1 gescheiterter Abfrage")
        #expect(try Self.text(.worksAgain(.raw("x"), 3)) == "x: geht wieder nach 3 Fehlschlägen")
        #expect(try Self.text(.guestsRun(1, 24)) == "1 von 24 Gästen läuft")
    }

    @Test func numbersHaveACommaAndMeasuresTheirNames() throws {
        let alarm = Message.aboveLimit(
            .cpuWait, Quantity(12.4, "%"), .perVirtualProcessor(), .seconds(300), Quantity(10, "%"), Quantity(9.5, "%"))
        #expect(try Self.text(alarm) == "CPU-Wartezeit 12,4 % je vCPU über 5 min, Grenze 10 %, endet bei 9,5 %")
        #expect(
            try Self.text(.showing(.noConfiguration(), [.thisMachine(), .openVPNSockets(2)], nil))
                == "keine Konfiguration: gezeigt wird dieser Rechner und 2 OpenVPN-Sockets")
    }

    @Test func whatANewerEngineSaysIsToldAsFarAsItGoes() throws {
        #expect(try Self.text(Message(id: "tape.torn", arguments: [.text("A"), .count(3)])) == "tape.torn: A, 3")
    }

    /// Nobody else's language changes: that of other threads, and what is sent and written down.
    @Test func aLanguageIsSpokenWhereItIsAskedFor() throws {
        let german = try #require(German.wording)
        let message = Message.noDataSince(nil)
        #expect(message.text == "no data")
        Wording.speaking(german) {
            #expect(message.text == "keine Daten")
            #expect(Wording.english.text(of: message) == "no data")
        }
        #expect(message.text == "no data")
    }
}
