import Collecting
import Collectors
import Glibc
import OwnProcess
import Platform
import Synchronization
import Telemetry
import Transports

/// `warte-bench agents ADDRESS VERSION AGENTS POLLS FOLDER`: asks one agent as if it were many, for `make bench ARGS=snmp`. The folder has the
/// secrets in `community`, `password` and `privacy`. The first poll of each is not counted: there it is found out who the agent is.
func pollAgents(_ words: [String]) async {
    guard words.count == 5, let agents = Int(words[2]), let polls = Int(words[3]) else {
        print("usage: warte-bench agents ADDRESS VERSION AGENTS POLLS FOLDER")
        exit(2)
    }
    func file(_ name: String) -> SecretSource { .file("\(words[4])/\(name)") }
    let isThree = words[1] == "3"
    let secrets = isThree ? ["password": file("password"), "privacy_password": file("privacy")] : ["community": file("community")]
    let options: Options = isThree ? ["version": "3", "user": "watch"] : ["version": "2c"]
    let collectors = (0..<agents).map { number in
        let target = Target(
            id: "agent-\(number)", area: "", collector: "snmp", endpoint: words[0], interval: .seconds(10), deadline: .seconds(10),
            secrets: secrets, options: options)
        do { return try SNMPCollector(target: target, transports: .system) } catch { fatalError("\(error)") }
    }
    let clock = Moment(seconds: 1_795_786_239)
    @Sendable func rounds(_ count: Int) async -> Int {
        await withTaskGroup(of: Int.self) { group in
            for collector in collectors {
                group.addTask {
                    var bad = 0
                    for _ in 0..<count where (try? await collector.collect(at: clock)) == nil { bad += 1 }
                    return bad
                }
            }
            return await group.reduce(0, +)
        }
    }
    var failures = await rounds(1)
    print("ready")
    fflush(nil)
    // Until whoever measures has looked at the agent's counters.
    _ = readLine()
    let before = cpuSeconds()
    failures += await rounds(polls)
    print("\(cpuSeconds() - before) \(failures)")
}

/// `warte-bench silent-agents ADDRESS SILENT AGENTS SECONDS FOLDER`: polls so many agents each second, as the engine does: half of them at the
/// address, half where nobody answers. Says how many polls were answered, how many were not, and the CPU seconds.
func pollSilentAgents(_ words: [String]) async {
    guard words.count == 5, let agents = Int(words[2]), let seconds = Int(words[3]) else {
        print("usage: warte-bench silent-agents ADDRESS SILENT AGENTS SECONDS FOLDER")
        exit(2)
    }
    allowDescriptors()
    let good = Atomic(0)
    let bad = Atomic(0)
    let poller = Poller(
        clock: TimerClock.shared, wallClock: { Moment(milliseconds: 0) },
        deliver: { turn in
            if case .success = turn.report.outcome { good.add(1, ordering: .relaxed) } else { bad.add(1, ordering: .relaxed) }
        })
    poller.watch(
        (0..<agents).map { number in
            let target = Target(
                id: "agent-\(number)", area: "", collector: "snmp", endpoint: words[number % 2], interval: .seconds(1),
                deadline: .milliseconds(900), secrets: ["community": .file("\(words[4])/community")])
            return (target, { makeAgent(target) })
        })
    // Until it is known who each is.
    try? await Task.sleep(for: .seconds(5))
    let (early, lost, before) = (good.load(ordering: .relaxed), bad.load(ordering: .relaxed), cpuSeconds())
    try? await Task.sleep(for: .seconds(seconds))
    print("\(good.load(ordering: .relaxed) - early) \(bad.load(ordering: .relaxed) - lost) \(cpuSeconds() - before)")
    await poller.stop(patience: .seconds(1))
}

private func makeAgent(_ target: Target) -> any Collector {
    do { return try SNMPCollector(target: target, transports: .system) } catch { fatalError("\(error)") }
}
