import Alarms
import Feed
import JSON
import MessageJSON
import Telemetry
import TestSupport
import Testing

@testable import Link

@Suite struct CodecTests {
    func roundTrip<T: FieldCoded>(_ value: T) throws -> T {
        let message = FieldWriter.message { $0.put("value", value) }
        #expect(message.last == 0)
        #expect(!message.dropLast().contains(0))
        return try read(Array(message.dropLast())) { (fields) throws(UnreadableMessage) in try fields.item("value") }
    }

    @Test func everyUpdateComesBackAsItWas() async throws {
        for seed in 0..<2000 as Range<UInt64> {
            if seed % 50 == 0 { await Task.yield() }
            var random = RandomValues(seed: seed)
            let update = random.update()
            #expect(try roundTrip(update) == update, "seed \(seed)")
        }
    }

    @Test func everyCommandComesBackAsItWas() throws {
        for seed in 0..<500 as Range<UInt64> {
            var random = RandomValues(seed: seed)
            let command = random.command()
            let request = try read(Array(command.call().dropLast())) { (fields) throws(UnreadableMessage) in
                let call = try Call(fields)
                return Result { () throws(ServiceError) in try Request(call) }
            }
            #expect(try request.get() == .command(command), "seed \(seed)")
        }
    }

    @Test func secretsAndOptionsStayInTheEngine() throws {
        let target = Target(
            id: "gw", area: "a", collector: "openvpn", endpoint: "127.0.0.1:1", secrets: ["password": .file("/etc/s3cret")],
            options: ["token": "s3cret"])
        let message = String(decoding: FieldWriter.message { $0.put("host", target.host) }, as: UTF8.self)
        #expect(!message.contains("s3cret"))
        #expect(!message.contains("secret"))
        #expect(try roundTrip(target.host) == target.host)
    }

    @Test func absentFieldsAreNotWritten() {
        let message = String(decoding: FieldWriter.message { HostState(id: "h").write(to: $0) }.dropLast(), as: UTF8.self)
        #expect(message == #"{"id":"h","inventory":{"product":"","version":"","gaps":[]},"guests":[],"sessions":[]}"#)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity]) func whatIsNoNumberIsAbsent(value: Double) throws {
        let guest = Guest(id: "g", name: "g", state: .running, vCPUs: 1, memoryMaximum: value, memoryView: .host)
        #expect(try roundTrip(guest).memoryMaximum == 0)
    }

    @Test func forEverIsTheEndOfTime() throws {
        let event = HostEvent(at: Moment(milliseconds: .max), host: "h", "")
        #expect(try roundTrip(event).at == Moment(milliseconds: 253_402_300_799_999))
        let host = Host(id: "h", area: "", collector: "", endpoint: "", interval: .seconds(Int64.max), deadline: .seconds(Int64.min))
        let back = try roundTrip(host)
        #expect(back.interval == .milliseconds(315_576_000_000_000))
        #expect(back.deadline == .milliseconds(-315_576_000_000_000))
    }

    @Test func fieldsNobodyKnowsAndNullsAreNoMatter() throws {
        let text = #"{"id":"g","name":"n","state":"off","vcpus":2,"memory_view":"host","console":null,"colour":{"deep":[1,{}]}}"#
        let guest = try read(text) { (fields) throws(UnreadableMessage) in try Guest(fields) }
        #expect(guest == Guest(id: "g", name: "n", state: .off, vCPUs: 2, memoryMaximum: 0, memoryView: .host))
    }

    @Test func loneSurrogatesBecomeReplacementCharacters() throws {
        let text = try read(#"{"t":"a\ud800b\udc00\ud83d\ude00"}"#) { (fields) throws(UnreadableMessage) in try fields.string("t") }
        #expect(text == "a\u{FFFD}b\u{FFFD}😀")
    }

    @Test func zeroInTextIsText() throws {
        let text = try read(#"{"t":"a\u0000b"}"#) { (fields) throws(UnreadableMessage) in try fields.string("t") }
        #expect(text == "a\u{0}b")
    }
}

@Suite struct CodecErrorTests {
    static let good = #"{"id":"g","name":"n","state":"off","vcpus":2,"memory_view":"host"}"#

    @Test func namesThePathToTheField() {
        let bad = CodecErrorTests.good.split(separator: ",").map { $0.hasPrefix("\"vcpus") ? #""vcpus":"x""# : $0 }.joined(separator: ",")
        let guests = Array(repeating: CodecErrorTests.good, count: 3).joined(separator: ",")
        let text =
            #"{"update":{"host":{"id":"h","inventory":{"product":"","version":"","gaps":[]},"guests":[\#(guests),\#(bad)],"sessions":[]}}}"#
        let found = problem(in: text) { (fields) throws(UnreadableMessage) in try fields.item("update") as Update }
        #expect(found == #"update.host.guests[3].vcpus: wanted int, got string "x""#)
    }

    @Test(arguments: [
        (#"{"n":1.5}"#, "n: wanted int, got number 1.5"), (#"{"n":true}"#, "n: wanted int, got bool true"),
        (#"{"n":{}}"#, "n: wanted int, got object"), (#"{"n":[]}"#, "n: wanted int, got list"), (#"{}"#, "n: wanted int, got nothing"),
        (#"{"n":null}"#, "n: wanted int, got nothing"), (#"{"n":9223372036854775808}"#, "n: wanted int, got int beyond 64 bits"),
        (#"{"n":99999999999999999999999}"#, "n: wanted int, got int beyond 64 bits"),
        (#"{"n":-99999999999999999999999}"#, "n: wanted int, got int beyond 64 bits"),
        (#"{"n":"\u001b[31m"}"#, #"n: wanted int, got string "?[31m""#),
    ]) func numbersMustBeNumbers(text: String, wanted: String) {
        #expect(problem(in: text) { (fields) throws(UnreadableMessage) in try fields.integer("n") } == wanted)
    }

    @Test(arguments: [#"{"n":NaN}"#, #"{"n":Infinity}"#, #"{"n":-Infinity}"#, #"{"n":1e999}"#, #"{"n":"1"}"#])
    func doublesMustBeFinite(text: String) {
        #expect(problem(in: text) { (fields) throws(UnreadableMessage) in try fields.numberIfPresent("n") } != nil)
    }

    @Test(arguments: [
        (#"{"l":[1,2,"3"]}"#, #"l[2]: wanted int, got string "3""#), (#"{"l":[1,null]}"#, "l[1]: wanted int, got null"),
        (#"{"l":{}}"#, "l: wanted list, got object"),
    ]) func elementsAreNumbered(text: String, wanted: String) {
        #expect(problem(in: text) { (fields) throws(UnreadableMessage) in try fields.integers("l") } == wanted)
    }

    @Test func wordsAreListed() {
        let found = problem(in: #"{"w":"Host"}"#) { (fields) throws(UnreadableMessage) in try fields.word("w") as Guest.MemoryView }
        #expect(found == #"w: wanted one of guest, host, got string "Host""#)
    }

    @Test(arguments: ["253402300800000", "-62135596800001", "9223372036854775807"]) func momentsAreOfThisWorld(number: String) {
        let found = problem(in: #"{"t":\#(number)}"#) { (fields) throws(UnreadableMessage) in try fields.moment("t") }
        #expect(found == "t: wanted -62135596800000 to 253402300799999, got int \(number)")
    }

    @Test func depthIsBounded() {
        let deep = #"{"a":"# + String(repeating: "[", count: 100_000)
        #expect(problem(in: deep) { _ in }?.contains("nesting") == true)
    }

    @Test(arguments: ["", "1", "[]", "\"x\"", "null", "{", "{}{}", "{} x", "{\"a\":1,}", "{\"a\":1"])
    func onlyWholeObjectsAreMessages(text: String) { #expect(problem(in: text) { _ in } != nil) }

    @Test func brokenUTF8IsNoMessage() {
        #expect(throws: UnreadableMessage.self) { try read(Array(#"{"a":""#.utf8) + [0xC3, 0x28] + Array("\"}".utf8)) { _ in } }
    }

    @Test func messagesCutAtEveryByteAreErrors() async {
        var random = RandomValues(seed: 7)
        let message = Reply.message(continues: true) { $0.put("update", Update.alarms([random.alarm()])) }
        for length in 0..<(message.count - 1) {
            if length % 50 == 0 { await Task.yield() }
            #expect(throws: UnreadableMessage.self) {
                try read(Array(message.prefix(length))) { (fields) throws(UnreadableMessage) in
                    try Reply(fields).parameters.item("update") as Update
                }
            }
        }
    }

    /// Nothing to see but that it ends well: most of these are errors, and every error says something.
    @Test func tenThousandBrokenMessages() async {
        var random = RandomValues(seed: 42)
        var failures = 0
        for number in 0..<10_000 {
            if number % 50 == 0 { await Task.yield() }
            let update = random.update()
            let message = random.broken(Array(Reply.message(continues: true) { $0.put("update", update) }.dropLast()))
            do throws(UnreadableMessage) {
                _ = try read(message) { (fields) throws(UnreadableMessage) in try Reply(fields).parameters.item("update") as Update }
            } catch {
                failures += 1
                #expect(!error.text.isEmpty)
            }
        }
        #expect(failures > 5000)
    }
}
