import TestSupport
import Testing

@testable import Telemetry

/// Which language is spoken.
struct LanguageTests {
    private static func languages(_ environment: [String: String]) -> [Language] {
        let languages = Languages { environment[$0] }
        return [languages.words, languages.dates, languages.numbers]
    }

    @Test(arguments: [
        ([:], "en en en"),
        (["LANG": "de_DE.UTF-8"], "de de de"),
        (["LANG": "de"], "de de de"),
        (["LANG": "de_AT@euro"], "de de de"),
        (["LANG": "en_US.UTF-8"], "en en en"),
        (["LANG": "fr_FR.UTF-8"], "en en en"),
        (["LANG": "den_CA"], "en en en"),
        (["LANG": ""], "en en en"),
        (["LANG": "de_DE.UTF-8", "LC_ALL": "C"], "en en en"),
        (["LANG": "de_DE.UTF-8", "LC_ALL": ""], "de de de"),
        (["LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"], "en de de"),
        (["LANG": "en_US.UTF-8", "LC_TIME": "de_DE.UTF-8"], "en de en"),
        (["LANG": "de_DE.UTF-8", "LC_NUMERIC": "C"], "de de en"),
        // gettext's list counts where there is a locale; the first that Warte speaks.
        (["LANG": "en_US.UTF-8", "LANGUAGE": "nl:de:en"], "de en en"),
        (["LANG": "de_DE.UTF-8", "LANGUAGE": "en"], "en de de"),
        (["LANG": "de_DE.UTF-8", "LANGUAGE": ""], "de de de"),
        (["LANG": "de_DE.UTF-8", "LANGUAGE": "nl"], "de de de"),
        (["LANGUAGE": "de"], "en en en"),
        (["LANG": "C.UTF-8", "LANGUAGE": "de"], "en en en"),
    ])
    func asTheEnvironmentSays(_ environment: [String: String], _ expected: String) {
        #expect(Self.languages(environment).map(\.rawValue).joined(separator: " ") == expected)
    }

    @Test func aNumberHasItsSign() {
        #expect(Language.german.spelled("12.4") == "12,4")
        #expect(Language.german.spelled("--") == "--")
        #expect(Language.english.spelled("12.4") == "12.4")
    }

    /// Whatever a file says for a count, something is counted.
    @Test(arguments: ["|", "||", "Host", "|Hosts", "Host|"])
    func aTranslationWithoutWordsLeavesEnglish(_ translation: String) throws {
        let folder = try TemporaryFolder()
        let head = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"
        try folder.write(head + "msgctxt \"count\"\nmsgid \"host|hosts\"\nmsgstr \"\(translation)\"\n", to: "x.po")
        #expect(try run(["msgfmt", "-o", folder.file("x.mo"), folder.file("x.po")]).status == .exit(0))
        let file = try #require(TranslationFile(try readFile(folder.file("x.mo"))))
        Wording.speaking(Wording(Languages(all: .german), file)) {
            for count in [0, 1, 2] { #expect(counted(count, "host").lowercased().hasPrefix("\(count) host")) }
        }
    }

    @Test func textsAreFoundByTextAndContext() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            msgid ""
            msgstr "Content-Type: text/plain; charset=UTF-8\\n"

            msgid "open"
            msgstr "öffnen"

            msgctxt "state"
            msgid "open"
            msgstr "offen"

            msgid "not yet"
            msgstr ""

            msgid "zz"
            msgstr "ZZ"

            """, to: "x.po")
        #expect(try run(["msgfmt", "-o", folder.file("x.mo"), folder.file("x.po")]).status == .exit(0))
        let bytes = try readFile(folder.file("x.mo"))
        let file = try #require(TranslationFile(bytes))
        #expect(file["open", ""] == "öffnen")
        #expect(file["open", "state"] == "offen")
        #expect(file["zz", ""] == "ZZ")
        for (english, context) in [("not yet", ""), ("", ""), ("ope", ""), ("openn", ""), ("open", "door"), ("a", ""), ("zzz", "")] {
            #expect(file[english, context] == nil)
        }
    }

    /// A disk that filled while it was installed, and worse.
    @Test func aDamagedFileIsNoneOrShortOfTexts() throws {
        let bytes = try German.compiled(in: TemporaryFolder())
        #expect(TranslationFile([]) == nil && TranslationFile(Array("not at all a file of translations".utf8)) == nil)
        for length in stride(from: 0, to: bytes.count, by: 997) { #expect(TranslationFile(Array(bytes[..<length])) == nil) }
        for place in 0..<64 {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[place] ^= 1 << UInt8(bit)
                _ = TranslationFile(damaged)?["no data[: {0}]", "alarm.no_data"]
            }
        }
        // The other kind of machine's.
        var turned = bytes
        turned[0..<4].reverse()
        #expect(TranslationFile(turned) == nil)
    }
}
