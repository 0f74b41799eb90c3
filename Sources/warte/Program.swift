import Glibc

@main
struct Program {
    static func main() {
        do {
            let line = try Invocation(CommandLine.arguments)
            print(line)
            print(usage())
        } catch { print(error.text) }
    }
}
