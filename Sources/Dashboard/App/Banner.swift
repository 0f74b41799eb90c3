import Drawing
import Feed
import Telemetry

/// The second row, only where there is something that everybody must know: no engine, or what the engine has to say of itself.
struct Banner {
    let text: String
    let role: Role

    /// What is not kept of the moment that is shown.
    init(_ note: String) { (text, role, isLoud) = (note, .past, true) }

    /// Nil where all is well.
    init?(_ world: World) {
        switch world.connection {
        case .lost(let reason, let since):
            isLoud = true
            text = localized("NO ENGINE for \(Numbers.age(world.now - since)): \(reason.text). What you see is old; trying again.")
            role = .problem
        case .versionMismatch(let words):
            isLoud = true
            text = words.text
            role = .problem
        case .starting where world.site != nil:
            isLoud = false
            text = localized("starting the engine")
            role = .notice
        case .starting, .attached:
            guard let notice = world.engine?.notice else { return nil }
            isLoud = false
            text = notice.text
            role = .notice
        }
    }
    /// Shown on the smallest screens, too.
    let isLoud: Bool

    func draw(on canvas: inout Canvas, y: Int, width: Int) {
        if isLoud { canvas.fill(Rect(y: y, width: width, height: 1), with: Cell(" ", role: role)) }
        canvas.write(text, x: 1, y: y, width: max(0, width - 2), role: role)
    }
}
