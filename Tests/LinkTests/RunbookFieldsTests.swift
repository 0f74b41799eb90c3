import Alarms
import Feed
import JSON
import Telemetry
import Testing

@testable import Link

/// What to do crosses the link as messages; the words are there where people read it, and for what the site says in its own.
@Suite struct RunbookFieldsTests {
    private func written(_ runbook: Runbook, isForPeople: Bool = false) -> String {
        String(decoding: FieldWriter.message(isForPeople: isForPeople) { runbook.write(to: $0) }.dropLast(), as: UTF8.self)
    }
    private func readBack(_ text: String) throws -> Runbook {
        try read(text) { (fields) throws(UnreadableMessage) in try Runbook(fields) }
    }

    @Test func whatBuiltInRulesSayCrossesWithItsIds() throws {
        for rule in standardRules {
            let book = rule.defaults.runbook
            let alarm = Alarm(
                id: 1, key: AlarmKey(rule: rule.id, host: "h"), severity: .warning, phase: .unacknowledged, raisedAt: Moment(seconds: 1),
                changedAt: Moment(seconds: 1), message: rule.label, runbook: book)
            let told = FieldWriter.message { $0.put("update", Update.alarms([alarm])) }
            let heard = try read(Array(told.dropLast())) { (fields) throws(UnreadableMessage) in try fields.item("update") as Update }
            #expect(heard == .alarms([alarm]), "\(rule.id)")
            let text = String(decoding: told, as: UTF8.self)
            for message in [book.consequence, book.action, book.timeToAct] {
                let message = try #require(message)
                #expect(text.contains("{\"id\":\"\(message.id)\"") && !text.contains("\"\(message.text)\""), "\(message.id)")
                #expect(written(book, isForPeople: true).contains("\"\(message.text)\""), "\(message.id)")
            }
            #expect(try readBack(written(book, isForPeople: true)) == book)
        }
    }

    @Test func aSitesOwnTextIsWordsAlone() throws {
        let runbook = Runbook(action: .raw("call km"), timeToAct: .actWithin(.seconds(600)), link: "https://wiki/12")
        for (isForPeople, words) in [(false, ""), (true, "10 min")] {
            let text =
                #"{"consequence":"","action":"call km","time_to_act":"\#(words)","time_to_act_message":{"id":"rule.act_within","#
                + #""arguments":[{"duration_ms":600000}]},"link":"https://wiki/12"}"#
            #expect(written(runbook, isForPeople: isForPeople) == text)
            #expect(try readBack(text) == runbook)
        }
    }

    @Test func anEngineThatSaysWordsAloneIsUnderstood() throws {
        let text = #"{"consequence":"it swaps","action":"","time_to_act":"now","link":""}"#
        #expect(try readBack(text) == Runbook(consequence: .raw("it swaps"), timeToAct: .raw("now")))
    }

    /// In its words where it gives them, as an older one of its kind does, else as far as it goes.
    @Test func aNewerEnginesRuleIsReadInItsWords() throws {
        let text =
            #"{"consequence":"the fan melts","consequence_message":{"id":"rule.fan.consequence","arguments":[]},"action":"","#
            + #""time_to_act":"","link":""}"#
        #expect(try readBack(text) == Runbook(consequence: .raw("the fan melts")))
        let bare = try readBack(text.replacing("the fan melts", with: ""))
        #expect(bare == Runbook(consequence: Message(id: "rule.fan.consequence", arguments: [])))
    }
}
