import Feed
import JSON
import MetricStore
import Telemetry
import Testing

@testable import Link

/// Who reads the interface's description alone finds what is written, by its name and of its type; and what must be there always is.
@Suite struct DescriptionTests {
    private func value(_ message: [UInt8]) throws -> JSONValue { try JSONValue(reading: Array(message.dropLast()), depth: 64) }
    private func parameters(_ message: [UInt8]) throws -> JSONValue { try #require(try value(message)["parameters"]) }

    @Test func whatIsWrittenIsDescribedAndWhatIsDescribedIsWritten() async throws {
        var check = DescriptionCheck(DescribedInterface(Interface.engine.description))
        for seed in 0..<3000 as Range<UInt64> {
            if seed % 50 == 0 { await Task.yield() }
            var random = RandomValues(seed: seed)
            let update = random.update()
            // For programs, and for people.
            for isForPeople in [false, true] {
                check.take(try value(FieldWriter.message(isForPeople: isForPeople) { update.write(to: $0) }), as: "Update")
            }
            try takeCall(random.command().call(to: EngineID("aaaaaaaaaaaa")), &check)
        }
        try takeCalls(&check)
        try takeAnswers(&check)
        try takeErrors(&check)
        #expect(check.faults.sorted() == [])
        #expect(check.unseen == [], "described, and never written")
    }

    /// Every call may say which engine it is for.
    private func takeCall(_ message: [UInt8], _ check: inout DescriptionCheck) throws {
        let call = try value(message)
        let method = try #require(call["method"]?.string?.split(separator: ".").last)
        check.take(try #require(call["parameters"]), as: "\(method)()", free: ["engine"])
    }

    private func takeCalls(_ check: inout DescriptionCheck) throws {
        let engine = EngineID("aaaaaaaaaaaa")
        let key = SeriesKey(host: "gw", metric: .cpu)
        let (from, to) = (Moment(seconds: 1), Moment(seconds: 2))
        let caller = EngineCall.Caller(protocols: 2...3, version: "1")
        for message in [
            caller.negotiate(), caller.attach(), EngineCall.history(since: from, limit: 1), EngineCall.hosts(["gw"], at: from, of: engine),
            EngineCall.alarms(at: from, limit: 1, of: engine), EngineCall.series(of: "gw", from: 0, of: engine),
            EngineCall.latest([key], of: engine), EngineCall.span(SeriesSpan(key, from: from, to: to, columns: 2), of: engine),
            EngineCall.reveal("u-1", on: "gw", reason: "r", of: engine),
        ] { try takeCall(message, &check) }
        for method in ["ListAlarms", "ListHosts", "Status"] { try takeCall(Call.message("org.warte.engine.\(method)"), &check) }
    }

    private func takeAnswers(_ check: inout DescriptionCheck) throws {
        let alarm = ScriptedService.alarm
        let welcome = Reply.message { $0.put("welcome", Welcome(number: 3, engine: EngineID("aaaaaaaaaaaa"), version: "1")) }
        let told = Reply.message { $0.put("update", Update.events([])) }
        let past = PastHosts(
            hosts: [HostState(id: "gw")], left: ["hv"], keptSince: Moment(seconds: 1), sessionsKeptSince: Moment(seconds: 2))
        let columns = [Column(minimum: 1, mean: 2, maximum: 3), Column(minimum: 2, mean: 2, maximum: 2), nil]
        for (method, message) in [
            ("Negotiate", welcome), ("Attach", welcome), ("Attach", Stamp(sequence: 1, at: Moment(seconds: 1)).put(on: told)),
            ("ListAlarms", Answers.alarms([alarm])), ("History", Answers.alarms([alarm])), ("AlarmsAt", Answers.alarms([alarm])),
            ("ListHosts", Answers.hosts(ScriptedService.site, [HostState(id: "gw")])), ("HostsAt", Answers.past(past)),
            ("Status", Answers.status(ScriptedService.engine)), ("Reveal", Answers.name("anna")),
            ("ListSeries", Reply.message { $0.put(Array(ScriptedService.series.prefix(3))) }),
            ("Latest", Reply.message { $0.put([Point(at: Moment(seconds: 1), value: 0.5), nil]) }),
            ("Span", Reply.message { $0.put(columns) }),
        ] { check.take(try parameters(message), as: "\(method)->") }
        for method in [
            "Acknowledge", "Comment", "Shelve", "Unshelve", "Undo", "StartMaintenance", "EndMaintenance", "Forget", "Run", "PollNow",
            "Reload",
        ] { check.take(try parameters(Answers.done(nil)), as: "\(method)->") }
    }

    private func takeErrors(_ check: inout DescriptionCheck) throws {
        for error in [
            .protocolMismatch(spoken: 2...3, version: "1"), .versionMismatch(engine: "1", front: "0"),
            .otherEngine(asked: "a", engine: "b"), .notFound(.nothing), .refused(.nothing),
        ] as [ServiceError] {
            check.take(try parameters(error.message()), as: String(error.name.split(separator: ".").last ?? ""))
        }
    }

    @Test func theStandardInterfaceIsWhatItSays() throws {
        var check = DescriptionCheck(DescribedInterface(Interface.service.description))
        check.take(try parameters(Answers.information(version: "1")), as: "GetInfo->")
        check.take(try parameters(Answers.description(interface: "org.warte.engine")), as: "GetInterfaceDescription->")
        let failures: [String] = [
            #"{"method":"org.nobody.Ping"}"#, #"{"method":"org.warte.engine.Ping"}"#, #"{"method":"org.warte.engine.History"}"#,
            #"{"method":"org.warte.engine.Attach","parameters":{"oldest":1,"newest":2}}"#,
        ]
        for text in failures {
            let outcome = try read(text) { (fields) throws(UnreadableMessage) in try IncomingCall(fields).request }
            guard case .failure(let error) = outcome else { continue }
            check.take(try parameters(error.message()), as: String(error.name.split(separator: ".").last ?? ""))
        }
        check.take(try parameters(ServiceError.methodNotImplemented("x").message()), as: "MethodNotImplemented")
        #expect(check.faults.sorted() == [])
        #expect(check.unseen == ["GetInfo()", "GetInterfaceDescription()", "PermissionDenied"], "described for others")
    }

    /// A description that leaves something out, or promises too much.
    @Test(arguments: [
        ("type Area (id: string)", "Area.kind is not described"),
        ("type Area (id: string, kind: string, since_ms: int)", "Area.since_ms may be absent"),
        ("type Area (id: int, kind: string)", "Area.id is no int"), ("type Area (id: []string, kind: string)", "Area.id is no list"),
        ("type Area (id: string, kind: Kind)\ntype Kind (off)", "Kind.virtualized is not described"), ("", "Area is not described"),
    ]) func theCheckFindsWhatIsWrong(_ description: String, _ fault: String) throws {
        var check = DescriptionCheck(DescribedInterface("# type Area ()\n" + description))
        check.take(try value(FieldWriter.message { Area(id: "a", kind: "virtualized").write(to: $0) }), as: "Area")
        #expect(check.faults == [fault])
    }
}
