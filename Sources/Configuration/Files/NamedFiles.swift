import Glibc
import Platform
import TOMLReading
import Telemetry

/// What is wrong with a file that a host names, such as its `ca_file`; nil where nothing is.
func namedFileFault(_ file: PlacedFile) -> Message? {
    func fault(_ message: Message) -> Message { .namedFile(file.key, quoted(file.path), message) }
    switch file.wanted {
    case .readable:
        return access(file.path, R_OK) == 0 ? nil : fault(.fileUnreadable(RawLine(SystemError.text(errno))))
    case .certificates:
        do throws(FileFault) {
            return holdsCertificate(try readFile(file.path, longest: longestNamedFile)) ? nil : fault(.holdsNoCertificate())
        } catch { return fault(error.message) }
    }
}

/// Ten times what the system's own authorities take.
private let longestNamedFile = 4 << 20

/// RFC 7468, and OpenSSL's own words for the same (PEM_read_bio_X509(3)).
private func holdsCertificate(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: UInt8(ascii: "\n")).contains { line in
        ["-----BEGIN CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE-----", "-----BEGIN X509 CERTIFICATE-----"].contains {
            line.starts(with: $0.utf8)
        }
    }
}
