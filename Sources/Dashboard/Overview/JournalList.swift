import Drawing
import Feed
import Telemetry

/// What happened, newest first: events of hosts and ends of sessions in one stream.
struct JournalList: Panel {
    let context: DrawContext

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0, area.width > 0 else { return }
        let events = context.world.events
        let ends = context.world.ends
        guard !events.isEmpty || !ends.isEmpty else {
            canvas.write(
                context.world.past == nil ? localized("nothing yet") : localized("of then no lines are here"), x: area.x + 1, y: area.y,
                width: area.width - 1,
                role: .dim)
            return
        }
        let clock = context.clock
        let name = min(context.summary.nameWidth(in: area.width), max(area.width / 5, 4))
        var event = events.count - 1
        var end = ends.count - 1
        for y in area.y..<area.maxY {
            guard event >= 0 || end >= 0 else {
                if context.world.past != nil {
                    canvas.write(localized("lines from before are not here"), x: area.x + 1, y: y, width: area.width - 1, role: .dim)
                }
                break
            }
            let takesEvent = event >= 0 && (end < 0 || events[event].at >= ends[end].at)
            let at = takesEvent ? events[event].at : ends[end].at
            let host = takesEvent ? events[event].host : ends[end].host
            var x = area.x + 1
            let stamp = area.width >= 60 ? clock.long(at) : clock.short(at)
            x += max(canvas.write(stamp, x: x, y: y, width: area.maxX - x, role: .dim), 5) + 2
            canvas.write(canvas.charset.shortened(host, to: name), x: x, y: y, width: min(name, area.maxX - x), role: .dim)
            x += name + 2
            if takesEvent {
                canvas.write(events[event].text, x: x, y: y, width: area.maxX - x)
                event -= 1
            } else {
                let item = ends[end]
                let words = JournalList.words(item)
                x += canvas.write(words, x: x, y: y, width: area.maxX - x, role: item.cause.role)
                canvas.write(item.evidence, x: x + 3, y: y, width: area.maxX - x - 3, role: .dim)
                end -= 1
            }
        }
    }

    /// `u-7f3a ended: client lost (exact)`; what never became a session has no end: `a client without a name: handshake failed (exact)`.
    static func words(_ end: SessionEnd) -> String {
        let (isAttempt, cause) = (end.isAttempt || end.session.isEmpty || end.cause == .handshake, end.cause.message.text)
        let who = !end.user.isEmpty ? end.user : isAttempt ? localized("a client without a name") : localized("a session without a name")
        let tried = end.cause == .handshake ? localized("handshake failed") : end.cause == .resource ? localized("found no room") : cause
        let confidence = localized(text: end.confidence.rawValue)
        return isAttempt
            ? localized("\(who): \(tried) (\(confidence))") : localized("\(who) ended: \(cause) (\(confidence))")
    }
}
