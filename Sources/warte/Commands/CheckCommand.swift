import Drawing
import Feed
import Glibc
import Link
import OwnProcess
import Telemetry

/// `warte check`: the engine reads the configuration and says what is wrong; with `--connect` every host is asked once.
///
/// Exit status 0 where all is well, 2 where the configuration is wrong, 1 where a host does not answer, or shows nothing.
enum CheckCommand {
    static func run(_ invocation: Invocation) -> Int32 {
        let status = checkConfiguration(invocation)
        guard status == 0, invocation.has("connect") else { return status }
        do {
            let contact = try EngineContact.any(configuration: invocation.options["config"])
            defer { contact.leave() }
            // What was just said of a file may not be what the engine watches.
            if !contact.isFresh { tellWhatIsInForce(try contact.call.status()) }
            let (site, hosts) = try contact.polled(needsRates: false)
            var table = TextTable([localized("HOST"), localized("COLLECTOR"), localized("ANSWER")])
            var hints = ""
            for host in hosts {
                let answer =
                    host.failure?.text
                    ?? (host.answeredAt == nil
                        ? Message.noAnswerYet().text
                        : host.gapsInWords.map { host.ownWords.isEmpty ? $0 : $0 + " · " + host.ownWords }
                            ?? Message.answersAs(host.ownWords).text)
                table.add([host.id, site.host(host.id)?.collector ?? "", answer])
                if let hint = host.hint { hints += "\(host.id): \(hint.text)\n" }
            }
            guard say(table.text + hints) else { return lostOutput }
            return hosts.allSatisfy { $0.failure == nil && $0.answeredAt != nil && !$0.isBlind } ? 0 : 1
        } catch {
            complain(words(of: error))
            return (error as? EngineContact.Failure)?.status ?? 3
        }
    }

    private static func tellWhatIsInForce(_ engine: EngineStatus) {
        let path = engine.configurationPath
        complain((path.isEmpty ? Message.answersForNothing() : .answersFor(path)).text + ":")
        var file = stat()
        guard !path.isEmpty, stat(path, &file) == 0 else { return }
        let changedAt = Moment(seconds: file.st_mtim.tv_sec, nanoseconds: file.st_mtim.tv_nsec)
        if changedAt > engine.configurationReadAt { complain(Message.wasChangedSince(path).text) }
    }

    /// The engine's own words on our standard output and error.
    private static func checkConfiguration(_ invocation: Invocation) -> Int32 {
        let config = invocation.options["config"].map { ["--config", $0] } ?? []
        return EngineProcess.toEnd(["--check"] + config + (invocation.has("strict") ? ["--strict"] : []))
    }
}
