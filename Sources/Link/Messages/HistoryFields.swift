import JSON
import MetricStore
import Telemetry

/// The numbers of the past as they cross the link: what is not there is not written.
extension Fields {
    func key() throws(UnreadableMessage) -> SeriesKey {
        SeriesKey(
            host: try string("host", atMost: Bounds.name), entity: Entity(name: try string("entity", atMost: Bounds.seriesName)),
            metricID: try string("metric", atMost: Bounds.seriesName))
    }
    func span() throws(UnreadableMessage) -> SeriesSpan {
        let (from, to) = (try moment("from_ms"), try moment("to_ms"))
        guard from < to else { throw wrong("to_ms", wanted: .moreThan("from_ms")) }
        return SeriesSpan(try key(), from: from, to: to, columns: Int(try integer("points", in: Bounds.points)))
    }
    func keys() throws(UnreadableMessage) -> [SeriesKey] {
        let found = try objectsIfPresent("keys") { (fields) throws(UnreadableMessage) in try fields.key() }
        let keys = try needed(found, "keys", "list")
        try Bounds.check("keys", keys.count, atMostItems: Bounds.keys)
        return keys
    }

    func series(of host: Host.ID) throws(UnreadableMessage) -> [Series] {
        let found = try objectsIfPresent("series") { (fields) throws(UnreadableMessage) in
            let unit = Metric.Unit(code: try fields.code("unit_code"), symbol: try fields.string("unit"))
            let metric = Metric(
                try fields.string("metric"), label: try fields.string("label"), unit: unit,
                kind: Metric.Kind(code: try fields.code("kind")), resolution: try fields.numberIfPresent("resolution"))
            return Series(key: SeriesKey(host: host, entity: Entity(name: try fields.string("entity")), metric: metric), metric: metric)
        }
        return try needed(found, "series", "list")
    }
    private func code(_ key: StaticString) throws(UnreadableMessage) -> UInt8 { UInt8(clamping: try integer(key, in: 0...255)) }

    /// One for each key.
    func points(count: Int) throws(UnreadableMessage) -> [Point?] {
        var out = [Point?](repeating: nil, count: count)
        let found = try objectsIfPresent("points") { (fields) throws(UnreadableMessage) in
            (try fields.place(below: count), try fields.moment("at_ms"), try fields.numberIfPresent("value"))
        }
        for (place, at, value) in try needed(found, "points", "list") { out[place] = value.map { Point(at: at, value: $0) } }
        return out
    }
    func columns(count: Int) throws(UnreadableMessage) -> [Column?] {
        var out = [Column?](repeating: nil, count: count)
        let found = try objectsIfPresent("columns") { (fields) throws(UnreadableMessage) in
            let place = try fields.place(below: count)
            let mean = try fields.needed(try fields.numberIfPresent("mean"), "mean", "number")
            return (
                place,
                Column(
                    minimum: try fields.numberIfPresent("minimum") ?? mean, mean: mean,
                    maximum: try fields.numberIfPresent("maximum") ?? mean)
            )
        }
        for (place, column) in try needed(found, "columns", "list") { out[place] = column }
        return out
    }
    private func place(below count: Int) throws(UnreadableMessage) -> Int {
        guard count > 0 else { throw wrong("place", wanted: .nothing) }
        return Int(try integer("place", in: 0...Int64(count - 1)))
    }
}

extension FieldWriter {
    func put(_ key: SeriesKey) {
        put("host", key.host)
        put("entity", key.entity.name)
        put("metric", key.metric)
    }
    func put(_ span: SeriesSpan) {
        put(span.key)
        put("from_ms", span.from)
        put("to_ms", span.to)
        put("points", span.columns)
    }
    func put(_ keys: [SeriesKey]) { objects("keys", keys) { key, out in out.put(key) } }

    func put(_ series: [Series]) {
        objects("series", series) { series, out in
            out.put("entity", series.key.entity.name)
            out.put("metric", series.key.metric)
            out.put("label", series.metric.label)
            out.put("unit", series.metric.unit.symbol)
            out.put("unit_code", Int(series.metric.unit.code))
            out.put("kind", Int(series.metric.kind.code))
            out.put("resolution", series.metric.resolution)
        }
    }

    func put(_ points: [Point?]) {
        let known = points.enumerated().compactMap { place, point in point.map { (place, $0) } }.filter { $0.1.value.isFinite }
        objects("points", known) { known, out in
            out.put("place", known.0)
            out.put("at_ms", known.1.at)
            out.put("value", known.1.value)
        }
    }
    func put(_ columns: [Column?]) {
        let known = columns.enumerated().compactMap { place, column in column.map { (place, $0) } }.filter { $0.1.mean.isFinite }
        objects("columns", known) { known, out in
            let column = known.1
            out.put("place", known.0)
            out.put("mean", column.mean)
            if column.minimum != column.mean { out.put("minimum", column.minimum) }
            if column.maximum != column.mean { out.put("maximum", column.maximum) }
        }
    }
}
