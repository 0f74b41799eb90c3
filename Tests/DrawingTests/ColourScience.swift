import Drawing
import Glibc

/// What eyes make of a colour.
extension RGB {
    /// Linear light of sRGB, 0 to 1 (IEC 61966-2-1).
    private var linear: [Double] {
        [red, green, blue].map { part in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
    }

    /// Contrast ratio, 1 to 21 (WCAG 2.2, relative luminance and contrast ratio).
    func contrast(to other: RGB) -> Double {
        func luminance(_ colour: RGB) -> Double { zip(colour.linear, [0.2126, 0.7152, 0.0722]).map(*).reduce(0, +) }
        let (one, two) = (luminance(self), luminance(other))
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }

    /// Distance in CIELAB (CIE 1976) as `sight` has it.
    func distance(to other: RGB, _ sight: Sight) -> Double {
        let parts = zip(lab(sight), other.lab(sight)).map { ($0 - $1) * ($0 - $1) }
        return parts.reduce(0, +).squareRoot()
    }

    private func lab(_ sight: Sight) -> [Double] {
        let seen = sight.matrix.map { row in min(1, max(0, zip(row, linear).map(*).reduce(0, +))) }
        // sRGB to XYZ, by the white of D65.
        let toXYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
        let xyz = zip(toXYZ, [0.95047, 1, 1.08883]).map { row, white in zip(row, seen).map(*).reduce(0, +) / white }
        let bent = xyz.map { $0 > 216.0 / 24389 ? cbrt($0) : (24389.0 / 27 * $0 + 16) / 116 }
        return [116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2])]
    }
}

/// Usual sight, and that without one of the three cones: matrices for full severity of Machado, Oliveira and Fernandes,
/// "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), upon linear light.
enum Sight: CaseIterable {
    case usual, protanopia, deuteranopia, tritanopia

    fileprivate var matrix: [[Double]] {
        switch self {
        case .usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        case .protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
        case .deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
        case .tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
        }
    }
}
