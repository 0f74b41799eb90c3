import Drawing

/// How many colours the terminal has, and which of them comes nearest to a wanted one.
enum TerminalPalette: Hashable {
    case none, eight, sixteen, twoHundredFiftySix, direct

    /// As ncurses counts colours. Nil is the terminal's own colour (-1).
    func nearest(_ colour: RGB?) -> Int32 {
        guard let colour else { return -1 }
        let (red, green, blue) = (Int32(colour.red), Int32(colour.green), Int32(colour.blue))
        switch self {
        case .none: return -1
        case .direct:
            // Descriptions such as xterm-direct take 0 to 7 for the palette.
            return max(red << 16 | green << 8 | blue, 8)
        case .twoHundredFiftySix: return nearestOf256(red, green, blue)
        case .eight, .sixteen: return nearestOf16(red, green, blue, brightOnes: self == .sixteen)
        }
    }
}

/// The colour cube (16 to 231) and the greys (232 to 255) as xterm has them; the first 16 are the user's own and not to be counted on.
private func nearestOf256(_ red: Int32, _ green: Int32, _ blue: Int32) -> Int32 {
    func step(_ value: Int32) -> Int32 { value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40 }
    func level(_ step: Int32) -> Int32 { step == 0 ? 0 : 55 + 40 * step }
    func distance(_ r: Int32, _ g: Int32, _ b: Int32) -> Int32 {
        (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue)
    }
    let (r, g, b) = (step(red), step(green), step(blue))
    let grey = max(0, min(23, ((red + green + blue) / 3 - 3) / 10))
    let greyLevel = 8 + 10 * grey
    let isGreyNearer = distance(greyLevel, greyLevel, greyLevel) < distance(level(r), level(g), level(b))
    return isGreyNearer ? 232 + grey : 16 + 36 * r + 6 * g + b
}

/// Hue counts more than brightness: with so few colours a pale red is still meant as red. What has hardly a hue stays the terminal's own
/// colour, so that it is readable on any background.
private func nearestOf16(_ red: Int32, _ green: Int32, _ blue: Int32, brightOnes: Bool) -> Int32 {
    let brightest = max(red, green, blue)
    let span = brightest - min(red, green, blue)
    guard span * 4 > brightest else { return -1 }
    let threshold = brightest - span / 2
    let hue: Int32 = (red >= threshold ? 1 : 0) | (green >= threshold ? 2 : 0) | (blue >= threshold ? 4 : 0)
    return brightOnes && brightest > 0xC0 ? hue + 8 : hue
}
