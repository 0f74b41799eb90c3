import Collecting
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import Transports

/// `local` on a machine that answers as it likes, through a real sshd.
@Suite(.serialized, .enabled(if: LoopbackSSHD.missing == nil, Comment(rawValue: LoopbackSSHD.comment)))
struct HostileMachineTests {
    private func answer(_ program: String, deadline: Duration = .seconds(20)) async throws -> (Result<Reading, CollectFailure>, Duration) {
        let folder = try TemporaryFolder()
        let script = try folder.write("#!/bin/sh\n\(program)\n", to: "program", mode: 0o755)
        let server = try LoopbackSSHD(["ForceCommand \(script)"])
        let machines = SSHMachines(configuration: server.configuration, parent: folder.path)
        let target = Target(
            id: "gw", area: "a", collector: "local", endpoint: "", deadline: deadline, via: SSHPlace(server.place))
        let collector = try LocalCollector(
            target: target, transports: Transports.system.through(try #require(target.via), deadline: target.deadline, machines))
        let begin = ContinuousClock.now
        var outcome: Result<Reading, CollectFailure>
        do throws(CollectFailure) { outcome = .success(try await collector.collect(at: Moment(seconds: 1_795_551_000))) } catch {
            outcome = .failure(error)
        }
        let took = begin.duration(to: .now)
        await machines.end()
        return (outcome, took)
    }
    private func failure(_ program: String, deadline: Duration = .seconds(20)) async throws -> CollectFailure {
        guard case .failure(let failure) = try await answer(program, deadline: deadline).0 else {
            throw SystemFailure("it answered", number: 0)
        }
        #expect(failure.text.utf8.count < 1_500 && !failure.text.unicodeScalars.contains { $0.isSteering }, "\(failure.text.prefix(300))")
        return failure
    }

    @Test func anotherProgramIsQuoted() async throws {
        #expect(try await failure("printf 'one\\n\\033[2Jtwo, \"x\"\\r\\n'").text.contains("it says: \u{FFFD}[2Jtwo, \"x\""))
        #expect(try await failure("head -c 3000000 /dev/urandom | tr '\\n' x").text.contains("another program answers there"))
        #expect(try await failure("exit 0").text.contains("it says: status 0"))
        #expect(try await failure("echo 'This account is currently not available.'; exit 1").text.contains("not available"))
    }

    @Test func whatHasNoEndIsEnded() async throws {
        guard case .unreadable(_, _, let got) = try await failure("exec cat /dev/zero") else {
            Issue.record("much was read")
            return
        }
        #expect(got == .moreThanBytes(RemoteSystem.longest))
        guard case .timedOut = try await failure("exec sleep 600", deadline: .seconds(3)) else {
            Issue.record("nobody waited")
            return
        }
        guard case .timedOut = try await failure("while :; do echo x; sleep 1; done", deadline: .seconds(3)) else {
            Issue.record("it dripped")
            return
        }
    }

    /// It knows the mark, which is an argument: what it forges is its own picture, and is as bounded as a true one.
    private static let forge = """
        eval "set -- ${SSH_ORIGINAL_COMMAND#exec }"
        for word; do m=$before; before=$word; done
        f() { printf '%s file %s\\n' "$m" "$1"; cat; printf '\\n%s end 0\\n' "$m"; }

        """

    @Test func aForgedPicture() async throws {
        let honest = """
            cat /proc/stat | f /proc/stat
            cat /proc/meminfo | f /proc/meminfo

            """
        let names = """
            head -c 3840000 /dev/urandom | f /run/utmp
            printf '\\033]0;x\\007\\342\\200\\256evil' | f /proc/sys/kernel/osrelease
            printf '%s processes\\n1\\n%s done\\n' "$m" "$m"
            """
        let reading = try await answer(Self.forge + honest + names).0.get()
        #expect(reading.sessions.count <= 10_000)
        let about = reading.about
        #expect(about.utf8.count < 1_000, "\(about.prefix(300))")
        for words in [
            #"awk -v m="$m" 'BEGIN { for (i = 0; i < 10001; i++) printf "%s file /x/%d\n\n\n%s end 0\n", m, i, m; print m " done" }'"#,
            "printf '%s file /proc/stat\\ncpu 1 2 3 4\\n' \"$m\"", "printf '%s nonsense\\n' \"$m\"",
            "echo cpu 99999999999999999999 1 1 1 | f /proc/stat; echo MemTotal: -1 | f /proc/meminfo; printf '%s done\\n' \"$m\"",
        ] {
            guard case .unreadable = try await failure(Self.forge + words) else {
                Issue.record("\(words)")
                continue
            }
        }
    }
}
