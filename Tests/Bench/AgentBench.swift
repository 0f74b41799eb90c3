import Collecting
import Collectors
import Glibc
import OwnProcess
import Platform
import Synchronization
import Telemetry
import Transports

/// `warte-bench agents ADDRESS,... VERSION AGENTS POLLS FOLDER`: asks a few agents as if they were many, for `make bench ARGS=snmp`. The folder
/// has the secrets in `community`, `password` and `privacy`. The first poll of each is not counted: there it is found out who the agent is.
func pollAgents(_ words: [String]) async {
    guard words.count == 5, let agents = Int(words[2]), let polls = Int(words[3]) else {
        print("usage: warte-bench agents ADDRESS,... VERSION AGENTS POLLS FOLDER")
        exit(2)
    }
    let (secrets, options) = manners(version: words[1], folder: words[4])
    allowDescriptors()
    let addresses = words[0].split(separator: ",").map(String.init)
    let collectors = (0..<agents).map { number in
        makeAgent(
            Target(
                id: "agent-\(number)", area: "", collector: "snmp", endpoint: addresses[number % addresses.count], interval: .seconds(10),
                deadline: .seconds(10), secrets: secrets, options: options))
    }
    @Sendable func rounds(_ count: Int) async -> Int {
        await withTaskGroup(of: Int.self) { group in
            for collector in collectors {
                group.addTask {
                    var bad = 0
                    for _ in 0..<count where (try? await collector.collect(at: benchDay)) == nil { bad += 1 }
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

/// `warte-bench silent-agents ADDRESS SILENT VERSION AGENTS SECONDS FOLDER`: polls so many agents each second, as the engine does: half of them
/// at the address, half where nobody answers. Says how many polls were answered, how many were not, and the CPU seconds.
func pollSilentAgents(_ words: [String]) async {
    guard words.count == 6, let agents = Int(words[3]), let seconds = Int(words[4]) else {
        print("usage: warte-bench silent-agents ADDRESS SILENT VERSION AGENTS SECONDS FOLDER")
        exit(2)
    }
    let (secrets, options) = manners(version: words[2], folder: words[5])
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
                deadline: .milliseconds(900), secrets: secrets, options: options)
            return (target, { makeAgent(target) })
        })
    // Until it is known who each is.
    try? await Task.sleep(for: .seconds(5))
    let (early, lost, before) = (good.load(ordering: .relaxed), bad.load(ordering: .relaxed), cpuSeconds())
    try? await Task.sleep(for: .seconds(seconds))
    print("\(good.load(ordering: .relaxed) - early) \(bad.load(ordering: .relaxed) - lost) \(cpuSeconds() - before)")
    await poller.stop(patience: .seconds(1))
}

/// `warte-bench agents-with-own-keys ADDRESS,... OTHER AGENTS FOLDER`: what it delays when so many agents of version 3 are asked for the first time
/// at once, each by a user of its own (`watch-N`) with passphrases of its own (`password-N`, `privacy-N`), while one at the other address, known
/// by then, is asked over and over. Says the seconds until all had answered, how many had not, and the longest that the one waited in ms.
func pollAgentsWithOwnKeys(_ words: [String]) async {
    guard words.count == 4, let agents = Int(words[2]) else {
        print("usage: warte-bench agents-with-own-keys ADDRESS,... OTHER AGENTS FOLDER")
        exit(2)
    }
    allowDescriptors()
    let addresses = words[0].split(separator: ",").map(String.init)
    let collectors = (0..<agents).map { number in
        makeAgent(
            Target(
                id: "agent-\(number)", area: "", collector: "snmp", endpoint: addresses[number % addresses.count], interval: .seconds(5),
                deadline: .seconds(60),
                secrets: [
                    "password": .file("\(words[3])/password-\(number)"), "privacy_password": .file("\(words[3])/privacy-\(number)"),
                ], options: ["version": "3", "user": .text("watch-\(number)")]))
    }
    let (secrets, options) = manners(version: "2c", folder: words[3])
    let other = makeAgent(
        Target(
            id: "other", area: "", collector: "snmp", endpoint: words[1], interval: .seconds(1), deadline: .seconds(5), secrets: secrets,
            options: options))
    for _ in 0..<3 { _ = try? await other.collect(at: benchDay) }
    let watching = Task {
        var longest = Duration.zero
        while !Task.isCancelled {
            let begun = ContinuousClock.now
            guard (try? await other.collect(at: benchDay)) != nil else { continue }
            longest = max(longest, ContinuousClock.now - begun)
            try? await Task.sleep(for: .milliseconds(5))
        }
        return longest
    }
    let begun = ContinuousClock.now
    let bad = await withTaskGroup(of: Bool.self) { group in
        for collector in collectors { group.addTask { (try? await collector.collect(at: benchDay)) == nil } }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    let took = ContinuousClock.now - begun
    watching.cancel()
    print("\(took.inSeconds) \(bad) \(await watching.value.inSeconds * 1000)")
}

private let benchDay = Moment(seconds: 1_795_786_239)

private func manners(version: String, folder: String) -> (secrets: [String: SecretSource], options: Options) {
    func file(_ name: String) -> SecretSource { .file("\(folder)/\(name)") }
    return version == "3"
        ? (["password": file("password"), "privacy_password": file("privacy")], ["version": "3", "user": "watch"])
        : (["community": file("community")], ["version": "2c"])
}

private func makeAgent(_ target: Target) -> any Collector {
    do { return try SNMPCollector(target: target, transports: .system) } catch { fatalError("\(error)") }
}
