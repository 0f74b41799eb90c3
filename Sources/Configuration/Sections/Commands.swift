import TOMLReading
import Telemetry

/// `[[command]]`: what people may run from the dashboard.
func readCommands(_ top: TableReader, privacy: Privacy) -> [UserCommand] {
    var out: [(command: UserCommand, line: Int)] = []
    let keys = ["name", "key", "where", "run", "confirm", "foreground", "deadline"]
    for (place, entries) in top.tables("command", atMost: Most.commands, beyond: .leaveThoseBeyond()) {
        let section = TableReader(entries, at: place, label: "[[command]]", allowed: keys, findings: top.findings)
        section.require("name", example: "name = \"ssh\"")
        section.require("where", example: "where = \"host\"")
        section.require("run", example: "run = [\"ssh\", \"{host.address}\"]")
        let name = readName(section, others: out)
        let key = readKey(section, others: out)
        let about = section.choice("where", UserCommand.Place.self)
        let run = readRun(section, about: about, privacy: privacy)
        let confirms = section.flag("confirm") ?? false
        let isForeground = section.flag("foreground") ?? false
        let deadline = section.duration("deadline", in: .seconds(1)...(.seconds(3600)))
        if isForeground, deadline != nil { top.findings.add(section.place(of: "deadline"), .foregroundHasNoDeadline()) }
        guard let name, let about, let run else { continue }
        let command = UserCommand(
            name: name, key: key ?? "", place: about, run: run, confirms: confirms, isForeground: isForeground,
            deadline: deadline ?? UserCommand.usualDeadline)
        out.append((command, place.line))
    }
    return out.map(\.command)
}

private func readName(_ section: TableReader, others: [(command: UserCommand, line: Int)]) -> String? {
    guard let name = section.name("name", example: "ssh") else { return nil }
    let place = section.place(of: "name")
    if !UserCommand.isName(name) {
        section.findings.add(place, .commandNameWrong(quoted(name)))
    } else if TakenWords.names.contains(name) {
        section.findings.add(place, .commandNameTaken(quoted(name)))
    } else if let other = others.first(where: { $0.command.name == name }) {
        section.findings.add(place, .commandIsThere(quoted(name), other.line))
    } else {
        return name
    }
    return nil
}

/// A letter that is nobody's, `alt-x`, or `F2` to `F12`.
private func readKey(_ section: TableReader, others: [(command: UserCommand, line: Int)]) -> String? {
    guard let key = section.text("key", example: "x", longest: 20) else { return nil }
    let place = section.place(of: "key")
    let letter = key.count == 1 ? key.first : nil
    let alt = key.hasPrefix("alt-") && key.count == 5 ? key.last : nil
    let number = key.hasPrefix("F") ? Int(key.dropFirst()) : nil
    let isKey =
        [letter, alt].contains { $0?.isASCII == true && $0 != " " } || number.map { (2...12).contains($0) && key == "F\($0)" } == true
    if !isKey {
        section.findings.add(place, .commandKeyWrong(quoted(key), TakenWords.free))
    } else if let letter, let use = TakenWords.keys[letter] {
        section.findings.add(place, .commandKeyTaken(quoted(key), use.message, TakenWords.free))
    } else if let other = others.first(where: { $0.command.key == key }) {
        section.findings.add(place, .commandKeyIsThere(quoted(key), quoted(other.command.name), other.line))
    } else {
        return key
    }
    return nil
}

private func readRun(_ section: TableReader, about: UserCommand.Place?, privacy: Privacy) -> [String]? {
    guard let run = section.texts("run", example: "[\"ssh\", \"{host.address}\"]") else { return nil }
    guard let program = run.first, !program.isEmpty, program.hasPrefix("/") || !program.contains("/"), !program.hasPrefix("-"),
        UserCommand.pieces(of: program) == [.text(program)]
    else {
        section.findings.add(section.place(of: "run"), .commandProgramWrong(quoted(run.first ?? "")))
        return nil
    }
    // Each has its own place in the list.
    var places: [SourcePlace] = []
    if case .list(let items)? = section.entry("run")?.node.value { places = items.map(\.place) }
    let before = section.findings.list.count
    for (argument, place) in zip(run, places) {
        for case .placeholder(let word) in UserCommand.pieces(of: argument) {
            if let fault = fault(of: word, about: about, privacy: privacy) { section.findings.add(place, fault) }
        }
    }
    return section.findings.list.count == before ? run : nil
}

private func fault(of word: String, about: UserCommand.Place?, privacy: Privacy) -> Message? {
    guard let placeholder = UserCommand.Placeholder(rawValue: word) else {
        let known = UserCommand.Placeholder.allCases.filter { placeholder in about.map { placeholder.isKnown(in: $0) } ?? true }
        return unknown(.unknownPlaceholder(quoted("{\(word)}")), "{\(word)}", known: known.map(\.spelled)) {
            .commandTakes(about?.rawValue ?? UserCommand.Place.host.rawValue, $0)
        }
    }
    if let about, !placeholder.isKnown(in: about) {
        return .placeholderElsewhere(placeholder.spelled, about.rawValue, placeholder.place.rawValue)
    }
    return placeholder == .sessionUser && privacy.names == .plain ? .placeholderOfPerson(placeholder.spelled) : nil
}
