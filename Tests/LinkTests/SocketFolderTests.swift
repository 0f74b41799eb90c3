import Glibc
import Telemetry
import Testing

@testable import Link

@Suite struct SocketFolderTests {
    let root: TemporaryFolder
    init() throws { root = try TemporaryFolder() }

    var rule: SocketFolder {
        var rule = SocketFolder(user: geteuid())
        rule.runtimeRoot = root.path + "/run"
        rule.temporaryRoot = root.path
        return rule
    }
    func mode(_ path: String) -> mode_t? {
        var found = stat()
        return lstat(path, &found) == 0 ? found.st_mode & 0o7777 : nil
    }

    @Test func isMadeInTheRuntimeFolder() throws {
        let path = try socketFolder(environment: ["XDG_RUNTIME_DIR": root.path])
        #expect(path == root.path + "/warte")
        #expect(mode(path) == 0o700)
        #expect(try socketFolder(environment: ["XDG_RUNTIME_DIR": root.path]) == path)
    }

    @Test func withoutOneItIsTheSystemsFolderOfThisUser() throws {
        let mine = root.path + "/run/\(geteuid())"
        mkdir(root.path + "/run", 0o755)
        mkdir(mine, 0o700)
        defer {
            rmdir(mine + "/warte")
            rmdir(mine)
        }
        #expect(try rule.find(environment: [:]) == mine + "/warte")
        #expect(try rule.find(environment: ["XDG_RUNTIME_DIR": "relative"]) == mine + "/warte")
        #expect(try rule.find(environment: ["XDG_RUNTIME_DIR": root.path + "/nowhere"]) == mine + "/warte")
    }

    @Test func withoutThatItIsAFolderInTmp() throws {
        let path = try rule.find(environment: [:])
        #expect(path == root.path + "/warte-\(geteuid())")
        #expect(mode(path) == 0o700)
    }

    @Test func symbolicLinksAreRefused() throws {
        symlink(root.path, root.path + "/warte")
        #expect(throws: LinkProblem.unsafeFolder(path: root.path + "/warte", reason: .isSymbolicLink())) {
            try socketFolder(environment: ["XDG_RUNTIME_DIR": root.path])
        }
    }

    @Test func filesAreRefused() throws {
        close(open(root.path + "/warte", O_CREAT | O_WRONLY, 0o600))
        #expect(throws: LinkProblem.unsafeFolder(path: root.path + "/warte", reason: .isNoFolder())) {
            try socketFolder(environment: ["XDG_RUNTIME_DIR": root.path])
        }
    }

    @Test(arguments: [0o755, 0o770, 0o701, 0o500] as [mode_t]) func foldersOpenToOthersAreRefused(mode: mode_t) throws {
        let path = root.path + "/warte"
        mkdir(path, 0o700)
        chmod(path, mode)
        let reason = Message.hasMode("0\(String(mode, radix: 8))", path)
        #expect(throws: LinkProblem.unsafeFolder(path: path, reason: reason)) {
            try socketFolder(environment: ["XDG_RUNTIME_DIR": root.path])
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a folder away")) func foldersOfOthersAreRefused() throws {
        let path = root.path + "/warte-0"
        mkdir(path, 0o700)
        chown(path, 65534, 65534)
        #expect(throws: LinkProblem.self) { try rule.find(environment: [:]) }
        // And a runtime folder that is another user's is not this user's: it is passed over.
        chown(path, 0, 0)
        let others = root.path + "/others"
        mkdir(others, 0o700)
        chown(others, 65534, 65534)
        #expect(try rule.find(environment: ["XDG_RUNTIME_DIR": others]) == path)
    }

    @Test func theServerIsInNoFolderThatOthersCanReach() throws {
        chmod(root.path, 0o755)
        #expect(throws: LinkProblem.self) { try LinkServer(path: root.socket, version: "1", service: ScriptedService()) }
    }

    @Test func tooLongAPathIsToldSo() throws {
        let path = root.path + "/" + String(repeating: "x", count: 120)
        #expect(throws: LinkProblem.self) { try LinkServer(path: path, version: "1", service: ScriptedService()) }
        #expect(throws: LinkProblem.self) { try UnixSocket.connect(path) }
    }

    /// Who else may write there could put a link where the journal is to be, or take it away.
    @Test func aStateFolderIsThisUsersAndOthersWriteNothingThere() throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        for mode in [0o700, 0o755, 0o750] as [mode_t] {
            chmod(path, mode)
            try checkStateFolder(path)
        }
        #expect(symlink(path, path + "/link") == 0)
        try checkStateFolder(path + "/link")
        try checkStateFolder(path + "/not-there")
        for mode in [0o777, 0o770, 0o702] as [mode_t] {
            chmod(path, mode)
            let problem = #expect(throws: LinkProblem.self) { try checkStateFolder(path) }
            #expect(problem?.text.contains("has mode 0\(String(mode, radix: 8))") == true)
        }
        chmod(path, 0o700)
        if geteuid() == 0 {
            chown(path, 65534, 65534)
            let problem = #expect(throws: LinkProblem.self) { try checkStateFolder(path) }
            #expect(problem?.text.contains("belongs to nobody, wanted root") == true)
            chown(path, 0, 0)
        }
    }

    @Test func theSocketIsThisUsersAlone() async throws {
        let before = umask(0)
        defer { umask(before) }
        let serving = try await Serving()
        #expect(mode(serving.path) == 0o600)
        #expect(mode(serving.folder.path + "/engine.lock") == 0o600)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else")) func otherUsersAreSentAway() async throws {
        let serving = try await Serving()
        // As if the modes did not hold.
        chmod(serving.folder.path, 0o755)
        chmod(serving.path, 0o666)
        let script = """
            import os, socket, sys
            os.setgid(65534); os.setuid(65534)
            s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
            try:
                s.sendall(b'{"method":"org.varlink.service.GetInfo"}\\0')
                print("heard", s.recv(100))
            except OSError as e:
                print("heard", type(e).__name__)
            """
        let stranger = try ChildProcess(["python3", "-c", script, serving.path])
        let heard = try await stranger.rest()
        #expect(["heard b''", "heard BrokenPipeError", "heard ConnectionResetError"].contains(heard), "\(heard)")
        #expect(try await stranger.exit() == 0)
        #expect(await serving.service.acts.isEmpty)
    }
}
