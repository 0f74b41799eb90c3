import Alarms
import Collecting
import JSON
import MessageJSON
import Telemetry

@testable import Engine
@testable import Journal
@testable import Link
@testable import Notify

let engineTargets = [
    FuzzTarget(name: "alertmanager", read: alertmanager), FuzzTarget(name: "journal-columns", read: journalColumns),
    FuzzTarget(name: "stored-alarms", read: storedAlarms), FuzzTarget(name: "log-lines", read: logLines),
]

/// An answer to both questions, with each kind of status.
@Sendable private func alertmanager(_ bytes: [UInt8]) async -> String? {
    for status in [200, 404, 500] {
        let server = AlertAPI(url: "http://h:9093") { _ throws(CollectFailure) in HTTPResponse(status: status, reason: "", body: bytes) }
        do throws(AlertFailure) {
            var view = SilenceView()
            let alerts = try await server.list("alerts", atMost: SilenceView.most, SilenceView.SilencedAlert.init)
            let silences = try await server.list("silences", atMost: SilenceView.most, SilenceView.ActiveSilence.init)
            view.take(alerts: alerts, silences: silences)
            if let complaint = complaint(of: silences.map(\.words.text)) { return complaint }
        } catch {
            if let complaint = complaint(of: [error.message.text]) { return complaint }
        }
    }
    return nil
}

/// Texts of a journal that somebody else has written into, a line each. What is understood is the same when it is written again.
@Sendable private func journalColumns(_ bytes: [UInt8]) async -> String? {
    let reader = JSONReader()
    for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(500) {
        let text = String(decoding: line, as: UTF8.self)
        _ = Message(text: text, json: nil).text
        _ = Message(text: "", json: text).text
        if let flags = HeldFlags(json: text), HeldFlags(json: flags.json)?.json != flags.json { return "other flags: \(flags.json)" }
        for name in [PastPart.conditionName, PastPart.inventoryName, PastPart.unlistedName, PastPart.guestPrefix + "g"] {
            guard let part = PastPart(name: name, json: text, reader) else { continue }
            if PastPart(name: name, json: part.json, reader)?.json != part.json { return "another \(name): \(part.json)" }
        }
    }
    return nil
}

/// What `warted` prints of a journal, as `warte` reads it.
@Sendable private func storedAlarms(_ bytes: [UInt8]) async -> String? {
    do throws(LinkProblem) {
        let stored = try JSONDocument.readStored(bytes)
        let text = JSONDocument.stored(stored)
        return try JSONDocument.stored(JSONDocument.readStored(Array(text.utf8))) == text ? nil : "it is another when it is told again"
    } catch { return complaint(of: ["\(error)"], atMost: .max, isRaw: true) }
}

/// Lines that somebody wrote, from which two names and all addresses are taken.
@Sendable private func logLines(_ bytes: [UInt8]) async -> String? {
    for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(2000) {
        let text = String(decoding: line, as: UTF8.self)
        let told = LineRedactor.applied(to: text, longestName: 2) { ["alice", "anna berg"].contains($0.lowercased()) ? "user-7f3a" : nil }
        let words = NameWords.ranges(in: told).map { told[$0].lowercased() }
        if words.contains("alice") { return "alice is in \(told.debugDescription)" }
        _ = LineRedactor.isHidden(told)
    }
    return nil
}
