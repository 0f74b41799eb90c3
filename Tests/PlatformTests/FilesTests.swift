import Glibc
import Platform
import TestSupport
import Testing

/// Files, folders and pipes, read to their end and no further.
struct FilesTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    @Test func aFileIsReadToItsEndOrToTheLimit() throws {
        let bytes = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
        try writeFile(folder.file("long"), bytes)
        let file = open(folder.file("long"), O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        #expect(readToEnd(file, atMost: 16_385) == Array(bytes.prefix(16_385)))
        #expect(readToEnd(file) == Array(bytes.dropFirst(16_385)))
        #expect(readToEnd(file) == [])
        #expect(try Platform.readFile(folder.file("long"), longest: 40_000) == bytes)
        #expect(throws: FileFault.longer(thanKiB: 39)) { try Platform.readFile(folder.file("long"), longest: 39_999) }
    }

    @Test func whatCannotBeReadSaysWhy() throws {
        let file = open(folder.path, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        #expect(readToEnd(file) == nil && errno == EISDIR)
        #expect(readFolder(folder.file("none")) == nil && errno == ENOENT)
        #expect(throws: FileFault.folder) { try Platform.readFile(folder.path, longest: 1) }
    }

    @Test func aFolderHasTheNamesThatAreWantedAndNoOther() throws {
        for name in ["b.toml", "a.toml", ".hidden", "c.txt"] { try folder.write("", to: name) }
        #expect(readFolder(folder.path)?.sorted() == [".hidden", "a.toml", "b.toml", "c.txt"])
        #expect(readFolder(folder.path) { $0.hasSuffix(".toml") }?.sorted() == ["a.toml", "b.toml"])
        #expect(readFolder(folder.path, atMost: 1) { $0.hasSuffix(".toml") }?.count == 1)
        #expect(readFolder(folder.path, atMost: 0) == [])
    }

    @Test func noChildGetsAPipeThatItIsNotGiven() throws {
        let ends = try #require(openPipe())
        defer { close(ends.reading) }
        for end in [ends.reading, ends.writing] { #expect(fcntl(end, F_GETFD) & FD_CLOEXEC != 0) }
        #expect(write(ends.writing, "ab", 2) == 2)
        close(ends.writing)
        #expect(readToEnd(ends.reading) == Array("ab".utf8))
    }
}
