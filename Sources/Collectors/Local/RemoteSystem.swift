import Collecting
import Telemetry

/// Another machine's files, by one command of its shell that is there anyway: nothing is installed.
struct RemoteSystem: Sendable {
    /// Empty, or a folder there where another system is mounted.
    let root: String
    let transports: Transports

    func reading(within deadline: Duration) async throws(CollectFailure) -> SystemReading {
        let mark = (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 16) }.joined(separator: "-")
        var request = RunRequest(Executable("/bin/sh", ["-c", Self.script, "warte", mark, root]), deadline: deadline)
        request.mostOutput = Self.longest
        return try Self.reading(of: try await transports.run(request), mark: mark, root: root)
    }

    /// - Parameter mark: What the script was to put before each of its own lines.
    static func reading(of result: RunResult, mark: String, root: String) throws(CollectFailure) -> SystemReading {
        let asked = root + "/proc"
        guard result.output.firstRange(of: Array(mark.utf8)) != nil else {
            throw .unreachable(asked: asked, reason: .sshOtherProgram(words(of: result)))
        }
        if let failure = result.failure {
            let words = last(result.complaints).map { Message.marked(Vocabulary.ssh.pieces(of: $0)) }
            throw .unreachable(asked: asked, reason: words ?? failure)
        }
        let files = try FetchedFiles(result.output, mark: mark, asked: asked)
        return SystemReading(root: root, fetched: files) { _ in }
    }

    private static func words(of result: RunResult) -> Message {
        (last(result.output) ?? last(result.complaints)).map { Message.marked(MarkedLine(ofOtherSide: $0)) } ?? result.failure
            ?? .statusZero()
    }
    private static func last(_ bytes: [UInt8]) -> String? {
        String(decoding: bytes.suffix(1000), as: UTF8.self).split(whereSeparator: \.isNewline).last.map { String($0).harmless(atMost: 200) }
    }

    /// Of the largest machines all of it is less.
    static let longest = 24 << 20

    /// POSIX, but for `head -c`, which every system has. Its arguments are the mark and the root. Where the login file says all there is,
    /// logind's is not asked. No file is read beyond what it can sensibly hold: one that has grown costs itself, and not what the others say.
    static let script = """
        m=$1 r=$2 n=0
        f() {
            if [ -f "$r$1" ] && [ -r "$r$1" ]; then
                printf '%s file %s\\n' "$m" "$1"
                head -c $2 "$r$1" 2>/dev/null
                printf '\\n%s end %s\\n' "$m" $?
            elif [ -f "$r$1" ]; then
                printf '%s denied %s\\n' "$m" "$1"
            fi
        }
        for p in stat meminfo net/dev pressure/cpu pressure/io pressure/memory sys/kernel/osrelease; do f "/proc/$p" 1048576; done
        u=/run/utmp
        [ -e "$r$u" ] || u=/var/run/utmp
        f "$u" 8388608
        printf '%s processes\\n' "$m"
        (cd "$r/proc" 2>/dev/null && echo [0-9]*) || echo
        s=/run/systemd/sessions
        if [ -r "$r$s" ] && [ -d "$r$s" ] && { [ ! -r "$r$u" ] || [ ! -e "$r/proc/1" ]; }; then
            printf '%s folder %s\\n' "$m" "$s"
            for p in "$r$s"/*; do
                case $p in *.ref | "$r$s/*") ;; *) f "${p#"$r"}" 16384; n=$((n + 1)) ;; esac
                [ "$n" -lt 9000 ] || break
            done
        fi
        printf '%s done\\n' "$m"
        """
}
