import Telemetry
import Testing

@testable import Collectors

@Suite("libvirt: whom its lines may name")
struct LibvirtWordsTests {
    /// `%` is what somebody chose.
    static let lines = [
        "Failed to connect socket to '/%/libvirt-sock': No such file or directory", "Failed to connect socket to '%': Permission denied",
        "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.monitor'",
        "access denied: 'QEMU' denied access", "internal error: unexpected qemu URI path '/%', try qemu:///system",
        "no connection driver available for %:///", "unable to connect to server at '%:16509': Connection refused",
        "Unable to resolve address '%' service '16514': Name or service not known",
        "Cannot read CA certificate '/home/%/pki/CA/cacert.pem': No such file or directory",
        "The certificate hasn't got a known issuer.", "authentication failed: authentication failed",
        "Cannot recv data: %@gw: Permission denied (publickey,password).: Connection reset by peer",
        "Cannot recv data: Host key verification failed.: Connection reset by peer",
        "Cannot recv data: /home/%/.ssh/config: line 3: Bad configuration option: %", "internal error: client socket is closed",
        "Failed to connect socket to '/run/libvirt/virtstoraged-sock-ro': Connection refused",
        "Storage pool not found: no storage pool with matching name '%'", "cannot open directory '/srv/%/images': Permission denied",
        "operation failed: connection closed due to keepalive timeout", "End of file while reading data: ssh: Could not resolve hostname %",
    ]
    static let people = ["erika.mueller", "Müller", "90210", "k-4711", "e.m@example.org"]

    @Test("of each line that README names its words stay, and nobody's name", arguments: lines)
    func eachLine(_ line: String) {
        for person in Self.people {
            let pieces = LibvirtWords.pieces(of: line.replacing("%", with: person))
            #expect(pieces.text == line.replacing("%", with: person))
            let known = pieces.filter { !$0.isPersonal }.text
            #expect(!known.contains(person) && !known.contains("example"), "\(known)")
            // What is left between the names is the whole rest of the line.
            let unknown = pieces.filter(\.isPersonal).map(\.text)
            #expect(
                unknown.allSatisfy { word in word.contains(person) || ["@gw", "16514", ":16509", "gw"].contains { word.hasSuffix($0) } },
                "\(unknown)")
        }
    }

    @Test("a failure, a gap and a loss have their names marked")
    func marked() throws {
        let error = LibvirtError(code: 38, systemCode: 2, message: "Failed to connect socket to '/home/mueller/sock': No such file")
        var reasons: [Message] = []
        switch error.failure(asked: "qemu:///session", after: .zero) {
        case .unreachable(_, let reason, _), .refused(_, let reason, _): reasons.append(reason)
        default: Issue.record("another failure")
        }
        var about = PoolsAbout()
        var look = Look()
        look.pools = .failure(error)
        about.take(look)
        reasons += [about.problem].compactMap(\.self)
        #expect(reasons.count == 2)
        for reason in reasons {
            let shown = reason.rewording({ $0 }, marked: { .raw($0.filter { !$0.isPersonal }.text) }).text
            #expect(shown == "Failed to connect socket to '/home//sock': No such file", "\(shown)")
        }
    }

    @Test("a line without end is read to its beginning only")
    func long() {
        let line = String(repeating: "mueller/", count: 100_000)
        #expect(LibvirtWords.pieces(of: line).text.utf8.count <= 1_000)
    }
}
