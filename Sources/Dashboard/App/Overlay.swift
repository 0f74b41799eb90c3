import Drawing

/// What lies over the screen and takes the keys.
enum Overlay: Sendable {
    case help(Help)
    case prompt(Prompt)
    case switcher(HostSwitcher)
    /// The filter of the screen, as it is typed.
    case filter(TextField)
    case palette(Palette)
    /// What became of things since somebody looked.
    case since(SinceCard)
    /// The moment to go to, as it is typed.
    case time(TimeField)

    /// Whether what is below cannot be pointed at.
    var hidesScreen: Bool { if case .filter = self { false } else { true } }

    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        switch self {
        case .help(let help):
            canvas.fill(area)
            help.draw(context, on: &canvas, in: area)
        case .prompt(let prompt): prompt.dialog.draw(on: &canvas, in: area, symbols: context.symbols)
        case .switcher(let switcher): switcher.draw(context, on: &canvas, in: area)
        case .palette(let palette): palette.draw(context, on: &canvas, in: area)
        case .since(let card): card.draw(context, on: &canvas, in: area)
        case .time(let field): field.draw(on: &canvas, in: area)
        case .filter: break
        }
    }
}
