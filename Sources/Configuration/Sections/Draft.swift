import TOMLReading
import Telemetry

/// A configuration as read. What it names outside of the file is yet to be checked.
struct Draft {
    /// Nil where something is wrong.
    let settings: SiteSettings?
    /// In the order of the file.
    let problems: [FileProblem]
    let secrets: [PlacedSecret]
    var looks: [PlacedLook] = []
    /// The file says nothing at all: blanks and comments.
    var isEmpty = false
}

/// A secret file with the place that names it.
struct PlacedSecret: Hashable {
    /// Such as `password`.
    let name: String
    let path: String
    let place: SourcePlace
}

/// What one host's collector looks for on this machine's disk, with the places of its keys.
struct PlacedLook {
    let target: Target
    let collector: KnownCollector
    let section: TableReader

    /// What is not there; reads the disk.
    var faults: [(place: SourcePlace, message: Message?)] {
        collector.lacks(target).map { (section.place(of: $0.key), $0.message) }
    }
}
