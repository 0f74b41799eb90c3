import Telemetry

/// The file of `warte --record`, version 1: lines of text, to which only ever more is added.
///
/// The first is `warte recording 1`. Each other one is a record, `TIME KIND LENGTH JSON`: milliseconds since 1970 by the engine's clock, a
/// word, how many bytes the JSON has, and one JSON object without a line end in it. A record is whole when its line end is there. Whoever
/// reads passes over kinds that it does not know; what an older reader would misread takes the next version.
///
/// | kind | what it holds |
/// |---|---|
/// | `begin` | `warte`: the version that recorded |
/// | `update` | what the engine told, by the fields of `org.warte.engine`; without paths of files and what own commands run |
/// | `connection`, `silence` | how it stood with the engine |
/// | `store` | `raw`: how many values of each series are kept one by one |
/// | `series` | series of one `host` whose values come every `step_ms`: they are numbered in the order in which they stand in the file |
/// | `past` | values of series number `first`, from `from_ms` on, every `step_ms`; null is a gap |
/// | `numbers` | the newest values of `at_ms`: `runs` of `values`, for the series from number `first` on |
/// | `state` | every host and every alarm as the updates before have left them, so that no look back begins at the first record |
/// | `end` | the dashboard was left, and the recording is whole |
public enum RecordingFormat {
    public static let version = 1
    /// What the first line begins with; its version follows.
    static let name = "warte recording "
    /// Bytes of a record's JSON: a thousand hosts with 20 guests each take 8 MB.
    static let longestRecord = 64 << 20
    /// Bytes of what stands before the JSON.
    static let longestHead = 64
    /// Bytes of a file.
    static let longestFile: Int64 = 4 << 30
    static let mostSeries = 100_000
    /// Looks back begin at one of these `state`s.
    static let mostStates = 100_000
    static let kinds = 1...16

    static var firstLine: String { name + "\(version)\n" }

    static func head(_ time: Moment, _ kind: String, length: Int) -> String { "\(time.milliseconds) \(kind) \(length) " }
}

/// What stands before the JSON of a record.
struct RecordHead: Hashable {
    let time: Moment
    let kind: String
    /// Bytes of the JSON.
    let length: Int
    /// Bytes of the head itself, its last blank among them.
    let size: Int

    enum Finding: Hashable {
        case head(RecordHead)
        /// So far it could be one.
        case more
        case none
    }

    static func find(_ bytes: ArraySlice<UInt8>, in moments: ClosedRange<Int64>) -> Finding {
        let blank = UInt8(ascii: " ")
        let words = bytes.prefix(RecordingFormat.longestHead).split(separator: blank, maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4 else { return bytes.count < RecordingFormat.longestHead ? .more : .none }
        let kind = words[1]
        guard let time = Int64(String(decoding: words[0], as: UTF8.self)), moments.contains(time),
            RecordingFormat.kinds.contains(kind.count), kind.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }),
            let length = Int(String(decoding: words[2], as: UTF8.self)), (2...RecordingFormat.longestRecord).contains(length)
        else { return .none }
        return .head(
            RecordHead(
                time: Moment(milliseconds: time), kind: String(decoding: kind, as: UTF8.self), length: length,
                size: words[0].count + kind.count + words[2].count + 3))
    }
}
