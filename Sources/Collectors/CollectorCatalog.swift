public import Collecting

/// Every collector there is. To add one: its folder beside this file, and a line here.
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
