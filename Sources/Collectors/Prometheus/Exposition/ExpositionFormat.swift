import Telemetry

/// The two text formats that exporters speak.
enum ExpositionFormat: Hashable, Sendable {
    /// Prometheus' own, version 0.0.4 (prometheus.io, "Exposition formats").
    case text
    /// OpenMetrics 1.0 (its specification on openmetrics.io), which is stricter in everything.
    case openMetrics

    /// Both, the stricter one first: it says where it ends, so that an answer that was cut off cannot be taken for a whole one.
    static let accepted = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

    /// By the answer's `Content-Type`; an exporter that names none means the older one. Nil where it is something else.
    init?(contentType: String?) {
        // As almost all of them say it: no text is made of it.
        let word = (contentType ?? "text/plain").utf8.prefix { $0 != UInt8(ascii: ";") }
        if word.elementsEqual("text/plain".utf8) {
            self = .text
            return
        }
        if word.elementsEqual("application/openmetrics-text".utf8) {
            self = .openMetrics
            return
        }
        let type = (contentType ?? "text/plain").prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        switch type {
        case "application/openmetrics-text": self = .openMetrics
        case "text/plain", "": self = .text
        default: return nil
        }
    }
}

/// What a family of samples is (`# TYPE`).
enum FamilyType: Hashable, Sendable {
    case counter, gauge, histogram, gaugeHistogram, summary, info, stateSet, unknown

    init?(_ word: UnsafeBufferPointer<UInt8>.SubSequence, _ format: ExpositionFormat) {
        let found = Self.words.first { word.elementsEqual($0.word.utf8) }
        guard let found, format == .openMetrics ? found.isInOpenMetrics : found.isInText else { return nil }
        self = found.type
    }
    private static let words: [(word: StaticWord, type: FamilyType, isInText: Bool, isInOpenMetrics: Bool)] = [
        ("counter", .counter, true, true), ("gauge", .gauge, true, true), ("histogram", .histogram, true, true),
        ("summary", .summary, true, true), ("untyped", .unknown, true, false), ("unknown", .unknown, false, true),
        ("gaugehistogram", .gaugeHistogram, false, true), ("info", .info, false, true), ("stateset", .stateSet, false, true),
    ]
    private typealias StaticWord = String

    /// What a sample of it is, by what its name has behind the family's.
    func parts(_ format: ExpositionFormat) -> [SamplePart] {
        switch self {
        case .counter: format == .text ? [.value] : [.total, .created]
        case .gauge, .stateSet, .unknown: [.value]
        case .histogram: format == .text ? [.bucket, .sum, .count] : [.bucket, .sum, .count, .created]
        case .gaugeHistogram: [.bucket, .gsum, .gcount]
        case .summary: format == .text ? [.value, .sum, .count] : [.value, .sum, .count, .created]
        case .info: [.info]
        }
    }
}

/// What one sample tells of its family.
enum SamplePart: Hashable, Sendable {
    case value, total, created, bucket, sum, count, gsum, gcount, info

    /// What its name has behind the family's.
    var suffix: StaticString {
        switch self {
        case .value: ""
        case .total: "_total"
        case .created: "_created"
        case .bucket: "_bucket"
        case .sum: "_sum"
        case .count: "_count"
        case .gsum: "_gsum"
        case .gcount: "_gcount"
        case .info: "_info"
        }
    }
    /// The hash of its name, from that of the family's.
    func nameHash(in family: UInt64) -> UInt64 {
        var hash = ByteHash(family)
        hash.add(UnsafeBufferPointer(start: suffix.utf8Start, count: suffix.utf8CodeUnitCount))
        return hash.value
    }
}

/// Why a text is not of its format, and where. Only words of our own: what stands in the line may name somebody.
struct ExpositionFault: Error, Hashable, Sendable {
    /// From 1.
    let line: Int
    let reason: Message
    /// The text ends where more must come.
    var isCutOff = false
}
