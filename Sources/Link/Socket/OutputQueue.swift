import Glibc

/// Messages on their way out of a socket that may not take them now.
///
/// A message with a slot replaces the one of that slot that has not gone out yet: who reads slowly gets the newest state, not
/// all of them, and costs no more memory than the state has.
struct OutputQueue {
    enum Outcome: Equatable { case empty, blocked, failed }

    /// Nil where a newer one has replaced it.
    private var messages: [[UInt8]?] = []
    private var slots: [UpdateSlot?] = []
    /// Which of them are stamped when they go out.
    private var stamped: [Bool] = []
    /// Index in `messages`, plus `base`.
    private var places: [UpdateSlot: Int] = [:]
    private var base = 0
    private var first = 0
    /// The first message as it goes out, once it has begun to, and how much of it is out.
    private var begun: [UInt8]?
    private var written = 0
    private var replaced = 0
    private(set) var byteCount = 0

    var isEmpty: Bool { byteCount == 0 }

    /// - Parameter isStamped: it is an update, and gets its number when it goes out: one that is replaced before has none.
    mutating func append(_ message: [UInt8], slot: UpdateSlot? = nil, isStamped: Bool = false) {
        if let slot {
            if let place = places[slot] { drop(place - base) }
            places[slot] = base + messages.count
        }
        messages.append(message)
        slots.append(slot)
        stamped.append(isStamped)
        byteCount += message.count
        let dead = first + replaced
        if dead > 64, dead > messages.count / 2 { compact() }
    }

    private mutating func drop(_ index: Int) {
        // One that has begun must end.
        guard index >= first, !(index == first && begun != nil), let message = messages[index] else { return }
        byteCount -= message.count
        messages[index] = nil
        slots[index] = nil
        replaced += 1
    }

    private mutating func compact() {
        let alive = messages.indices.filter { $0 >= first && messages[$0] != nil }
        messages = alive.map { messages[$0] }
        slots = alive.map { slots[$0] }
        stamped = alive.map { stamped[$0] }
        base = 0
        first = 0
        replaced = 0
        places = [:]
        for (index, slot) in slots.enumerated() { if let slot { places[slot] = index } }
    }

    mutating func removeAll() { self = OutputQueue() }

    /// All of it, for another queue. Nothing of it has gone out.
    mutating func takeAll() -> [StateMessage] {
        defer { removeAll() }
        return zip(messages, slots).compactMap { message, slot in message.map { StateMessage(slot: slot, bytes: $0) } }
    }

    /// Writes until the queue is empty or the socket takes no more.
    /// - Parameter stamp: the next one.
    mutating func flush(to descriptor: Int32, stamp: () -> Stamp) -> Outcome {
        while first < messages.count {
            guard let waiting = messages[first] else {
                replaced -= 1
                first += 1
                continue
            }
            let message = begun ?? (stamped[first] ? stamp().put(on: waiting) : waiting)
            if begun == nil {
                byteCount += message.count - waiting.count
                begun = message
            }
            let count = message.withUnsafeBytes { bytes in
                send(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written, Int32(MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno == EINTR { continue }
                return errno == EAGAIN ? .blocked : .failed
            }
            written += count
            byteCount -= count
            guard written == message.count else { continue }
            messages[first] = nil
            begun = nil
            if let slot = slots[first], places[slot] == base + first { places[slot] = nil }
            first += 1
            written = 0
        }
        removeAll()
        return .empty
    }
}
