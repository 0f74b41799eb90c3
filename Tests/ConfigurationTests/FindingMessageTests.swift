import TOMLReading
import Telemetry
import Testing

@testable import Configuration

/// Findings cross the link and enter the journal: none of them is a sentence.
@Suite struct FindingMessageTests {
    private static let cases = names(in: sourceFolder + "cases/").map { "cases/" + $0 }
    private static let optionCases = names(in: sourceFolder + "option-cases/").map { "option-cases/" + $0 }
    private static let forms = Dictionary(MessageCatalogue.all.map { ($0.id, $0.kinds) }, uniquingKeysWith: { first, _ in first })

    private static func findings(_ name: String) -> [FileProblem] {
        guard let bytes = readBytes("\(sourceFolder)\(name)/warte.toml") else { return [] }
        return readDraft(bytes, file: "warte.toml", collectors: kinds + [Sample.collector, Sample.cluster], rules: RuleKind.standard)
            .problems
    }

    @Test(arguments: cases + optionCases) func noFindingIsASentence(_ name: String) {
        for finding in Self.findings(name) {
            #expect(Self.undeclared(in: finding.placed) == [], "\(finding)")
            #expect(finding.placed.id == Message.problemAt.id)
        }
    }

    @Test func casesHaveManyFindings() {
        let found = (Self.cases + Self.optionCases).flatMap(Self.findings)
        #expect(found.count > 150)
        #expect(Set(found.map(\.message.id)).count > 40)
    }

    @Test func aFileThatCannotBeReadIsNoSentence() {
        let scratch = ScratchFolder()
        for path in [scratch.path, scratch.path + "/none", scratch.file("long", String(repeating: "#\n", count: 600_000))] {
            let problems = #expect(throws: FileProblems.self) { try loadSettings(path: path, collectors: kinds) }
            for problem in problems?.list ?? [] { #expect(Self.undeclared(in: problem.placed) == [], "\(problem)") }
        }
    }

    /// What a message says past the catalogue: a raw line alone, or an argument of another type than its form has.
    private static func undeclared(in message: Message) -> [String] {
        guard message.id != Message.line.id, let kinds = forms[message.id], kinds.count == message.arguments.count else {
            return [message.id]
        }
        return zip(message.arguments, kinds).flatMap { argument, kind -> [String] in
            switch (argument, kind.base) {
            case (.none, _): kind.isOptional ? [] : [message.id]
            case (.text, .text), (.raw, .raw), (.count, .count): []
            case (.message(let inner), .message): undeclared(in: inner)
            case (.messages(let list), .messages): list.flatMap { undeclared(in: $0) }
            default: [message.id]
            }
        }
    }
}
