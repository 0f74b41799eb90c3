import CLibvirt
import Telemetry

@testable import Collectors

let libvirtEventTargets = [
    FuzzTarget(name: "libvirt-events", read: libvirtEvents), FuzzTarget(name: "libvirt-memory", read: libvirtMemory),
]

/// Callbacks, a line each: kind, guest, name and what the kind has besides, with bars between them.
@Sendable private func libvirtEvents(_ bytes: [UInt8]) async -> String? {
    let queue = EventQueue()
    let listener = EventListener(queue)
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).prefix(2000).enumerated() {
        let words = line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        func word(_ place: Int) -> String { words.indices.contains(place) ? words[place] : "" }
        let what: HypervisorEvent.What
        switch word(0) {
        case "lifecycle": what = .lifecycle(type: Int(word(3)) ?? 0, detail: Int(word(4)) ?? 0)
        case "agent": what = .agent(connected: word(3) == "1")
        default:
            let end = GraphicsEvent.Address(family: "IPv4", node: word(4), service: word(5))
            let names = word(7).isEmpty ? [:] : ["saslUsername": word(7)]
            what = .graphics(
                GraphicsEvent(phase: .init(rawValue: word(3)) ?? .connect, local: end, remote: end, scheme: word(6), identities: names))
        }
        listener.put(
            HypervisorEvent(at: Moment(seconds: 1_795_551_300 + Int64(number)), guest: word(1), name: word(2), what: what))
    }
    var consoles = ConsoleSessions()
    let events = queue.look().news
    var ends = events.flatMap { consoles.take($0, host: "h") }
    let now = Moment(seconds: 1_795_560_000)
    for _ in 0..<2 { ends += consoles.compare(running: ["a"], failed: ["b"], at: now, host: "h") }
    ends += consoles.lose(because: reasonForClosing(events.count), at: now, host: "h")
    if !consoles.sessions.isEmpty { return "\(consoles.sessions.count) sessions are left" }
    let said = LifecycleWords.lines(events).map(\.message.text) + ends.map(\.evidence)
    return complaint(of: said, atMost: .max, isRaw: true)
}

/// A list of `virTypedParameter` as it lies in memory: of texts, whatever follows the list is the text.
@Sendable private func libvirtMemory(_ bytes: [UInt8]) async -> String? {
    let count = min(bytes.count / MemoryLayout<virTypedParameter>.stride, 256)
    var text = bytes.dropFirst(count * MemoryLayout<virTypedParameter>.stride).map { CChar(bitPattern: $0) } + [0]
    var list = [virTypedParameter](repeating: virTypedParameter(), count: count)
    list.withUnsafeMutableBytes { $0.copyBytes(from: bytes.prefix($0.count)) }
    let looks = text.withUnsafeMutableBufferPointer { text in
        for index in list.indices where list[index].type == Int32(VIR_TYPED_PARAM_STRING.rawValue) {
            // libvirt gives a text or none.
            list[index].value.s = list[index].value.i % 2 == 0 ? text.baseAddress : nil
        }
        return list.withUnsafeBufferPointer { list in
            [nil, [Array("state".utf8), Array("rd.reqs".utf8), Array("name".utf8)]].map {
                TypedParameters(list.baseAddress, count: list.count, fields: $0)
            }
        }
    }
    if looks.contains(where: { $0.values.count > count }) { return "more fields than parameters" }
    return libvirtRates(looks)
}
