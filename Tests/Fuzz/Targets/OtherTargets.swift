import Collecting
import Configuration
import TOMLReading
import Telemetry
import Transports

@testable import Collectors

@Sendable func openVPN(_ bytes: [UInt8]) async -> String? {
    _ = Transcript.play(String(decoding: bytes, as: UTF8.self), history: .seconds(3600))
    return nil
}

/// An answer to any of the questions.
@Sendable func proxmox(_ bytes: [UInt8]) async -> String? {
    for status in [200, 403, 500, 595] {
        let response = HTTPResponse(status: status, reason: "R", body: bytes)
        try? ProxmoxAnswer.check(response, asked: "a", byToken: true)
        _ = try? ClusterResources(response, asked: "a")
        _ = try? ClusterTasks(response, asked: "a")
        _ = try? ClusterState(response, asked: "a")
        _ = try? NodeStatus(response, asked: "a")
        _ = try? NodePressure(response, asked: "a")
        _ = try? GuestPressures(response, asked: "a")
        _ = try? ClusterTasks.answer(response, asked: "a")
        _ = try? AgentTurns.users(response, asked: "a", guest: "100")
        _ = try? ProxmoxTicket(response, asked: "a", since: .now)
        _ = try? OwnRights.showGuests(response, asked: "a")
    }
    return nil
}

private let known = catalog.map { type in
    KnownCollector(type.kind) { target in
        do throws(ConfigurationProblem) {
            _ = try type.init(target: target, transports: .system)
            return nil
        } catch { return error }
    }
}

@Sendable func configuration(_ bytes: [UInt8]) async -> String? {
    do throws(FileProblems) {
        _ = try parseSettings(String(decoding: bytes, as: UTF8.self), file: "warte.toml", collectors: known)
        return nil
    } catch {
        if error.list.isEmpty { return "no problem and no settings" }
        return complaint(of: error.list.map(\.description), atMost: 8192)
    }
}
