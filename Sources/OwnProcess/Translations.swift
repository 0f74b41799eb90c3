import Glibc
import Platform
public import Telemetry

/// Where translations are: `<folder>/<language>/LC_MESSAGES/warte.mo`, as gettext has it.
public enum Translations {
    /// Beside this program where it was built or unpacked, below the prefix that it was installed under, or where the system has its own.
    static func folders(_ environment: (String) -> String?) -> [String] {
        let beside = OwnProgram.folder().map { [$0 + "/locale", $0 + "/../share/locale"] } ?? []
        let system = environment("XDG_DATA_DIRS").flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/local/share:/usr/share"
        return beside + system.split(separator: ":").filter { $0.hasPrefix("/") }.map { $0 + "/locale" }
    }

    /// Everything in these languages; English needs no file.
    ///
    /// - Throws: where there is no translation, or none that can be read: English words are what is left.
    public static func wording(_ languages: Languages, isASCII: Bool = false) throws(MissingTranslation) -> Wording {
        guard languages.words != .english else { return Wording(languages, nil) }
        let folders = folders(variable)
        for folder in folders {
            guard let bytes = try? readFile("\(folder)/\(languages.words.rawValue)/LC_MESSAGES/warte.mo", longest: 16 << 20) else {
                continue
            }
            if let file = TranslationFile(bytes) { return Wording(languages, file, isASCII: isASCII) }
        }
        throw MissingTranslation(message: .translationMissing(languages.words.rawValue, folders.joined(separator: ", ")))
    }

    /// As the configuration says, or where it says nothing the environment; what is not translated into that one's language is English, since
    /// nobody has asked Warte for more.
    public static func wording(as language: Language?, isASCII: Bool = false) throws(MissingTranslation) -> Wording {
        if let language { return try wording(Languages(all: language), isASCII: isASCII) }
        var languages = Languages(environment: variable)
        if let wording = try? wording(languages, isASCII: isASCII) { return wording }
        languages.words = .english
        return Wording(languages, nil)
    }

    /// All that this process says from now on.
    ///
    /// - Parameter isASCII: whether the terminal has no other letters; nil for what the locale says.
    public static func speak(_ language: Language?, isASCII: Bool? = nil) throws(MissingTranslation) {
        let wanted = language.map { Languages(all: $0) } ?? Languages(environment: variable)
        let spoken = Wording.spoken
        // Nearly everybody: nothing is looked for. English has no other letters.
        let isASCII = wanted.words == .english ? spoken.isASCII : isASCII ?? localeIsASCII
        guard wanted != spoken.languages || isASCII != spoken.isASCII else { return }
        Wording.speak(try wording(as: language, isASCII: isASCII))
    }

    /// As `prepareLocale` has it, but for the process's own locale, which must not change once there are threads (setlocale(3)).
    private static var localeIsASCII: Bool {
        guard let locale = newlocale(1 << LC_CTYPE, "", nil) else { return false }
        defer { freelocale(locale) }
        return nl_langinfo_l(Int32(CODESET), locale).map { String(cString: $0) } != "UTF-8"
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

public struct MissingTranslation: Error {
    public let message: Message
}
