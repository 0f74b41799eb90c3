/// How many series there may be: each takes 5.4 KB of the file at once, and more with the years.
struct SeriesBounds: Sendable {
    /// Of one host, or of one cluster with its guests: 2,000 guests with ten numbers each.
    let ofHost: Int
    let inAll: Int
    /// The file is 1.4 GB then, before anything is old.
    static let standard = SeriesBounds(ofHost: 20_000, inAll: 250_000)
}
