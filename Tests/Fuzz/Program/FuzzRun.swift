import Glibc
import TestSupport

@testable import FuzzTargets

/// One parser's run. Each input is on the disk before it is read, so that whatever ends this process leaves it behind.
struct FuzzRun {
    /// Seconds of the processors' time that one input may take; an unoptimised build is slow.
    private static let patience = 10
    /// By the clock, for what waits without end. Where others have the machine, minutes may pass within an input.
    private static let patienceWithWaits: UInt32 = 900
    /// Address space: what asks for more is at fault.
    private static let mostMemory: rlim_t = 4 << 30

    private let target: FuzzTarget
    private let file: Int32
    private let path: String

    init(_ target: FuzzTarget, folder: String) throws {
        self.target = target
        path = "\(folder)/\(target.name).last"
        file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemFailure(path) }
        var most = rlimit(rlim_cur: Self.mostMemory, rlim_max: Self.mostMemory)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &most)
        Ending.watch("\(target.name): ended by a signal or after \(Self.patience) s of computing; the input is in \(path)\n")
    }

    func once(_ bytes: [UInt8]) async -> Bool { await read(bytes, "this input") }

    func many(_ count: Int, seed: UInt64) async throws -> Bool {
        defer { close(file) }
        print("\(target.name): \(count) inputs, seed \(seed)")
        fflush(nil)
        let corpus = try target.corpus()
        for (number, bytes) in corpus.enumerated() where !(await read(bytes, "corpus \(number)")) { return false }
        var mutator = Mutator(corpus, seed: seed)
        var before = 0
        let begun = ContinuousClock.now
        for number in 0..<count {
            guard await read(mutator.next(), "input \(number) of seed \(seed)") else { return false }
            // By then it has met every kind of input.
            if number == count / 5 { before = residentKilobytes() }
        }
        let seconds = (ContinuousClock.now - begun).components.seconds
        let after = residentKilobytes()
        let sizes = "resident \(before) KiB after a fifth, \(after) KiB at the end"
        guard after - before < mostGrowth else {
            print("\(target.name): grows, \(sizes); \(count) inputs, seed \(seed)")
            return false
        }
        print("\(target.name): sound, \(corpus.count) in the corpus, \(seconds) s, \(sizes), at most \(peak()) MiB")
        unlink(path)
        return true
    }

    private func read(_ bytes: [UInt8], _ which: String) async -> Bool {
        _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
        ftruncate(file, bytes.count)
        alarm(Self.patienceWithWaits)
        Self.setTimer(Self.patience)
        let complaint = await target.read(bytes)
        Self.setTimer(0)
        alarm(0)
        guard let complaint else { return true }
        print("\(target.name), \(which): \(complaint)\nthe input is in \(path)")
        return false
    }

    /// Of the processors' time; 0 stops it.
    private static func setTimer(_ seconds: Int) {
        var timer = itimerval()
        timer.it_value.tv_sec = seconds
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    }

    /// MiB that were resident at most.
    private func peak() -> Int {
        let lines = ((try? readText("/proc/self/status")) ?? "").split(separator: "\n")
        let line = lines.first { $0.hasPrefix("VmHWM:") }
        return (line.flatMap { Int($0.filter(\.isNumber)) } ?? 0) / 1024
    }
}

/// Says where the input is when a signal ends this process.
private enum Ending {
    private nonisolated(unsafe) static var words: UnsafeMutableBufferPointer<CChar> = .init(start: nil, count: 0)

    static func watch(_ text: String) {
        let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.utf8.count)
        _ = copy.initialize(from: text.utf8.map { CChar(bitPattern: $0) })
        words = copy
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM, SIGPROF] {
            signal(number) { number in
                // Nothing but what a signal's handler may do.
                _ = Glibc.write(2, Ending.words.baseAddress, Ending.words.count)
                _exit(128 + number)
            }
        }
    }
}
