import Platform
import Telemetry

extension FileFault {
    /// To stand after the file's name.
    var message: Message {
        switch self {
        case .unreadable(let reason): .fileUnreadable(RawLine(reason))
        case .folder: .fileIsFolder()
        case .irregular: .fileIsIrregular()
        case .longer(let size): .fileLongerThan(size)
        }
    }
}
