import Configuration
import Testing

@Suite struct LocateTests {
    private let all = ["/x/warte/warte.toml", "/home/k/.config/warte/warte.toml", "/etc/warte/warte.toml"]
    private let both = ["XDG_CONFIG_HOME": "/x", "HOME": "/home/k"]

    private func locate(_ flag: String? = nil, _ environment: [String: String], _ there: [String]) -> String? {
        locateConfiguration(flag: flag, environment: environment) { there.contains($0) }
    }

    @Test func theFlagGoesFirstAndIsNotAskedFor() { #expect(locate("my.toml", both, all) == "my.toml") }
    @Test func thenTheUsersFolder() {
        #expect(locate(nil, both, all) == all[0])
        #expect(locate(nil, ["HOME": "/home/k"], all) == all[1])
        // Unset, empty and relative are the same.
        #expect(locate(nil, ["XDG_CONFIG_HOME": "", "HOME": "/home/k"], all) == all[1])
        #expect(locate(nil, ["XDG_CONFIG_HOME": "x", "HOME": "/home/k"], all) == all[1])
    }
    @Test func aSetFolderTakesThePlaceOfTheDefault() {
        #expect(locate(nil, both, Array(all[1...])) == all[2])
    }
    @Test func thenTheSystems() {
        #expect(locate(nil, [:], all) == all[2])
        #expect(locate(nil, both, [all[2]]) == all[2])
    }
    @Test func thenNone() { #expect(locate(nil, both, []) == nil) }

    @Test func asksTheFileSystem() {
        let scratch = ScratchFolder()
        let environment = ["XDG_CONFIG_HOME": scratch.path]
        #expect(locateConfiguration(flag: nil, environment: environment) != "\(scratch.path)/warte/warte.toml")
        let path = scratch.file("warte/warte.toml")
        #expect(locateConfiguration(flag: nil, environment: environment) == path)
    }
}
