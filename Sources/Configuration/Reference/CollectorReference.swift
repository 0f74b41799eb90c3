import TOMLReading
public import Telemetry

/// What a collector is configured with, as the README shows it: a sentence and a table of its keys in Markdown.
public func collectorReference(_ kind: CollectorKind) -> String {
    var rows = [["key", "is", "default", "meaning"], ["---", "---", "---", "---"]]
    if !kind.endpoints.isEmpty {
        rows.append(["`endpoint`", "where it is asked", "needed", "such as " + either(kind.endpoints.map(code))])
    }
    if kind.goesThroughSSH {
        rows.append([
            code("via"), "a machine", "none", "the machine on which it is asked, through the system's ssh, such as `ssh://user@gw`",
        ])
    }
    for option in kind.options {
        let rest = option.isRequired ? "needed" : option.fallback.map { code(spelled($0)) } ?? "none"
        rows.append([code(option.key), told(option.kind), rest, option.meaning])
    }
    for secret in kind.secrets {
        rows.append([either(secret.keys.map(code)), "a secret's place", secret.isRequired ? "needed" : "none", secret.meaning])
    }
    let title = "\(collectorReferenceBeginning(kind)) watches \(kind.watches)."
    guard rows.count > 2 else { return title + "\n" }
    let lines = rows.map { row in "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n" }
    return title + "\n\n" + lines.joined()
}

/// How the sentence begins: where in a page the reference stands.
public func collectorReferenceBeginning(_ kind: CollectorKind) -> String { "`collector = \"\(kind.word)\"`" }

/// What the target's options are set to, in the words of its file, defaults included; and where its secrets are. One entry each.
public func optionsInForce(_ target: Target, _ kind: CollectorKind) -> [String] {
    let options = kind.options.compactMap { option in
        target.options.values[option.key].map { "\(option.key) = \(spelled($0))" }
            ?? option.fallback.map { "\(option.key) = \(spelled($0)) (default)" }
    }
    let secrets = kind.secrets.compactMap { secret in
        switch target.secrets[secret] {
        case .file(let path)?: "\(secret.keys[0]) = \(spelled(.text(path)))"
        case .environment(let name)?: "\(secret.keys[1]) = \(spelled(.text(name)))"
        case .credential(let name)?: "\(secret.keys[2]) = \(spelled(.text(name)))"
        case nil: nil
        }
    }
    return (target.via.map { ["via = \(spelled(.text($0.text)))"] } ?? []) + options + secrets
}

private func told(_ kind: OptionKind) -> String {
    switch kind {
    case .text: "a text"
    case .whole(let range, let unit): "\(range.lowerBound) to \(range.upperBound)" + (unit.map { " " + $0.text } ?? "")
    case .duration(let range): "a duration, \(spelled(range.lowerBound)) to \(spelled(range.upperBound))"
    case .yesOrNo: either(["`\"yes\"`", "`\"no\"`"])
    case .choice(let words): either(words.map { code(spelled(.text($0))) })
    case .path: "an absolute path"
    case .texts: "a list of texts"
    }
}

private func code(_ text: String) -> String { "`\(text)`" }

private func either(_ words: [String]) -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
}
