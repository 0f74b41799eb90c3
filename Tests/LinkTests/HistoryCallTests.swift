import Feed
import MetricStore
import Telemetry
import Testing

@testable import Link

/// The numbers of the past, asked for instead of mapped.
@Suite struct HistoryCallTests {
    private let keys = [
        SeriesKey(host: "gw", metric: .cpu), SeriesKey(host: "gw", entity: .guest("5c0d"), metric: .guestCPU),
        SeriesKey(host: "gw", entity: .host, metricID: "nobody.knows.this"),
    ]
    private let span = SeriesSpan(
        SeriesKey(host: "gw", metric: .cpu), from: Moment(seconds: 1000), to: Moment(seconds: 1600), columns: 7)

    @Test func bothKindsOfClientAreAnswered() async throws {
        let serving = try await Serving()
        let points = await serving.service.latest(keys)
        let columns = await serving.service.span(span)
        let client = try LinkClient(path: serving.path, version: "1.0")
        client.requestLatest(keys)
        client.send(.reload)
        client.requestSpan(span)
        client.requestSeries(of: "gw", from: 500)
        #expect(
            try await hear(client) { $0.count == 4 } == [
                .latest(keys, points), .answer(.reload, nil), .span(span, columns),
                .series(of: "gw", Array(ScriptedService.series.suffix(200))),
            ])
        let (path, keys, span) = (serving.path, keys, span)
        try await waiting { () throws(LinkProblem) in
            let call = try LinkCall(path: path, version: "1.0", deadline: .seconds(60))
            #expect(try call.latest(keys) == points)
            #expect(try call.span(span) == columns)
            #expect(try call.series(of: "gw") == ScriptedService.series, "in two pieces")
            #expect(try call.series(of: "nobody") == [])
            // More than one call may hold.
            let many = Array(repeating: keys, count: 400).flatMap { $0 }
            #expect(try call.latest(many) == Array(repeating: points, count: 400).flatMap { $0 })
        }
    }

    @Test(arguments: [
        (
            "Latest", #"{"keys":[\#(Array(repeating: #"{"host":"h","entity":"","metric":"m"}"#, count: 501).joined(separator: ","))]}"#,
            "keys"
        ),
        ("Latest", #"{"keys":[{"host":"h","entity":"","metric":"m"},{"host":"h","entity":""}]}"#, "keys[1].metric"),
        ("ListSeries", #"{"host":"h","first":-1}"#, "first"),
        ("Span", #"{"host":"h","entity":"","metric":"m","from_ms":0,"to_ms":9,"points":2001}"#, "points"),
        ("Span", #"{"host":"h","entity":"","metric":"m","from_ms":0,"to_ms":9,"points":0}"#, "points"),
        ("Span", #"{"host":"h","entity":"","metric":"m","from_ms":9,"to_ms":9,"points":1}"#, "to_ms"),
    ]) func whatGoesBeyondABoundIsRefused(method: String, parameters: String, field: String) async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.\#(method)","parameters":\#(parameters)}"#)
        let answer = try #require(await caller.hear())
        #expect(answer.contains(#""parameter":"\#(field)""#), "\(answer)")
    }

    /// A refusal is nothing to be shown, and no end of the link.
    @Test func aRefusedQuestionIsAnsweredWithNothing() async throws {
        let serving = try await Serving()
        let client = try LinkClient(path: serving.path, version: "1.0")
        let tooMany = SeriesSpan(span.key, from: span.from, to: span.to, columns: 3000)
        client.requestSpan(tooMany)
        #expect(try await hear(client) { !$0.isEmpty } == [.span(tooMany, Array(repeating: nil, count: 3000))])
    }
}
