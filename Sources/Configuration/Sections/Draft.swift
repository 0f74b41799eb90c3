import TOMLReading
import Telemetry

/// A configuration as read. What it names outside of the file is yet to be checked.
struct Draft {
    /// Nil where something is wrong.
    let settings: Settings?
    /// In the order of the file.
    let problems: [Problem]
    let secrets: [PlacedSecret]
    var paths: [PlacedPath] = []
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

/// What must be there on this machine, with the place that names it.
struct PlacedPath: Hashable {
    /// The option's key, such as `profiles`.
    let key: String
    let path: String
    let place: SourcePlace
}
