import Alarms
import Glibc
import Journal
import Platform
import Telemetry

/// 100,000 alarms in the journal: what a restart, a question and `warte alarms --history` take.
func benchJournal() {
    var template = Array("/tmp/warte-bench-XXXXXX".utf8CString)
    guard let folder = mkdtemp(&template).map({ String(cString: $0) }) else { return print("no place for the files") }
    defer { _ = finish(["/bin/rm", "-r", folder], in: folder) }
    mkdir(folder + "/warte", 0o700)
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let now = Moment(seconds: Int64(time.tv_sec))
    do throws(JournalProblem) {
        let journal = try Journal(path: folder + "/warte/journal.sqlite")
        fill(journal, until: now)
        print("  a restart's reading: \(ms(median(11) { _ = journal.restore(at: now) })) ms")
        for (words, span) in [("24 h", Int64(86_400)), ("400 days", 400 * 86_400)] {
            let took = median(11) { _ = journal.history(since: now - .seconds(span), until: now, limit: 200) }
            print("  the newest 200 of the last \(words): \(ms(took)) ms")
        }
    } catch {
        return print(error.text)
    }
    throughTheEngine(folder)
}

/// One in 100 stands; the others came and went, 250 a day, on 200 hosts.
private func fill(_ journal: Journal, until now: Moment) {
    for start in stride(from: 0, to: 100_000, by: 1000) {
        journal.record(
            (start..<start + 1000).map { index in
                let at = now - .seconds(Int64(100_000 - index) * 345)
                let isStanding = index >= 99_800 && index % 2 == 0
                let alarm = Alarm(
                    id: Int64(index + 1), key: AlarmKey(rule: "cpu", host: "hv-\(index % 200)"), severity: .warning,
                    phase: isStanding ? .returned : .normal, raisedAt: at, changedAt: at, message: .raw("CPU 91 %, limit 90"),
                    evidence: [.raw("cpu 91.2 at 14:03:02")])
                return Transition(alarm: alarm, what: .raised, at: alarm.raisedAt)
            })
    }
}

/// The real programs, from the start of the process to its end.
private func throughTheEngine(_ folder: String) {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = String(decoding: buffer[0..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let programs = own.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    guard let engine = start([programs + "/warted"], in: folder) else { return print("  warted is not built") }
    defer {
        kill(engine, SIGTERM)
        waitpid(engine, nil, 0)
    }
    let list = [programs + "/warte", "alarms"]
    // Until it listens.
    for _ in 0..<500 where finish(list, in: folder) != 0 { usleep(10_000) }
    print("  warte alarms, a process: \(ms(median(21) { _ = finish(list, in: folder) })) ms")
    for span in ["24h", "30d", "400d"] {
        let took = median(21) { _ = finish(list + ["--history", "--since", span], in: folder) }
        print("  warte alarms --history --since \(span), a process: \(ms(took)) ms")
    }
}

private func start(_ words: [String], in folder: String) -> pid_t? {
    var launch = Launch(words, environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"])
    for name in ["XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME"] { launch.environment?[name] = folder }
    (launch.output, launch.complaints) = (.none, .none)
    return try? launch.start()
}

/// The exit status.
private func finish(_ words: [String], in folder: String) -> Int32 {
    guard let pid = start(words, in: folder) else { return -1 }
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    return status
}

private func median(_ times: Int, _ body: () -> Void) -> Duration {
    (0..<times).map { _ in ContinuousClock().measure(body) }.sorted()[times / 2]
}
