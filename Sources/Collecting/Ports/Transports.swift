public import Telemetry

/// How collectors reach what is outside the process, and the engine those whom it tells. Tests give scripted ones.
public struct Transports: Sendable {
    public typealias HTTP = @Sendable (HTTPRequest) async throws(CollectFailure) -> HTTPResponse
    public typealias Addresses = @Sendable (_ host: String, _ port: UInt16) async throws(CollectFailure) -> [String]
    public typealias Run = @Sendable (RunRequest) async throws(CollectFailure) -> RunResult

    /// The secret's text without a line end, read anew each time so that a changed file needs no restart. It may wait for a disk, so only
    /// what has a thread of its own asks so; others use `readSecret`.
    public var secret: @Sendable (SecretSource) throws(CollectFailure) -> String
    /// A byte stream to `endpoint` (`address:port`, `[v6]:port` or an absolute socket path).
    public var connect: @Sendable (_ endpoint: String) async throws(CollectFailure) -> any ByteStream
    /// One request; an answer of any status is an answer.
    public var http: HTTP
    /// A program to its end, whatever its exit status.
    public var run: Run
    /// The addresses of a name, as numbers in letters, and of a number itself; the port is for words only.
    public var addresses: Addresses
    /// A byte stream to a program's standard input and from its standard output; closing it ends the program.
    public var start: @Sendable (Executable) async throws(CollectFailure) -> any ByteStream
    let secrets = SecretReads()

    public init(
        secret: @escaping @Sendable (SecretSource) throws(CollectFailure) -> String,
        connect: @escaping @Sendable (String) async throws(CollectFailure) -> any ByteStream,
        http: @escaping HTTP = { request throws(CollectFailure) in throw .unreachable(asked: request.asked, reason: .noHTTPHere()) },
        run: @escaping Run = { request throws(CollectFailure) in throw .unreachable(asked: request.program.path, reason: .noProgramsHere())
        },
        start: @escaping @Sendable (Executable) async throws(CollectFailure) -> any ByteStream = { program throws(CollectFailure) in
            throw .unreachable(asked: program.path, reason: .noProgramsHere())
        },
        addresses: @escaping Addresses = { host, port throws(CollectFailure) in [host] }
    ) {
        self.secret = secret
        self.connect = connect
        self.http = http
        self.run = run
        self.start = start
        self.addresses = addresses
    }
}

/// A connected stream of bytes; the caller does not block a thread while it waits.
public protocol ByteStream: Sendable {
    /// Some bytes, at least one; an empty array is the end. Ends early, with the failure, when the task is cancelled.
    func read() async throws(CollectFailure) -> [UInt8]
    func write(_ bytes: [UInt8]) async throws(CollectFailure)
    /// Closing makes a read that waits return the end. Any number of calls.
    func close()
}
