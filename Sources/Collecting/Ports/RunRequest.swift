import Glibc
public import Telemetry

/// A program, its arguments and its whole environment. No shell reads them, and of open files it gets the three standard ones.
///
/// Everybody on the machine can read arguments: a secret goes into the input or the environment.
public struct Executable: Hashable, Sendable {
    /// Absolute.
    public var path: String
    public var arguments: [String]
    public var environment: [String: String]

    public init(_ path: String, _ arguments: [String] = [], environment: [String: String] = Executable.plainEnvironment) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
    }

    /// This process' own environment may name credentials: of it only what says where things are and how to write.
    public static var plainEnvironment: [String: String] {
        var out: [String: String] = [:]
        for name in ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ"] {
            if let value = getenv(name) { out[name] = String(cString: value) }
        }
        return out
    }
}

/// A program that runs to its end, and the most that may become of it.
public struct RunRequest: Hashable, Sendable {
    public var program: Executable
    /// What it reads on standard input; nil for nothing.
    public var input: [UInt8]?
    /// Then it is ended with its children: SIGTERM, and SIGKILL for those that stay.
    public var deadline: Duration
    /// A program that writes more is ended, which is a failure. With 0, what it writes goes nowhere.
    public var mostOutput = 16 << 20
    /// Of what it writes on standard error so much is kept, from the beginning.
    public var mostComplaints = 65_536

    public init(_ program: Executable, input: [UInt8]? = nil, deadline: Duration) {
        self.program = program
        self.input = input
        self.deadline = deadline
    }
}

/// How a program ended, and what it wrote.
public struct RunResult: Hashable, Sendable {
    public enum End: Hashable, Sendable {
        case exit(Int32)
        case signal(Int32)
        /// The system does not say.
        case unknown
    }
    public let end: End
    public let output: [UInt8]
    public let complaints: [UInt8]

    public init(_ end: End = .exit(0), output: [UInt8] = [], complaints: [UInt8] = []) {
        self.end = end
        self.output = output
        self.complaints = complaints
    }

    /// Nil where it ended well.
    public var failure: Message? {
        switch end {
        case .exit(0): nil
        case .exit(let status): .endedWithStatus(Int(status))
        case .signal(let signal): .endedBySignal(Int(signal))
        case .unknown: .endedUnknown()
        }
    }
}
