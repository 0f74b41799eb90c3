import CTOML
import Telemetry

/// Why a text is not TOML, at the first place where it is not.
package struct SyntaxFault: Error {
    package enum Reason {
        /// In the parser's own words.
        case syntax(String)
        case tooLong, tooManyDots, unreadable, noMemory
    }
    package let place: SourcePlace
    package let reason: Reason
    /// The parser's own; empty where it has none.
    package var words: String { if case .syntax(let words) = reason { words } else { "" } }
    /// It brought the parser down.
    package var isUnreadable: Bool { if case .unreadable = reason { true } else { false } }
}

extension SyntaxFault.Reason {
    fileprivate init(_ view: CTOMLView) {
        switch view.fault {
        case CTOMLFaultTooLong: self = .tooLong
        case CTOMLFaultTooManyDots: self = .tooManyDots
        case CTOMLFaultSyntax: self = view.error.map { .syntax(String(cString: $0)) } ?? .unreadable
        default: self = .unreadable
        }
    }
}

/// The root table of a TOML text.
package func readTOML(_ bytes: [UInt8]) throws(SyntaxFault) -> TOMLNode {
    let document = bytes.withUnsafeBytes { raw in
        // An empty array has no address, and toml++ wants one.
        if let base = raw.baseAddress { ctoml_parse(base.assumingMemoryBound(to: CChar.self), raw.count) } else { ctoml_parse("", 0) }
    }
    guard let document else { throw SyntaxFault(place: SourcePlace(line: 1, column: 1), reason: .noMemory) }
    defer { ctoml_free(document) }
    let view = ctoml_view(document)
    guard let nodes = view.nodes, view.node_count > 0 else {
        let place = SourcePlace(line: max(1, Int(view.error_line)), column: max(1, Int(view.error_column)))
        throw SyntaxFault(place: place, reason: SyntaxFault.Reason(view))
    }
    var reader = NodeReader(
        nodes: UnsafeBufferPointer(start: nodes, count: view.node_count),
        text: UnsafeRawBufferPointer(start: view.text, count: view.text_length))
    return reader.next(else: SourcePlace(line: 1, column: 1))
}

/// Reads the flat list of nodes back into a tree. Its depth is bounded by `CTOML_MAXIMUM_DEPTH`, so recursion is safe.
private struct NodeReader {
    let nodes: UnsafeBufferPointer<CTOMLNode>
    let text: UnsafeRawBufferPointer
    var at = 0

    mutating func next(else outer: SourcePlace) -> TOMLNode {
        guard at < nodes.count else { return TOMLNode(place: outer, value: .list([])) }
        let raw = nodes[at]
        at += 1
        let place = place(raw.line, raw.column) ?? place(raw.key_line, raw.key_column) ?? outer
        switch raw.kind {
        case CTOMLKindTable:
            var entries: [TOMLEntry] = []
            for _ in 0..<raw.children {
                guard at < nodes.count else { break }
                let child = nodes[at]
                let node = next(else: place)
                entries.append(
                    TOMLEntry(
                        key: string(child.key_start, child.key_length), place: self.place(child.key_line, child.key_column) ?? node.place,
                        node: node))
            }
            // toml++ sorts keys by name; people read a file from the top.
            return TOMLNode(place: place, value: .table(entries.sorted { $0.place < $1.place }))
        case CTOMLKindArray: return TOMLNode(place: place, value: .list((0..<raw.children).map { _ in next(else: place) }))
        case CTOMLKindString: return TOMLNode(place: place, value: .text(string(raw.text_start, raw.text_length)))
        case CTOMLKindInteger: return TOMLNode(place: place, value: .whole(raw.integer))
        case CTOMLKindFloat: return TOMLNode(place: place, value: .fraction(raw.number))
        case CTOMLKindBoolean: return TOMLNode(place: place, value: .flag(raw.integer != 0))
        case CTOMLKindMoment: return TOMLNode(place: place, value: .moment(Moment(milliseconds: raw.integer)))
        default: return TOMLNode(place: place, value: .localTime)
        }
    }

    private func place(_ line: UInt32, _ column: UInt32) -> SourcePlace? {
        line > 0 ? SourcePlace(line: Int(line), column: Int(column)) : nil
    }
    private func string(_ start: UInt32, _ length: UInt32) -> String {
        let end = Int(start) + Int(length)
        guard end <= text.count else { return "" }
        return String(decoding: text[Int(start)..<end], as: UTF8.self)
    }
}
