import Dashboard
import Drawing
import Feed
import Link
import MetricStore
import Telemetry
import TestSupport

/// A dashboard that hears of the cluster by the socket and reads the store's file.
final class ClusterFront {
    private let client: LinkClient
    private(set) var app: App

    init(_ place: ClusterPlace) throws {
        client = try LinkClient(path: place.socket, version: "1.0")
        client.attach()
        app = App(now: place.now, settings: DisplaySettings())
        _ = app.handle(.connection(.attached))
        _ = app.handle(.history(try StoreReader(path: place.folder.file("ring"))))
    }

    func shows(_ words: [String], at now: Moment, key: Key? = nil) throws -> Bool {
        for message in try client.readable() { if case .update(let update) = message { _ = app.handle(.update(update)) } }
        _ = app.handle(.tick(now))
        let picture = app.draw(width: 140, height: 40).transcript
        return words.allSatisfy { picture.contains($0) }
    }
    func press(_ key: Key) { _ = app.handle(.key(key)) }
    var picture: String { app.draw(width: 140, height: 40).transcript }
}
