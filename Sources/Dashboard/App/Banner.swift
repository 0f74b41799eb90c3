import Drawing
import Feed
import Telemetry

/// The second row, only where there is something that everybody must know: no engine, or what the engine has to say of itself.
struct Banner {
    let text: String
    let role: Role

    /// Nil where all is well.
    init?(_ world: World) {
        switch world.connection {
        case .lost(let reason, let since):
            text = "NO ENGINE for \(Numbers.age(world.now - since)): \(reason.text). What you see is old; trying again."
            role = .problem
        case .versionMismatch(let words):
            text = words.text
            role = .problem
        case .starting where world.site != nil:
            text = "starting the engine"
            role = .notice
        case .starting, .attached:
            guard let notice = world.engine?.notice else { return nil }
            text = notice.text
            role = .notice
        }
    }
    var isLoud: Bool { role == .problem }

    func draw(on canvas: inout Canvas, y: Int, width: Int) {
        if isLoud { canvas.fill(Rect(y: y, width: width, height: 1), with: Cell(" ", role: role)) }
        canvas.write(text, x: 1, y: y, width: max(0, width - 2), role: role)
    }
}
