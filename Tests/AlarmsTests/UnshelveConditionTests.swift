import Alarms
import Testing

/// What brings a shelved alarm back has one code, in the journal and on the link.
@Suite struct UnshelveConditionTests {
    @Test(arguments: [
        (Shelf.UnshelveCondition.severityUp, "severityUp", "severity-up"), (.hostBack, "hostBack", "host-back"),
        (.value(95), "value:95.0", "value=95"), (.value(-0.5), "value:-0.5", "value=-0.5"),
    ])
    func codes(_ condition: Shelf.UnshelveCondition, code: String, typed: String) {
        #expect(condition.code == code)
        #expect(Shelf.UnshelveCondition(code: code) == condition)
        #expect(Shelf.UnshelveCondition(typed: typed) == condition)
    }

    @Test(arguments: ["", "host-back", "severityup", "value:", "value:nan", "value:inf", "value=95", "value:95 "])
    func anythingElseIsNone(_ text: String) { #expect(Shelf.UnshelveCondition(code: text) == nil) }
}
