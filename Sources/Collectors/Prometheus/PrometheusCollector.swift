public import Collecting
import Platform
import Synchronization
public import Telemetry

/// Watches whatever has an exporter for Prometheus: asks it as Prometheus does, and makes figures of the samples by a profile.
///
/// The text is read in `Exposition`, the numbers are made in `ScrapeTracker`; here are the request, the choice of the profile and the order of
/// things.
public final class PrometheusCollector: Collector {
    static let profile = Option(
        "profile", .text, default: "auto",
        meaning: "which profile says what the metrics mean: its name, or \"auto\" for the first that fits what is served")
    static let profiles = Option(
        optional: "profiles", .path, example: "/etc/warte/profiles",
        meaning: "a file or folder with profiles of your own (NAME.toml), which are tried before the built-in ones")
    static let trust = Option(
        "trust", .text, default: "system",
        meaning:
            "who vouches for the exporter's certificate: \"system\", the path of an authority's file, or the SHA-256 fingerprint of the "
            + "one certificate that is taken")
    static let user = Option(optional: "user", .text, example: "warte", meaning: "the user's name for basic authentication")
    static let password = SecretDeclaration("password", meaning: "the user's password; without a user it is a bearer token")
    public static let kind = CollectorKind(
        "prometheus", watches: "whatever has an exporter for Prometheus: Linux, Windows with Hyper-V and RDS, libvirt, VPN gateways",
        endpoints: ["http://host:9100/metrics", "https://rds-1:9182"], options: [profile, profiles, trust, user],
        secrets: [password], goesThroughSSH: true, advice: .advicePrometheus())

    private let target: Target
    private let transports: Transports
    private let request: HTTPRequest
    private let user: String?
    private let profileName: String
    private struct State {
        /// Of the profiles that the tracker was chosen from.
        var edition: [ProfileShelf.Stamp] = []
        var tracker: ScrapeTracker?
    }
    private let ownProfiles: String?
    private let state = Mutex(State())

    public init(target: Target, transports: Transports) throws(ConfigurationProblem) {
        var request = HTTPRequest(.get, try exporterURL(target.endpoint))
        request.headers = ["Accept": ExpositionFormat.accepted]
        request.trust = try Self.trust(target, request.url)
        user = try target.options[Self.user]
        guard user == nil || target.secrets[Self.password] != nil else { throw ConfigurationProblem(key: "user", .userAndPassword()) }
        profileName = try target.options[Self.profile]
        ownProfiles = try target.options[Self.profiles]
        // Whether a file of one's own has it is found when that is read.
        if ownProfiles == nil, profileName != "auto", ProfileShelf.none.profile(named: profileName) == nil {
            throw ConfigurationProblem(key: "profile", .noSuchProfile(profileName, ProfileShelf.none.names.joined(separator: ", ")))
        }
        self.request = request
        self.target = target
        self.transports = transports
    }

    private static func trust(_ target: Target, _ url: String) throws(ConfigurationProblem) -> HTTPTrust {
        let (text, key) = (try target.options[trust], trust.declaration.key)
        if text == "system" { return .system }
        guard url.hasPrefix("https") else { throw ConfigurationProblem(key: key, .writeHTTPS()) }
        if text.hasPrefix("/") { return .authority(file: text) }
        guard let pinned = HTTPTrust(fingerprint: text) else { throw ConfigurationProblem(key: key, .noTrust()) }
        return pinned
    }

    public static func lacks(_ target: Target) -> [ConfigurationProblem] {
        var problems = target.lacksCertificates(at: trust)
        if let path = (try? target.options[profiles]) ?? nil {
            do throws(CollectFailure) {
                var own = OwnProfiles(path: path)
                let shelf = try own.current()
                let name = (try? target.options[profile]) ?? "auto"
                if name != "auto", !shelf.names.contains(name) {
                    problems.append(
                        ConfigurationProblem(key: profile.declaration.key, .noSuchProfile(name, shelf.names.joined(separator: ", "))))
                }
            } catch {
                problems.append(ConfigurationProblem(key: profiles.declaration.key, error.message))
            }
        }
        return problems
    }

    /// The first poll asks twice where it has the time, so that it has rates too.
    public func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        let end = ContinuousClock.now + target.deadline
        let first = try await poll(within: target.deadline, at: now)
        guard first.needsTwo, let pause = RateWindow.pause(interval: target.interval, deadline: target.deadline) else {
            return first.reading
        }
        do { try await Task.sleep(for: pause) } catch { return first.reading }
        let left = end - .now
        guard left > .milliseconds(100) else { return first.reading }
        do throws(CollectFailure) { return try await poll(within: left, at: now + pause).reading } catch { return first.reading }
    }

    public func close() async {}

    private func poll(within limit: Duration, at now: Moment) async throws(CollectFailure) -> (reading: Reading, needsTwo: Bool) {
        var request = request
        request.deadline = limit
        if let source = target.secrets[Self.password] {
            let secret = Hidden(try await transports.readSecret(source))
            request.authentication = user.map { .basic(user: $0, password: secret) } ?? .bearer(secret)
        }
        let answer = try ScrapeAnswer(try await response(to: request), to: request)
        let arrived = ContinuousClock.now
        let shelf = try await ownProfiles.map { path in OwnProfiles.shared(path) }?.shelf(within: limit) ?? .none
        guard answer.body.count > Self.largeBody else {
            return try state.withLock { (state) throws(CollectFailure) in try take(answer, shelf, arrived, &state, at: now) }
        }
        // It takes as long as a hundred others: those do not wait behind it.
        let race = Race<Result<(reading: Reading, needsTwo: Bool), CollectFailure>>()
        let hasThread = OwnThread.start { [self] in
            do throws(CollectFailure) {
                race.finish(
                    .success(try state.withLock { (state) throws(CollectFailure) in try take(answer, shelf, arrived, &state, at: now) }))
            } catch { race.finish(.failure(error)) }
        }
        guard hasThread else { throw .unreachable(asked: request.asked, reason: .noThreadToRead()) }
        return try await race.value.get()
    }

    /// Read on a thread of its own.
    static let largeBody = 1 << 20

    private func response(to request: HTTPRequest) async throws(CollectFailure) -> HTTPResponse {
        do throws(CollectFailure) { return try await transports.http(request) } catch { throw error.told(of: request) }
    }

    private func take(
        _ answer: ScrapeAnswer, _ shelf: ProfileShelf, _ arrived: ContinuousClock.Instant, _ state: inout State, at now: Moment
    ) throws(CollectFailure) -> (reading: Reading, needsTwo: Bool) {
        if shelf.edition != state.edition { state.tracker = nil }
        state.edition = shelf.edition
        for isChosenAnew in [false, true] {
            if state.tracker == nil || isChosenAnew { state.tracker = ScrapeTracker(try choose(shelf, answer)) }
            // Taken out, so that it is changed in its place and not copied.
            guard var tracker = state.tracker.take() else { break }
            let needsTwo = tracker.needsTwo
            let outcome: ScrapeTracker.Outcome
            do throws(ExpositionFault) {
                outcome = try tracker.take(
                    answer.body, answer.format, arrived: arrived, host: target.id, expectsSessions: target.sessionLimit != nil, at: now)
            } catch {
                state.tracker = tracker
                throw error.failure(request.asked)
            }
            // Another exporter answers there now.
            if !outcome.isFit, profileName == "auto", !isChosenAnew { continue }
            state.tracker = tracker
            try check(outcome, tracker.plan.profile, shelf, answer)
            return (Reading(outcome.figures, ends: outcome.ends), needsTwo)
        }
        throw .unreachable(asked: request.asked, reason: .noSamples(), hint: .otherInterface)
    }

    /// An answer of which nothing can be made is none.
    private func check(
        _ outcome: ScrapeTracker.Outcome, _ profile: ExporterProfile, _ shelf: ProfileShelf, _ answer: ScrapeAnswer
    ) throws(CollectFailure) {
        guard outcome.samples > 0 else { throw .unreachable(asked: request.asked, reason: .noSamples(), hint: .otherInterface) }
        guard outcome.isFit else {
            let fitting = try fitting(shelf, answer).profile
            let reason = fitting.map { Message.profileMisfits(profile.name, $0.name) }
            throw .unreachable(
                asked: request.asked, reason: reason ?? .noProfileSuits(profile.name, shelf.names.joined(separator: ", ")),
                hint: .otherInterface)
        }
        guard outcome.isUp else { throw .unreachable(asked: request.asked, reason: .watchedIsDown()) }
        guard outcome.isFilled else { throw .unreachable(asked: request.asked, reason: .nothingOfProfile(profile.name)) }
    }

    private func choose(_ shelf: ProfileShelf, _ answer: ScrapeAnswer) throws(CollectFailure) -> ScrapePlan {
        guard profileName == "auto" else {
            if let named = shelf.plan(named: profileName) { return named }
            throw .unreachable(
                asked: request.asked, reason: .noSuchProfile(profileName, shelf.names.joined(separator: ", ")), hint: .endpoint)
        }
        let (profile, samples) = try fitting(shelf, answer)
        guard samples > 0 else { throw .unreachable(asked: request.asked, reason: .noSamples(), hint: .otherInterface) }
        if let plan = profile.flatMap({ shelf.plan(named: $0.name) }) { return plan }
        throw .unreachable(asked: request.asked, reason: .noProfileFits(samples, shelf.names.joined(separator: ", ")))
    }

    /// The profile that fits what is served, and how many samples there are.
    private func fitting(
        _ shelf: ProfileShelf, _ answer: ScrapeAnswer
    ) throws(CollectFailure) -> (profile: ExporterProfile?, samples: Int) {
        let signs = Set(shelf.signs.map { ByteHash($0.utf8).value })
        var served: Set<UInt64> = []
        let samples: Int
        do throws(ExpositionFault) {
            samples = try Exposition.read(answer.body, answer.format) { if signs.contains($0.nameHash) { served.insert($0.nameHash) } }
        } catch {
            throw error.failure(request.asked)
        }
        return (shelf.fitting { served.contains(ByteHash($0.utf8).value) }, samples)
    }
}

/// The endpoint as it is asked: exporters serve `/metrics`, which need not be written.
private func exporterURL(_ text: String) throws(ConfigurationProblem) -> String {
    func problem(_ why: Message) -> ConfigurationProblem { ConfigurationProblem(key: "endpoint", .ofEndpoint(shown(text), why)) }
    guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { throw problem(.exporterURL()) }
    guard let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) }) else { throw problem(.exporterURL()) }
    let rest = text.dropFirst(scheme.count)
    let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !host.isEmpty else { throw problem(.addressMissing()) }
    guard !host.contains("@") else { throw problem(.credentialsInEndpoint()) }
    do throws(HostPort.Problem) { _ = try HostPort(host) } catch { throw problem(error.message ?? .exporterURL()) }
    let path = rest.dropFirst(host.count)
    guard path.isEmpty || path == "/" || path.hasPrefix("?") else { return scheme + rest }
    return scheme + host + "/metrics" + (path == "/" ? "" : path)
}

/// Without a user and a password.
private func shown(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@"), let start = text.firstRange(of: "://")?.upperBound, start < at else { return text }
    return String(text[..<start] + text[text.index(after: at)...])
}
