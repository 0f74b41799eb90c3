import JSON
import MessageJSON
import Telemetry
import Testing

@testable import Link

/// What a host does not show has its figure's name as a message; words are told to people, and read where an older engine has no more.
@Suite struct GapFieldsTests {
    private func written(_ gap: Inventory.Gap, isForPeople: Bool = false) -> String {
        String(decoding: FieldWriter.message(isForPeople: isForPeople) { gap.write(to: $0) }.dropLast(), as: UTF8.self)
    }
    private func readBack(_ text: String) throws -> Inventory.Gap {
        try read(text) { (fields) throws(UnreadableMessage) in try Inventory.Gap(fields) }
    }

    @Test func aFigureCrossesAsItsId() throws {
        let gap = Inventory.Gap(figure: .figureGuests(), reason: .proxmoxNoGuestRight())
        #expect(written(gap).hasPrefix(#"{"figure":"","figure_message":{"id":"\#(gap.figure.id)","#))
        #expect(!written(gap).contains("\"guests\"") && !written(gap).contains(gap.reason.text))
        #expect(written(gap, isForPeople: true).hasPrefix(#"{"figure":"\#(gap.figure.text)","#))
        for isForPeople in [false, true] { #expect(try readBack(written(gap, isForPeople: isForPeople)) == gap) }
    }

    /// Engines of before, journals of theirs too, have the words; a newer one has an id that is not known here.
    @Test func otherEnginesAreUnderstood() throws {
        let reason = #""message":{"id":"text","arguments":[{"raw":"r"}]}}"#
        #expect(try readBack(#"{"figure":"guests","# + reason) == Inventory.Gap(figure: .raw("guests"), reason: .raw("r")))
        let both = #"{"figure":"fans","figure_message":{"id":"figure.fans","arguments":[]},"# + reason
        #expect(try readBack(both).figure == .raw("fans"))
        #expect(try readBack(both.replacing(#""fans""#, with: #""""#)).figure.text == "figure.fans")
    }
}
