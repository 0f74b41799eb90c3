import Collecting
import Telemetry
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
            case .refused(_, "words"): "refused"
            case .unreachable(_, "words"): "unreachable"
            case .timedOut(_, .seconds(5)): "timedOut"
            default: "\(failure)"
            }
        #expect(found == expected)
    }

    @Test("a password in a URI is not shown, and ssh does not ask")
    func addresses() {
        #expect(Opening.withoutPassword("esx://root:geheim@esx-1/?no_verify=1") == "esx://root:…@esx-1/?no_verify=1")
        #expect(Opening.withoutPassword("qemu+ssh://root@hv-1:22/system") == "qemu+ssh://root@hv-1:22/system")
        #expect(Opening.withoutPassword("qemu:///system") == "qemu:///system")
        #expect(Opening.withoutPassword("://") == "://")
        #expect(Opening.withoutQuestions("qemu+ssh://hv-1/system") == "qemu+ssh://hv-1/system?no_tty=1")
        #expect(Opening.withoutQuestions("qemu+ssh://hv-1/system?keyfile=k") == "qemu+ssh://hv-1/system?keyfile=k&no_tty=1")
        #expect(Opening.withoutQuestions("qemu+ssh://hv-1/system?no_tty=0") == "qemu+ssh://hv-1/system?no_tty=0")
        #expect(Opening.withoutQuestions("qemu:///system") == "qemu:///system")
    }

    @Test("a configuration that cannot work names its key", arguments: ["", "hv-1", ":///", "/run/libvirt-sock", "qe mu:///system"])
    func endpoint(_ endpoint: String) {
        let host = Host(id: "hv", area: "a", collector: "libvirt", endpoint: endpoint)
        let problem = #expect(throws: ConfigurationProblem.self) { try LibvirtCollector(host: host, transports: noTransports) }
        #expect(problem?.key == "endpoint")
    }

    @Test("access is read or write")
    func access() {
        let host = Host(id: "hv", area: "a", collector: "libvirt", endpoint: "test:///default", options: ["access": "full"])
        let problem = #expect(throws: ConfigurationProblem.self) { try LibvirtCollector(host: host, transports: noTransports) }
        #expect(problem?.key == "access")
    }
}

/// For collectors that reach the outside by themselves.
let noTransports = Transports(
    secret: { source throws(CollectFailure) in throw .unreachable(asked: "\(source)", reason: "no secrets here") },
    connect: { endpoint throws(CollectFailure) in throw .unreachable(asked: endpoint, reason: "no streams here") })
