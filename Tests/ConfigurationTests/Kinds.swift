import Configuration
import Telemetry

private let password = SecretDeclaration("password", meaning: "who may")
private enum Access: String, CaseIterable { case read, write }

/// Collectors as these tests know them: one without an endpoint, one with options, one that checks its endpoint.
let kinds = [
    KnownCollector(
        CollectorKind("local", watches: "this machine", options: [Option("root", .path, default: "/", meaning: "where it is mounted")])),
    KnownCollector(
        CollectorKind(
            "libvirt", watches: "guests", endpoints: ["qemu:///system"],
            options: [
                Option("access", .choice(of: Access.self), default: .read, meaning: "how much is asked"),
                Option(optional: "user", .text, example: "…", meaning: "who connects"),
            ], secrets: [password])),
    KnownCollector(
        CollectorKind(
            "openvpn", watches: "a gateway", endpoints: ["127.0.0.1:7505", "/run/openvpn/server.sock"],
            options: [
                Option("hold_connection", .yesOrNo, default: true, meaning: "stay connected"),
                Option("history_minutes", .whole(0...1440, unit: .unitMinutes()), default: 0, meaning: "how far back"),
            ], secrets: [password], goesThroughSSH: true)
    ) { host in
        host.endpoint.hasPrefix("/") || host.endpoint.contains(":")
            ? nil : ConfigurationProblem(key: "endpoint", .fileValue("\"\(host.endpoint)\" is neither address:port nor a socket's path"))
    },
]

/// One that takes a value of every kind, and two secrets.
enum Sample {
    enum Level: String, CaseIterable { case low, medium, high }
    static let community = Option(required: "community", .text, example: "public", meaning: "what it answers to")
    static let user = Option(optional: "user", .text, example: "watch", meaning: "who asks")
    static let retries = Option("retries", .whole(1...9), default: 3, meaning: "how often it is asked again")
    static let patience = Option(
        "patience", .duration(.seconds(1)...(.seconds(60))), default: .seconds(10), meaning: "how long it may take")
    static let checksNames = Option("check_names", .yesOrNo, default: true, meaning: "whether names are compared | or not")
    static let level = Option("level", .choice(of: Level.self), default: .medium, meaning: "how much it tells")
    static let folder = Option(optional: "folder", .path, example: "/srv/warte", meaning: "where its files are")
    static let pools = Option("pools", .texts, default: ["all"], meaning: "what is looked at")
    /// Of several hosts behind one interface.
    static let cluster = KnownCollector(CollectorKind("cluster", watches: "machines in a row", endpoints: ["https://pve"], hasNodes: true))
    static let token = SecretDeclaration("api_token", isRequired: true, meaning: "what lets us in")
    static let collector = KnownCollector(
        CollectorKind(
            "sample", watches: "a box on a table", endpoints: ["https://hv-1"],
            options: [community, user, retries, patience, checksNames, level, folder, pools], secrets: [token, password]))
}
