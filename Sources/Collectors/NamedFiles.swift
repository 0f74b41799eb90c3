import Collecting
import Glibc
import Platform
import TOMLReading
import Telemetry

/// For `Collector.lacks`: the files that options name by absolute paths.
extension Target {
    /// That the file holds certificates (PEM).
    func lacksCertificates(at option: some DeclaredOption) -> [ConfigurationProblem] {
        lacks(option) { path in
            do throws(FileFault) {
                return holdsCertificate(try readFile(path, longest: longestCertificates)) ? nil : .holdsNoCertificate()
            } catch { return error.message }
        }
    }

    /// That a file or folder can be read.
    func lacksReadable(at option: some DeclaredOption) -> [ConfigurationProblem] {
        lacks(option) { path in access(path, R_OK) == 0 ? nil : .fileUnreadable(RawLine(SystemError.text(errno))) }
    }

    private func lacks(_ option: some DeclaredOption, _ fault: (String) -> Message?) -> [ConfigurationProblem] {
        let key = option.declaration.key
        guard case .text(let path)? = options.values[key], path.hasPrefix("/"), let fault = fault(path) else { return [] }
        return [ConfigurationProblem(key: key, .namedFile(key, quoted(path), fault))]
    }
}

/// Ten times what the system's own authorities take.
private let longestCertificates = 4 << 20

/// RFC 7468, and OpenSSL's own words for the same (PEM_read_bio_X509(3)).
private func holdsCertificate(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: UInt8(ascii: "\n")).contains { line in
        ["-----BEGIN CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE-----", "-----BEGIN X509 CERTIFICATE-----"].contains {
            line.starts(with: $0.utf8)
        }
    }
}
