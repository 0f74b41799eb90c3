import CSystem
import Glibc

/// Columns that one scalar takes on a terminal, as glibc's `wcwidth` counts in a UTF-8 locale: ncurses asks the same function, so canvas
/// and terminal agree. Nil where it is unassigned or not printable.
///
/// The answer does not depend on the process' locale: the question is put in C.UTF-8, for this thread only.
func letterWidth(_ scalar: Unicode.Scalar) -> Int? {
    if isLetterOfOneColumn(scalar) { return 1 }
    if scalar.value <= 0x9F { return nil }
    guard let locale = countingLocale else { return nil }
    let before = uselocale(locale)
    defer { _ = uselocale(before) }
    let width = Int(wcwidth(wchar_t(truncatingIfNeeded: scalar.value)))
    return width < 0 ? nil : min(width, 2)
}

/// Known without asking: ASCII, Latin, lines, blocks and braille.
func isLetterOfOneColumn(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF, 0x2500...0x259F, 0x2800...0x28FF: true
    default: false
    }
}

// Made once, never changed or freed.
private nonisolated(unsafe) let countingLocale: locale_t? = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
