import Glibc

/// `warte-bench [NAME…]`: runs the named measurements, or all. What is measured where is one line in the list.
@main
struct Bench {
    static let all: [(name: String, run: @Sendable () -> Void)] = [
        ("store", { benchStore() })
    ]

    static func main() {
        let wanted = CommandLine.arguments.dropFirst()
        for name in wanted where !all.contains(where: { $0.name == name }) {
            print("no measurement is called \(name); there are: \(all.map(\.name).joined(separator: ", "))")
            exit(2)
        }
        for bench in all where wanted.isEmpty || wanted.contains(bench.name) {
            print("== \(bench.name)")
            bench.run()
        }
    }
}
