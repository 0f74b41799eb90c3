public import Collecting

/// Every collector there is. To add one: its folder beside this file, a line here, and what the README names under "To add …": its advice
/// and messages, its section, its recordings, fuzz targets and tests.
public let catalog: [any Collector.Type] = [
    LocalCollector.self,
    LibvirtCollector.self,
    OpenVPNCollector.self,
    ProxmoxCollector.self,
    WireGuardCollector.self,
    SNMPCollector.self,
    PrometheusCollector.self,
    DemoCollector.self,
]
