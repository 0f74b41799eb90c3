import Glibc

/// Words as C programs get them: an array of texts with a NULL at its end, there for as long as `body` runs. What C does to the array
/// (`getopt_long` puts it in another order) leaks nothing.
public func withArgumentArray<Answer, Failure: Error>(
    _ words: [String], _ body: (inout [UnsafeMutablePointer<CChar>?]) throws(Failure) -> Answer
) throws(Failure) -> Answer {
    let made = words.map { strdup($0) } + [nil]
    defer { for word in made { free(word) } }
    var array = made
    return try body(&array)
}
