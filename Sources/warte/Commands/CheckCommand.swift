import Drawing
import Feed
import Glibc
import Link
import OwnProcess
import Telemetry

/// `warte check`: the engine reads the configuration and says what is wrong; with `--connect` every host is asked once.
///
/// Exit status 0 where all is well, 2 where the configuration is wrong, 1 where a host does not answer.
enum CheckCommand {
    static func run(_ invocation: Invocation) -> Int32 {
        let status = checkConfiguration(invocation)
        guard status == 0, invocation.has("connect") else { return status }
        do {
            let contact = try EngineContact.any(configuration: invocation.options["config"])
            let (site, hosts) = try contact.polled()
            var table = TextTable(["HOST", "COLLECTOR", "ANSWER"])
            var hints: [String] = []
            for host in hosts {
                let answer = host.failure ?? (host.answeredAt == nil ? "no answer yet" : "ok: \(host.about)")
                table.add([host.id, site.host(host.id)?.collector ?? "", answer])
                if let failure = host.failure { hints.append("\(host.id): \(hint(for: failure))") }
            }
            print(table.text, terminator: "")
            for hint in hints { print(hint) }
            return hints.isEmpty ? 0 : 1
        } catch let failure as EngineContact.Failure {
            complain("warte: \(failure.text)")
            return failure.status
        } catch {
            complain("warte: \((error as? LinkProblem)?.text ?? "\(error)")")
            return 3
        }
    }

    /// The engine's own words on our standard output and error.
    private static func checkConfiguration(_ invocation: Invocation) -> Int32 {
        let config = invocation.options["config"].map { ["--config", $0] } ?? []
        return EngineProcess.toEnd(["--check"] + config + (invocation.has("strict") ? ["--strict"] : []))
    }

    /// What to look at, by the failure's own words.
    static func hint(for failure: String) -> String {
        let words = failure.lowercased()
        let hints: [(any: [String], hint: String)] = [
            (
                ["management port busy"],
                "another program holds the management port, which serves one at a time: end it, or set hold_connection = \"no\" on both"
            ),
            (["certificate", "gnutls", "x509", "tls"], "check the certificate: the CA in pkipath, its dates, and that it names this host"),
            (["bad password", "password"], "check password_file (mode 0600, one line) against what the server has"),
            (
                ["permission denied", "access denied", "operation forbidden", "authentication failed", "not authorized", "refused: "],
                "this user may not: join the group of the socket (libvirt: group libvirt), or use an account that may read"
            ),
            (["no such file"], "there is no such socket: does the service run, and is the path right?"),
            (["connection refused"], "nobody listens there: does the service run, and on this port?"),
            (
                ["no route to host", "network is unreachable", "unreachable"],
                "no way there: check routes, firewall and the VPN to the site"
            ),
            (["name or service not known", "name resolution", "resolve"], "the name is unknown: check the endpoint's spelling and DNS"),
            (
                ["no answer within", "timed out", "timeout"],
                "it does not answer in time: does it hang, or does a firewall drop packets? a longer deadline may do"
            ),
            (["cannot read the answer"], "something else than this collector's interface answers there: check collector and endpoint"),
        ]
        return hints.first { entry in entry.any.contains { words.contains($0) } }?.hint ?? "see the words above"
    }
}
