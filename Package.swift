// swift-tools-version: 6.2
import PackageDescription

// Arrows point down the page: a target may import what stands above it and is listed with it, nothing else
// (`make check` builds with the import check on).
let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// LD_PRELOAD is inherited by shells and by a sanitizer's own symbolizer, none of which has a sanitizer's runtime.
let loadedIntoPrograms: [CSetting] = [.unsafeFlags(["-fno-sanitize=all"])]

/// `make test-core`: only what needs no server, no root and no terminal, which is built and tested in a fraction of the time.
let core: Set = [
    "CSystem", "CMappedFile", "CTOML", "Platform", "Telemetry", "MetricStore", "Alarms", "Feed", "Drawing", "Dashboard", "Collecting",
    "TOMLReading", "Configuration", "CJSON", "JSON",
    "CVTerm", "CPseudoTerminal", "TestSupport", "Scenarios", "store-writer", "TelemetryTests", "MetricStoreTests", "AlarmsTests",
    "DrawingTests", "DashboardTests", "CollectingTests", "ConfigurationTests", "PlatformTests", "JSONTests",
]

/// `make test-collectors`: the edge that speaks with management interfaces, its real servers included.
let collecting = core.subtracting(["Dashboard", "DashboardTests", "DrawingTests", "AlarmsTests", "MetricStoreTests", "store-writer"])
    .union([
        "CCurl", "CLibvirt", "CNetSNMP", "Transports", "Collectors", "TransportsTests", "CollectorsTests",
        "FuzzTargets", "warte-fuzz", "MessageJSON", "OwnProcess", "Link",
        // What else reads outside bytes, for hostile input.
        "CCurses", "CSodium", "CSQLite", "Curses", "Dashboard", "Engine", "Journal", "Notify", "Recording",
    ])

/// What SNMP agents' numbers mean, by kinds of agents; see `ProfileCatalog`.
let snmpProfiles = [
    "barracuda", "checkpoint", "cisco-asa", "esxi", "f5", "fortigate", "generic", "juniper-srx", "mikrotik", "netscaler", "paloalto",
    "pfsense", "pulse", "sonicwall", "sonicwall-sma", "sophos", "stormshield", "watchguard", "zyxel",
]

/// What the metrics of known exporters mean; also to be named in `ProfileShelf`.
let exporterProfiles: [Resource] = ["libvirt", "node", "ocserv", "openvpn", "windows", "wireguard"].map {
    .embedInCode("Prometheus/Profiles/\($0)_exporter.toml")
}

let package = Package(
    name: "warte",
    products: [
        .executable(name: "warte", targets: ["warte"]), .executable(name: "warted", targets: ["warted"]),
        // For the tests: loaded into the programs, it moves their wall clock.
        .library(name: "shifted-clock", type: .dynamic, targets: ["CShiftedClock"]),
        // Or refuses what they write below a folder.
        .library(name: "refused-writes", type: .dynamic, targets: ["CRefusedWrites"]),
    ],
    targets: [
        // C libraries and the system, as thin as they go.
        .target(name: "CSystem"),
        .target(name: "CMappedFile"),
        .target(name: "CCurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        .target(name: "CTOML"),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl"), .linkedLibrary("ssl"), .linkedLibrary("crypto")]),
        .target(name: "CNetSNMP", linkerSettings: [.linkedLibrary("netsnmp"), .linkedLibrary("crypto")]),
        .systemLibrary(name: "CJSON", providers: [.apt(["libjson-c-dev"])]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CLibvirt", providers: [.apt(["libvirt-dev"])]),

        // What all need: threads of their own and waits, child processes, the system's words; JSON.
        .target(name: "Platform", dependencies: ["CSystem"], swiftSettings: settings),
        .target(name: "JSON", dependencies: ["CJSON"], swiftSettings: settings),

        // The core: no clock, no socket, no terminal. Only the store touches a file.
        .target(name: "Telemetry", exclude: ["Messages/de.po"], swiftSettings: settings),
        .target(name: "MessageJSON", dependencies: ["Telemetry", "JSON"], swiftSettings: settings),
        .target(name: "MetricStore", dependencies: ["Telemetry", "CMappedFile", "Platform"], swiftSettings: settings),
        .target(name: "Alarms", dependencies: ["Telemetry", "MetricStore"], swiftSettings: settings),
        .target(name: "Feed", dependencies: ["Telemetry", "Alarms"], swiftSettings: settings),
        .target(name: "Drawing", dependencies: ["CSystem"], swiftSettings: settings),
        .target(name: "Dashboard", dependencies: ["Telemetry", "MetricStore", "Alarms", "Feed", "Drawing"], swiftSettings: settings),

        // Edges: the only code that waits.
        .target(name: "OwnProcess", dependencies: ["Telemetry", "Drawing", "Platform", "CSystem"], swiftSettings: settings),
        .target(name: "Collecting", dependencies: ["Telemetry", "Platform"], swiftSettings: settings),
        .target(
            name: "Transports", dependencies: ["Telemetry", "Collecting", "Platform", "CSystem", "CCurl"], swiftSettings: settings),
        .target(name: "TOMLReading", dependencies: ["Telemetry", "Platform", "CTOML"], swiftSettings: settings),
        .target(
            name: "Collectors",
            dependencies: [
                "Telemetry", "Collecting", "JSON", "MessageJSON", "Platform", "TOMLReading", "CSystem", "CLibvirt", "CNetSNMP",
            ],
            resources: snmpProfiles.map { .embedInCode("SNMP/Profiles/\($0).toml") } + exporterProfiles + [.embedInCode("Demo/town.toml")],
            swiftSettings: settings),
        .target(name: "Configuration", dependencies: ["Telemetry", "Alarms", "Platform", "TOMLReading"], swiftSettings: settings),
        .target(
            name: "Journal", dependencies: ["Telemetry", "Alarms", "JSON", "MessageJSON", "Platform", "CSQLite"], swiftSettings: settings),
        .target(
            name: "Link",
            dependencies: ["Telemetry", "MetricStore", "Alarms", "Feed", "JSON", "MessageJSON", "OwnProcess", "Platform", "CSystem"],
            resources: [.embedInCode("org.warte.engine.varlink"), .embedInCode("org.varlink.service.varlink")], swiftSettings: settings),
        .target(
            name: "Engine", dependencies: ["Telemetry", "MetricStore", "Alarms", "Feed", "Journal", "Collecting", "Platform", "CSodium"],
            swiftSettings: settings),
        .target(
            name: "Notify", dependencies: ["Telemetry", "Alarms", "Collecting", "JSON", "MessageJSON", "Platform"], swiftSettings: settings),
        .target(name: "Curses", dependencies: ["Telemetry", "Drawing", "CCurses", "CSystem", "Platform"], swiftSettings: settings),

        // What happened to a dashboard, in a file and out of it.
        .target(
            name: "Recording",
            dependencies: ["Telemetry", "MetricStore", "Alarms", "Feed", "Dashboard", "JSON", "MessageJSON", "Link", "Platform"],
            swiftSettings: settings),

        // Wiring.
        .executableTarget(
            name: "warted",
            dependencies: [
                "Telemetry", "MetricStore", "Alarms", "Feed", "Journal", "Collecting", "Transports", "Collectors", "TOMLReading",
                "Configuration", "Engine", "Notify", "Link", "OwnProcess", "Platform", "CSystem",
            ], swiftSettings: settings),
        .executableTarget(
            name: "warte",
            dependencies: [
                "Telemetry", "MetricStore", "Alarms", "Feed", "Link", "Drawing", "Dashboard", "Recording", "Curses", "OwnProcess",
                "Platform", "CSystem",
            ], swiftSettings: settings),

        // Tests.
        .systemLibrary(name: "CVTerm", path: "Tests/CVTerm", providers: [.apt(["libvterm-dev"])]),
        .target(name: "CShiftedClock", path: "Tests/CShiftedClock", cSettings: loadedIntoPrograms),
        .target(name: "CRefusedWrites", path: "Tests/CRefusedWrites", cSettings: loadedIntoPrograms),
        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal", linkerSettings: [.linkedLibrary("util")]),
        .target(
            name: "TestSupport",
            dependencies: ["Telemetry", "Feed", "MetricStore", "Drawing", "Collecting", "Platform", "CPseudoTerminal", "CVTerm"],
            path: "Tests/TestSupport", swiftSettings: settings),
        // Writes a store until it is killed.
        .executableTarget(
            name: "store-writer", dependencies: ["MetricStore", "Telemetry"], path: "Tests/StoreWriter", swiftSettings: settings),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "MetricStoreTests", dependencies: ["MetricStore", "CMappedFile", "Telemetry", "TestSupport", "store-writer"],
            exclude: ["cases"], swiftSettings: settings),
        // The same troubles for tests and benchmark.
        .target(name: "Scenarios", dependencies: ["Alarms", "Telemetry"], path: "Tests/Scenarios", swiftSettings: settings),
        .testTarget(
            name: "AlarmsTests", dependencies: ["Alarms", "MetricStore", "Scenarios", "Telemetry", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "JournalTests", dependencies: ["Alarms", "CSQLite", "Journal", "Telemetry", "TestSupport"], exclude: ["cases"],
            swiftSettings: settings),
        .testTarget(
            name: "LinkTests",
            dependencies: [
                "Link", "JSON", "MessageJSON", "MetricStore", "Telemetry", "Alarms", "Feed", "Platform", "CSystem", "TestSupport",
            ],
            exclude: ["other_client.py"],
            swiftSettings: settings),
        .testTarget(
            name: "RecordingTests", dependencies: ["Recording", "Dashboard", "Drawing", "Feed", "MetricStore", "Telemetry", "TestSupport"],
            swiftSettings: settings),
        .testTarget(name: "OwnProcessTests", dependencies: ["OwnProcess", "Drawing", "Telemetry"], swiftSettings: settings),
        .testTarget(name: "CollectingTests", dependencies: ["Collecting", "Telemetry", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "PlatformTests", dependencies: ["Platform", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "TransportsTests", dependencies: ["Transports", "Collecting", "Platform", "Telemetry", "TestSupport"],
            exclude: ["loopback_https.py"], swiftSettings: settings),
        // Parsers of outside bytes and hostile input for them, for the tests and `make fuzz`.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Alarms", "CLibvirt", "Collecting", "Collectors", "Configuration", "Curses", "Dashboard", "Drawing", "Engine", "Feed",
                "JSON",
                "Journal", "Link", "MessageJSON", "MetricStore", "Notify", "Platform", "Recording", "Telemetry", "TestSupport",
                "TOMLReading", "Transports",
            ],
            path: "Tests/Fuzz/Targets", swiftSettings: settings),
        .executableTarget(
            name: "warte-fuzz", dependencies: ["FuzzTargets", "TestSupport"], path: "Tests/Fuzz/Program", swiftSettings: settings),
        .testTarget(
            name: "CollectorsTests",
            dependencies: ["Collectors", "Configuration", "Feed", "FuzzTargets", "TOMLReading", "Transports", "Platform", "TestSupport"],
            exclude: ["cases", "Prometheus/mistaken_exporter.py", "Proxmox/proxmox_cluster.py", "Libvirt/hanging_folder.py"],
            swiftSettings: settings),
        .testTarget(
            name: "ConfigurationTests", dependencies: ["Configuration", "TOMLReading", "Telemetry", "Alarms", "TestSupport"],
            exclude: ["cases", "option-cases"],
            swiftSettings: settings),
        .testTarget(
            name: "EngineTests",
            dependencies: ["Engine", "Telemetry", "Alarms", "Feed", "Journal", "MetricStore", "Collecting", "Collectors", "TestSupport"],
            swiftSettings: settings),
        // A target that tells of several hosts, from its poll to a screen.
        .testTarget(
            name: "ClusterTests",
            dependencies: [
                "Engine", "Collecting", "Link", "Dashboard", "Drawing", "Telemetry", "Alarms", "Feed", "Journal", "MetricStore",
                "OwnProcess", "Recording", "CSystem", "TestSupport", "warte", "warted",
            ], swiftSettings: settings),
        // Much at once, through a real socket.
        .testTarget(
            name: "LoadTests",
            dependencies: [
                "warted", "Engine", "Link", "Telemetry", "Alarms", "Feed", "Journal", "MetricStore", "CSystem", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "NotifyTests", dependencies: ["Notify", "JSON", "Transports", "Collecting", "Telemetry", "Alarms", "TestSupport"],
            swiftSettings: settings),
        .testTarget(name: "DrawingTests", dependencies: ["Drawing", "CSystem", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "DashboardTests", dependencies: ["Dashboard", "Telemetry", "MetricStore", "Alarms", "Feed", "Drawing", "TestSupport"],
            exclude: ["goldens"], swiftSettings: settings),
        .executableTarget(
            name: "terminal-probe", dependencies: ["Curses", "Drawing", "OwnProcess", "Telemetry"], path: "Tests/TerminalProbe",
            swiftSettings: settings),
        .testTarget(name: "CursesTests", dependencies: ["Curses", "TestSupport", "terminal-probe"], swiftSettings: settings),
        .testTarget(
            name: "SiteTests",
            dependencies: [
                "TestSupport", "warte", "warted", "Configuration", "Dashboard", "Drawing", "Engine", "Link", "Feed", "Alarms", "Journal",
                "MetricStore", "OwnProcess", "Telemetry",
            ],
            exclude: ["cases", "hostile_gateway.py", "marked_peers.py", "tls_console.py"], swiftSettings: settings),
        // `make bench`.
        .executableTarget(
            name: "warte-bench",
            dependencies: [
                "MetricStore", "Alarms", "Collecting", "Collectors", "Engine", "Feed", "Journal", "Link", "OwnProcess", "Platform",
                "Scenarios", "Telemetry", "Transports", "CSQLite",
            ],
            path: "Tests/Bench",
            exclude: ["bench", "interruptions.py", "many_hosts.py", "netsnmp-client", "scrapes.py", "snmp.py", "tui_bench.py"],
            swiftSettings: settings),
        // The same questions by net-snmp's own client.
        .executableTarget(name: "netsnmp-client", path: "Tests/Bench/netsnmp-client", linkerSettings: [.linkedLibrary("netsnmp")]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

if let part = ["core": core, "collectors": collecting][Context.environment["WARTE_PARTS"] ?? ""] {
    package.products = []
    package.targets.removeAll { !part.contains($0.name) }
}

// Into every program, and by what the tests start of them into the tests: tells the thread sanitizer of the order that locks give.
if Context.environment["WARTE_SANITIZE"] == "thread" {
    package.targets.append(.target(name: "CLockOrder", path: "Tests/CLockOrder"))
    for target in package.targets where target.type == .executable { target.dependencies.append("CLockOrder") }
}
