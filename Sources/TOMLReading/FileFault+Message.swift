package import Platform
package import Telemetry

extension FileFault {
    /// To stand after the file's name.
    package var message: Message {
        switch self {
        case .unreadable(let reason): .fileUnreadable(RawLine(reason))
        case .folder: .fileIsFolder()
        case .irregular: .fileIsIrregular()
        case .longer(let size): .fileLongerThan(size)
        }
    }
}
