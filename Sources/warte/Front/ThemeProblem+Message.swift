import Drawing
import Telemetry

extension ThemeProblem {
    /// `my.theme:3:16: …`, and what would be right.
    var message: Message { .problemAt(theme, line, column, fault.message) }
}

extension ThemeProblem.Fault {
    fileprivate var message: Message {
        switch self {
        case .noSetting(let text): .themeNoSetting(text)
        case .nameDoesNotEnd: .themeNameDoesNotEnd()
        case .noEquals(let name): .themeNoEquals(name)
        case .noValue: .themeNoValue()
        case .openQuotation: .themeOpenQuotation()
        case .restAfterValue(let text): .themeRestAfterValue(text)
        case .noColour(let text): .themeNoColour(text)
        case .noAttribute(let text): .themeNoAttribute(text)
        }
    }
}
