import Feed
import Glibc
import Telemetry
import Testing

@testable import Link

/// Why there is no link is a message as anything else is that people are told.
@Suite struct LinkProblemTests {
    private static let mismatch = ProtocolMismatch(engine: 1...1, engineVersion: "1.0", front: 2...3, frontVersion: "2.0")

    @Test(
        arguments: [
            (.absent(path: "/s"), "link.nobody_listens", "no engine listens on /s"),
            (.refused(path: "/s", reason: .takesNoMoreCallers()), "link.of_socket", "/s: the engine takes no more callers"),
            (.closed, "link.closed", "the engine closed the connection"),
            (.timedOut(after: .seconds(5)), "link.silent", "the engine did not answer within 5 s"),
            (.alreadyRunning(process: 12), "link.already_running", "already running (pid 12)"),
            (.unsafeFolder(path: "/r", reason: .hasMode("0755", "/r")), "link.of_socket", "/r: has mode 0755, wanted 0700: chmod 700 /r"),
            (
                .unreadable(.repliesOutOfOrder()), "link.unreadable",
                "cannot read what the engine sent: its updates come out of order again and again"
            ),
            (.system(.bindSocket("/s"), error: EACCES), "link.system_failed", "bind /s: Permission denied"),
            (
                .protocolMismatch(mismatch), "link.older",
                "the engine is older: start it anew (it speaks protocol 1, version 1.0; this one 2 to 3, version 2.0)"
            ),
        ] as [(LinkProblem, Message.ID, String)])
    func everyProblemIsAMessage(_ problem: LinkProblem, _ id: Message.ID, _ text: String) {
        #expect(problem.message.id == id)
        #expect(problem.text == text)
    }

    /// What an engine answers to a call that it cannot take, as a front is told it.
    @Test(
        arguments: [
            (.methodNotFound("org.warte.engine.Sing"), "call.error", "org.varlink.service.MethodNotFound: org.warte.engine.Sing"),
            (.expectedMore, "call.error", "org.varlink.service.ExpectedMore"),
            (
                .invalidParameter("id", problem: .jsonLacks(.jsonWord("int"))), "call.parameter",
                "org.varlink.service.InvalidParameter: id: wanted int, got nothing"
            ),
            (.versionMismatch(engine: "2", front: "1"), "call.engine_of_version", "the engine is version 2, this is 1"),
            (.protocolMismatch(spoken: 3...4, version: "2"), "call.engine_speaks", "the engine (version 2) speaks protocol 3 to 4"),
            (
                .refused(.undoEndsWithEngine(.seconds(60))), "refused.undo_ends_with_engine",
                Message.undoEndsWithEngine(.seconds(60)).text
            ),
        ] as [(ServiceError, Message.ID, String)])
    func everyErrorOfTheEngineIsAMessage(_ error: ServiceError, _ id: Message.ID, _ text: String) {
        let refusal = EngineCall.refusal(error)
        #expect(refusal.message.id == id)
        #expect(refusal.text == text)
    }
}
