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

    @Test func whoIsLoggedIn() throws {
        let none = try AgentTurns.users(try response("pve7x_nodes_node1_qemu_101_agent_get-users"), asked: "", guest: "qemu/101")
        #expect(none.isEmpty)
        let one = try AgentTurns.users(try response("pve8x_nodes_node1_qemu_101_agent_get-users"), asked: "", guest: "qemu/101")
        #expect(one.map(\.user) == ["root"] && one.first?.since == Moment(milliseconds: 1_715_500_000_123))
        #expect(one.first?.kind == .desktop && one.first?.guest == "qemu/101")
    }

    @Test(arguments: ["pve7x", "pve8x"]) func whoMaySeeAll(_ version: String) throws {
        #expect(try OwnRights.showGuests(try response("\(version)_access_permissions"), asked: ""))
    }

    @Test func aTicketIsTaken() throws {
        let ticket = try ProxmoxTicket(try response("centreon_post_api2_json_access_ticket_200"), asked: "", since: .now)
        #expect(ticket.text.text == "PVE:root@pam:ccccccc::g2bBfFuM")
    }

    @Test(arguments: ["pve7x", "pve8x"]) func tasksThatRunAndThatEnded(_ version: String) throws {
        func answer(_ task: String) throws -> ClusterTasks.Answer {
            let number = String(repeating: "0", count: 7) + task.prefix(1)
            let upid = "UPID_node1_\(number)_\(number)_\(number)_test_\(task.dropFirst(2))_root_pam"
            return try ClusterTasks.answer(try response("\(version)_nodes_node1_tasks_\(upid)_status"), asked: "")
        }
        let end = Moment(seconds: 1_693_252_600)
        #expect(try answer("1 running") == .runs)
        #expect(try answer("2 completed") == .ended(ClusterTasks.End(at: end, status: "OK")))
        #expect(try answer("3 failed") == .ended(ClusterTasks.End(at: end, status: "some error occurred")))
    }

    /// Those of which a test above expects something; for `RecordingsWalkTests`.
    static let files: [String] =
        ["7", "8"].flatMap { version in answers.map { "proxmox/pve\(version)x_\($0).json" } } + [
            "proxmox/centreon_get_api2_json_cluster_resources_200.json", "proxmox/centreon_post_api2_json_access_ticket_200.json",
        ]
    private static let answers = [
        "cluster_resources", "cluster_status", "nodes_doesntexist_status", "nodes_node1_status",
        "access_permissions",
        "nodes_node1_qemu_101_rrddata_timeframe-hour", "nodes_node1_qemu_101_agent_get-users",
        "nodes_node1_tasks_UPID_node1_00000001_00000001_00000001_test_running_root_pam_status",
        "nodes_node1_tasks_UPID_node1_00000002_00000002_00000002_test_completed_root_pam_status",
        "nodes_node1_tasks_UPID_node1_00000003_00000003_00000003_test_failed_root_pam_status",
    ]

    /// Those that no test above expects anything of are read by all that reads.
    @Test func everyOtherIsReadOrRefused() throws {
        for name in Recordings.names(in: "proxmox") where !Self.files.contains("proxmox/" + name) && !name.contains("schema") {
            let response = try response(String(name.dropLast(5)))
            _ = try? ClusterResources(response, asked: "")
            _ = try? ClusterTasks(response, asked: "")
            _ = try? NodeStatus(response, asked: "")
        }
    }
}
