import Curses
import TOMLReading
import Telemetry

@testable import Collectors
@testable import Configuration
@testable import Drawing

/// Files that people write, what a terminal sends, and lines of others that are told on.
let fileTargets = [
    FuzzTarget(name: "demo-scenario", read: demoScenario),
    FuzzTarget(name: "openvpn-file", read: openVPNFile),
    FuzzTarget(name: "theme", cases: ("../themes", ".theme"), read: theme),
    FuzzTarget(name: "keys", read: keys),
    FuzzTarget(name: "translation", read: translation),
]

/// A made-up town; where it is one, a morning in its smallest host.
@Sendable private func demoScenario(_ bytes: [UInt8]) async -> String? {
    do throws(FileProblems) {
        let scenario = try DemoScenario(String(decoding: bytes, as: UTF8.self), file: "town.toml")
        guard let host = scenario.hosts.min(by: { $0.people < $1.people }), host.people <= 50,
            var town = DemoTown(scenario, host: host.name)
        else { return nil }
        let now = scenario.moment(second: 9 * 3600, offset: 0)
        _ = town.reading(after: now - .seconds(600), at: now, offset: 0)
        return town.samples(at: now, offset: 0).first { !$0.value.isFinite || $0.value < 0 }.map { "\($0.metric.id) \($0.value)" }
    } catch {
        return error.list.isEmpty ? "neither a town nor a problem" : complaint(of: error.list.map(\.description), atMost: 8192)
    }
}

/// A configuration file of OpenVPN's, whose words hold no more than stood there.
@Sendable private func openVPNFile(_ bytes: [UInt8]) async -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    if case .port(_, let port)? = OpenVPNFile(text).management, !(1...65_535).contains(port) { return "port \(port)" }
    let words = text.split(whereSeparator: \.isNewline).reduce(0) { $0 + openVPNWords($1).reduce(0) { $0 + $1.utf8.count } }
    return words <= text.utf8.count ? nil : "\(words) bytes of words in \(text.utf8.count)"
}

@Sendable private func theme(_ bytes: [UInt8]) async -> String? {
    do throws(ThemeProblem) {
        let theme = try Theme(parsing: String(decoding: bytes, as: UTF8.self), name: "own")
        for role in Role.allCases { _ = theme.style(role, level: 60, selected: true) }
        return nil
    } catch {
        // What of the file's own text is told.
        let told = Mirror(reflecting: error.fault).children.compactMap { $0.value as? String } + [error.theme]
        return error.line < 1 || error.column < 1 ? "\(error)" : complaint(of: told)
    }
}

/// In portions, as a slow line brings them.
@Sendable private func keys(_ bytes: [UInt8]) async -> String? {
    var decoder = KeyDecoder()
    var now = ContinuousClock.now
    var rest = bytes[...]
    var count = 0
    while !rest.isEmpty {
        let portion = rest.prefix(1 + bytes.count % 61)
        rest = rest.dropFirst(portion.count)
        let found = decoder.feed(portion, at: now)
        for case .paste(let text) in found where text.utf8.count > 4096 * 3 { return "a paste of \(text.utf8.count) bytes" }
        count += found.count
        now += .milliseconds(Int64(portion.first ?? 0) * 8)
    }
    count += decoder.flush().count
    return count <= bytes.count + 1 ? nil : "\(count) keys of \(bytes.count) bytes"
}

/// A file of translations, and what is said with it: counts, messages and what screens write.
@Sendable private func translation(_ bytes: [UInt8]) async -> String? {
    guard let file = TranslationFile(bytes) else { return nil }
    let wording = Wording(Languages(all: .german), file, isASCII: bytes.count.isMultiple(of: 2))
    return Wording.speaking(wording) {
        for count in [-1, 0, 1, 2, .max] { _ = counted(count, "host") + counted(count, "entry", "entries") }
        _ = [localized("open", "state"), localized("shelved by \("km"), for \("2 h")"), localized(text: "returned")]
        let inner = Message.clientsLost(2, .within(.seconds(240)))
        _ = [inner, .noDataSince(inner), .showing(inner, [inner, inner, inner], nil)].map(\.text)
        return nil
    }
}
