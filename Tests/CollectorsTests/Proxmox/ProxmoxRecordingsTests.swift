import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What real clusters answered.
@Suite(.enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment))) struct ProxmoxRecordingsTests {
    private func response(_ name: String) throws -> HTTPResponse {
        HTTPResponse(status: 200, body: try Recordings.bytes("proxmox/\(name).json"))
    }

    @Test(arguments: ["pve7x", "pve8x"]) func aClusterOfFourNodes(_ version: String) throws {
        let resources = try ClusterResources(try response("\(version)_cluster_resources"), asked: "")
        #expect(
            resources.nodes.map(\.name) == ["node1", "node2", "node3", "node4"] && resources.nodes.allSatisfy { $0.status == "online" })
        #expect(
            resources.nodes[1].processors == 12 && resources.nodes[1].memoryTotal == 33_567_911_936 && resources.nodes[1].uptime == 874_373)
        // One of four is a template.
        #expect(resources.machines.map(\.number) == [100, 102, 200])
        let first = resources.machines[0]
        #expect(first.name == "server1" && first.state == .running && first.node == "node2" && first.received == 2_456_116_121)
        #expect(first.memory == 842_551_296 && first.memoryMaximum == 1_073_741_824 && first.memoryOnHost == nil)
        #expect(resources.machines[2].state == .off && resources.storages.allSatisfy(\.isAvailable) && resources.storages.count >= 8)
        let state = try ClusterState(try response("\(version)_cluster_status"), asked: "")
        #expect(state.isQuorate == true && state.offline.isEmpty)
        #expect(throws: CollectFailure.self) { try NodeStatus(try response("\(version)_nodes_doesntexist_status"), asked: "") }
        // Rows of a guest, of which none has pressure.
        #expect(try NodePressure(try response("\(version)_nodes_node1_qemu_101_rrddata_timeframe-hour"), asked: "") == nil)
    }

    @Test func nodesTellTheirFigures() throws {
        let seven = try NodeStatus(try response("pve7x_nodes_node1_status"), asked: "")
        #expect(seven.version == "7.4-16" && seven.processors == 8 && seven.memoryAvailable == 57_824_059_392 && seven.swapUsed == 0)
        let eight = try NodeStatus(try response("pve8x_nodes_node1_status"), asked: "")
        #expect(eight.version == "8.4-1" && eight.load == 0.15 && eight.cpu == 0.0123456789 && eight.memoryTotal == 8_589_934_592)
    }

    @Test func anAnonymousClusterIsRead() throws {
        let resources = try ClusterResources(try response("centreon_get_api2_json_cluster_resources_200"), asked: "")
        #expect(
            resources.nodes.map(\.name) == ["www1"] && resources.machines.map(\.name) == ["cccccc-vm2"] && resources.storages.count == 1)
    }

    /// Those that no test above expects anything of are read by all that reads, and named.
    @Test func everyOtherIsReadOrRefused() throws {
        let expected = [
            "pve7x_cluster_resources.json", "pve8x_cluster_resources.json", "pve7x_cluster_status.json", "pve8x_cluster_status.json",
            "pve7x_nodes_doesntexist_status.json", "pve8x_nodes_doesntexist_status.json", "pve7x_nodes_node1_status.json",
            "pve8x_nodes_node1_status.json", "pve7x_nodes_node1_qemu_101_rrddata_timeframe-hour.json",
            "pve8x_nodes_node1_qemu_101_rrddata_timeframe-hour.json", "centreon_get_api2_json_cluster_resources_200.json",
        ]
        let others = Recordings.names(in: "proxmox").filter { !expected.contains($0) && !$0.contains("schema") }
        for name in others {
            let response = try response(String(name.dropLast(5)))
            _ = try? ClusterResources(response, asked: "")
            _ = try? ClusterTasks(response, asked: "")
            _ = try? NodeStatus(response, asked: "")
        }
        print("Proxmox recordings without an expected value: \(others.joined(separator: ", "))")
    }
}
