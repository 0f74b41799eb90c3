import Glibc
import TestSupport

@testable import FuzzTargets

/// `warte-fuzz [TARGET] [--seed N] [--count N] [--found FOLDER]`: hostile input for one parser, or for each. `warte-fuzz TARGET --input FILE`
/// has once more what was found.
@main
struct FuzzProgram {
    static func main() async {
        var words = Array(CommandLine.arguments.dropFirst())
        func option(_ name: String) -> String? {
            guard let at = words.firstIndex(of: "--" + name), at + 1 < words.count else { return nil }
            defer { words.removeSubrange(at...(at + 1)) }
            return words[at + 1]
        }
        let seed = option("seed").flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64(UInt32.max))
        let count = option("count").flatMap { Int($0) } ?? 100_000
        let found = option("found") ?? "."
        let input = option("input")
        let targets = FuzzTarget.all.filter { words.isEmpty || words.contains($0.name) }
        let unknown = words.filter { word in !FuzzTarget.all.contains { $0.name == word } }
        guard unknown.isEmpty else {
            print("no parser is called \(unknown[0]); there are: \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
            exit(2)
        }
        do {
            var isSound = true
            for target in targets {
                let run = try FuzzRun(target, folder: found)
                if let input {
                    isSound = await run.once(try readFile(input)) && isSound
                } else {
                    isSound = try await run.many(count, seed: seed) && isSound
                }
            }
            exit(isSound ? 0 : 1)
        } catch {
            print("\(error)")
            exit(2)
        }
    }
}
