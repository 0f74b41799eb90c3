import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// A guest that moves between two real libvirtds of one machine, of which one believes to be another host. It never rests, so that it does not
/// arrive before somebody makes it hurry.
@Suite("libvirt: a migration", .serialized, .enabled(if: LibvirtLab.isPossible, "needs root, libvirtd, virsh and QEMU"))
struct LibvirtMigrationTests {
    @Test func aMoveIsSeenWhereItComesFromAndWhereItGoes() async throws {
        try await LibvirtLab.running(settings: "HARD=0") { here in
            try await here("add-writer")
            try await LibvirtLab.running(settings: "HARD=0 LAB_HOST_NAME=elsewhere") { there in
                let (source, destination) = (try await here.reader("here"), try await there.reader("there"))
                try await move(from: here, source, to: there, destination)
                await source.close()
                await destination.close()
            }
        }
    }

    private func move(
        from here: LibvirtLab, _ source: LibvirtCollector, to there: LibvirtLab, _ destination: LibvirtCollector
    ) async throws {
        try await here("migrate", "writer '\(there.folder)' >'\(here.folder)/migration' &")
        let job = try await guest(source, "the move") { guest in
            guard let job = guest.facts.job, let done = job.done else { return false }
            return done > 0 && done < 100
        }.facts.job
        #expect(job?.operation == .migrationOut && job?.elapsed.map { $0 > .zero } == true, "\(String(describing: job))")
        // libvirt tells how far it is where it comes from alone; where it goes it waits for its memory.
        let coming = try await guest(destination, "it is awaited") { $0.state == .paused }
        #expect(coming.facts.job == nil, "\(coming)")
        try await here("hurry", "writer")
        let gone = try await guest(source, "it is gone") { $0.state == .off }
        let arrived = try await guest(destination, "it has arrived") { $0.state == .running }
        #expect(gone.facts.job == nil && arrived.facts.job == nil && gone.id == arrived.id)
    }

    private func guest(_ collector: LibvirtCollector, _ what: String, _ isRight: (Guest) -> Bool) async throws -> Guest {
        var found: Guest?
        try await eventually(what, within: .seconds(90)) {
            let guests = (try? await collector.result().get())?.figures.guests ?? []
            found = guests.first { $0.name == "writer" && isRight($0) }
            return found != nil
        }
        return try #require(found)
    }
}
