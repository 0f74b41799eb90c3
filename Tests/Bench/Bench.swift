import Glibc

/// `warte-bench [NAME…]`: what `make bench` measures inside one process; without a name all. A new one is a function and a line here.
@main
struct Bench {
    static let all: [(name: String, run: @Sendable () async -> Void)] = [
        ("store", { benchStore() }),
        ("rules", { benchRules() }),
        ("journal", { benchJournal() }),
        ("dead-hosts", benchDeadHosts),
        ("scrapes", benchScrapes),
    ]

    static func main() async {
        let wanted = CommandLine.arguments.dropFirst()
        if Array(wanted) == ["scenarios"] { return printScenarios() }
        if wanted.first == "serve" { return await serveLargeSite(Array(wanted.dropFirst())) }
        if wanted.first == "silent-agents" { return await pollSilentAgents(Array(wanted.dropFirst())) }
        if wanted.first == "agents-with-own-keys" { return await pollAgentsWithOwnKeys(Array(wanted.dropFirst())) }
        if wanted.first == "agents" { return await pollAgents(Array(wanted.dropFirst())) }
        if wanted.first == "scrape" { return await pollScrapes(Array(wanted.dropFirst())) }
        for name in wanted where !all.contains(where: { $0.name == name }) {
            print("no measurement is called \(name); there are: \(all.map(\.name).joined(separator: ", "))")
            exit(2)
        }
        for bench in all where wanted.isEmpty || wanted.contains(bench.name) {
            print("== \(bench.name)")
            await bench.run()
        }
    }
}

/// User and system time of this process so far.
func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func rounded(_ value: Double, _ decimals: Int) -> String {
    let scale = pow(10.0, Double(decimals))
    return "\((value * scale).rounded() / scale)"
}

func ms(_ duration: Duration) -> String {
    rounded(Double(duration.components.seconds) * 1000 + Double(duration.components.attoseconds) / 1e15, 2)
}
