import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors

@Suite("libvirt: errors, addresses and options")
struct LibvirtErrorTests {
    @Test(
        "error numbers of virterror.h",
        arguments: [
            (38, 13, "refused"), (38, 1, "refused"), (38, 111, "unreachable"), (38, 2, "unreachable"), (45, 0, "refused"),
            (88, 0, "refused"), (29, 0, "refused"), (68, 0, "timedOut"), (1, 0, "unreachable"), (0, 0, "unreachable"),
        ] as [(UInt32, Int32, String)])
    func mapping(code: UInt32, systemCode: Int32, expected: String) {
        let failure = LibvirtError(code: code, systemCode: systemCode, message: "words").failure(
            asked: "qemu:///system", after: .seconds(5))
        let found =
            switch failure {
            case .refused(_, let reason, _) where reason.text == "words": "refused"
            case .unreachable(_, let reason, _) where reason.text == "words": "unreachable"
            case .timedOut(_, .seconds(5)): "timedOut"
            default: "\(failure)"
            }
        #expect(found == expected)
    }

    /// Texts as libvirt 9.0 and OpenSSH 9.2 gave them.
    @Test(
        "each failure says what kind it is",
        arguments: [
            ("qemu+tcp://h/system", 38, 111, "unable to connect to server at 'h:16509': Connection refused", .nobodyListens),
            ("qemu+tcp://h/system", 38, -1, "Unable to resolve address 'h' service '16509': Name or service not known", .unknownName),
            ("qemu+tcp://h/system", 45, -1, "authentication failed: authentication failed", .wrongPassword),
            ("qemu+tls://h/system", 45, -1, "authentication failed: Failed to verify peer's certificate", .pki),
            ("qemu:///system", 45, -1, "authentication unavailable: no polkit agent available", .libvirtPolkit),
            ("qemu:///system", 38, 13, "Failed to connect socket to '/run/libvirt/libvirt-sock-ro': Permission denied", .libvirtGroup),
            ("qemu:///system", 38, 2, "Failed to connect socket to '/run/libvirt/libvirt-sock-ro': No such file", .libvirtSocket),
            ("qemu:///system", 1, -1, "internal error: client socket is closed", .closed),
            ("qemu+tls://h/system", 38, 2, "Cannot read CA certificate '/etc/pki/CA/cacert.pem': No such file", .pki),
            ("qemu+tcp://h/system", 38, 13, "unable to connect to server at 'h:16509': Permission denied", .noWay),
            ("qemu+tls://h/system", 38, 111, "unable to connect to server at 'h:16514': Connection refused", .nobodyListens),
            ("qemu+shh://h/system", 8, -1, "invalid argument: remote_open: transport in URL not recognised", .endpoint),
            ("nonsense:///", 5, -1, "no connection driver available for nonsense:///", .libvirtDriver),
            (
                "qemu+ssh://h/system", 38, 104,
                "Cannot recv data: ssh: connect to host h port 22: Connection refused: Connection reset by peer", .nobodyListens
            ),
            (
                "qemu+ssh://h/system", 38, 104, "Cannot recv data: a@h: Permission denied (publickey,password).: Connection reset by peer",
                .sshKey
            ),
            ("qemu+ssh://h/system", 38, 104, "Cannot recv data: Host key verification failed.: Connection reset by peer", .hostKey),
            ("qemu+ssh://h/system", 38, 104, "Cannot recv data: @ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @", .hostKey),
            ("qemu+ssh://h/system", 38, 104, "Cannot recv data: kex_exchange_identification: Connection closed by remote host", .closed),
            ("qemu+ssh://h/system", 38, 104, "Cannot recv data: nc: /run/libvirt/libvirt-sock-ro: Permission denied", .libvirtGroup),
            ("qemu:///sytem", 1, -1, "internal error: unexpected qemu URI path '/sytem', try qemu:///system", .libvirtPath),
            ("qemu+ssh://h/system", 38, 104, "Cannot recv data: nc: /run/x: No such file or directory", .libvirtSocket),
            ("qemu:///system", 88, -1, "access denied: 'QEMU' denied access", .libvirtRights),
            ("test:///default", 1, -1, "internal error: whatever", nil),
        ] as [(String, UInt32, Int32, String, CollectFailure.Hint?)])
    func hints(asked: String, code: UInt32, systemCode: Int32, message: String, expected: CollectFailure.Hint?) {
        let failure = LibvirtError(code: code, systemCode: systemCode, message: message).failure(asked: asked, after: .zero)
        #expect(failure.hint == expected)
    }

    @Test("a password in a URI is not shown, and ssh does not ask")
    func addresses() {
        #expect(ConnectionOptions.withoutPassword("esx://root:geheim@esx-1/?no_verify=1") == "esx://root:…@esx-1/?no_verify=1")
        #expect(ConnectionOptions.withoutPassword("qemu+ssh://root@hv-1:22/system") == "qemu+ssh://root@hv-1:22/system")
        #expect(ConnectionOptions.withoutPassword("qemu:///system") == "qemu:///system")
        #expect(ConnectionOptions.withoutPassword("://") == "://")
        #expect(ConnectionOptions.withoutQuestions("qemu+ssh://hv-1/system") == "qemu+ssh://hv-1/system?no_tty=1")
        #expect(ConnectionOptions.withoutQuestions("qemu+ssh://hv-1/system?keyfile=k") == "qemu+ssh://hv-1/system?keyfile=k&no_tty=1")
        #expect(ConnectionOptions.withoutQuestions("qemu+ssh://hv-1/system?no_tty=0") == "qemu+ssh://hv-1/system?no_tty=0")
        #expect(ConnectionOptions.withoutQuestions("qemu:///system") == "qemu:///system")
    }

    @Test("a configuration that cannot work names its key", arguments: ["", "hv-1", ":///", "/run/libvirt-sock", "qe mu:///system"])
    func endpoint(_ endpoint: String) {
        let host = Target(id: "hv", area: "a", collector: "libvirt", endpoint: endpoint)
        let problem = #expect(throws: ConfigurationProblem.self) { try LibvirtCollector(target: host, transports: noTransports) }
        #expect(problem?.key == "endpoint")
    }

    @Test("access is read or write")
    func access() {
        let host = Target(id: "hv", area: "a", collector: "libvirt", endpoint: "test:///default", options: ["access": "full"])
        let problem = #expect(throws: ConfigurationProblem.self) { try LibvirtCollector(target: host, transports: noTransports) }
        #expect(problem?.key == "access")
    }
}

/// For collectors that reach the outside by themselves.
let noTransports = Transports(
    secret: { source throws(CollectFailure) in throw .unreachable(asked: "\(source)", reason: "no secrets here") },
    connect: { endpoint throws(CollectFailure) in throw .unreachable(asked: endpoint, reason: "no streams here") })
