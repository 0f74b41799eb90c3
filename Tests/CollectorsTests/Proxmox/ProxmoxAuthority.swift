import Glibc
import Platform
import TestSupport

/// The lab's own authority, and the certificates that it gives the nodes.
struct ProxmoxAuthority {
    /// When they are valid.
    enum Period {
        case now, past, future
        /// As `openssl ca` takes moments.
        fileprivate var dates: [String] {
            switch self {
            case .now: ["-days", "2"]
            case .past: ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
            case .future: ["-startdate", "20900101000000Z", "-enddate", "20900201000000Z"]
            }
        }
    }
    private let folder: TemporaryFolder

    init(in folder: TemporaryFolder) throws {
        self.folder = folder
        try folder.write("", to: "index.txt")
        try folder.write(
            """
            [ca]
            default_ca = d
            [d]
            database = \(folder.file("index.txt"))
            new_certs_dir = \(folder.path)
            rand_serial = yes
            default_md = sha256
            policy = p
            copy_extensions = copy
            [p]
            commonName = supplied
            """, to: "ca.cnf")
        try makeCertificate(folder.file("ca.cert"), key: folder.file("ca.key"), subject: "Cluster CA", for: nil)
    }

    func issue(to name: String, valid period: Period) throws {
        let request = folder.file(name + ".request")
        try openssl([
            "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", folder.file(name + ".key"), "-out", request,
        ])
        try openssl(
            [
                "ca", "-batch", "-notext", "-config", folder.file("ca.cnf"), "-cert", folder.file("ca.cert"), "-keyfile",
                folder.file("ca.key"), "-in", request, "-out", folder.file(name + ".cert"),
            ] + period.dates)
    }
}
