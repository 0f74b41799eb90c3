import Collecting
import Telemetry

@testable import Collectors
@testable import Transports

let hostTargets = [
    FuzzTarget(name: "local-files", read: fetchedFiles),
    FuzzTarget(name: "local-complaints", read: otherProgram),
    FuzzTarget(name: "local-utmp", cases: ("CollectorsTests/cases/local", "utmp"), read: loginFile),
    FuzzTarget(name: "ssh-words", read: sshWords),
]

/// The whole of what `local` reads, as another machine's shell brings it.
@Sendable private func fetchedFiles(_ bytes: [UInt8]) async -> String? {
    do throws(CollectFailure) {
        let files = try FetchedFiles(bytes, mark: "m1", asked: "x")
        let reading = SystemReading(root: "", fetched: files) { _ in }
        return complaint(of: reading.faults.map { $0.failure.text }, isRaw: true)
    } catch { return complaint(of: [error.text], isRaw: true) }
}

/// A login script, a forced command or a shell that is none, where the files were expected.
@Sendable private func otherProgram(_ bytes: [UInt8]) async -> String? {
    for end in [RunResult.End.exit(0), .exit(1), .signal(9)] {
        let marked = Array("m1\n".utf8) + bytes
        for result in [RunResult(end, output: bytes), RunResult(end, complaints: bytes), RunResult(end, output: marked)] {
            do throws(CollectFailure) { _ = try RemoteSystem.reading(of: result, mark: "m1", root: "") } catch {
                if let complaint = complaint(of: [error.text], isRaw: true) { return complaint }
            }
        }
    }
    return nil
}

@Sendable private func loginFile(_ bytes: [UInt8]) async -> String? {
    _ = parseLogins(bytes)
    _ = parseLogindSession(String(decoding: bytes, as: UTF8.self))
    return nil
}

@Sendable private func sshWords(_ bytes: [UInt8]) async -> String? {
    let said = String(decoding: bytes, as: UTF8.self)
    let failures: [CollectFailure?] = [
        SSHWords.failure(said, asked: "gw", within: .seconds(5)), SSHWords.failure(ofChannel: said, endpoint: "/run/s", isSocket: true),
        SSHWords.failure(ofChannel: said, endpoint: "127.0.0.1:7505", isSocket: false),
    ]
    return complaint(of: failures.compactMap { $0?.text }, isRaw: true)
}
