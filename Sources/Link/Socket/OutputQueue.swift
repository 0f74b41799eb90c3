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
    /// Index in `messages`, plus `base`.
    private var places: [UpdateSlot: Int] = [:]
    private var base = 0
    private var first = 0
    /// Bytes of the first message that are out.
    private var written = 0
    private var replaced = 0
    private(set) var byteCount = 0

    var isEmpty: Bool { byteCount == 0 }

    mutating func append(_ message: [UInt8], slot: UpdateSlot? = nil) {
        if let slot {
            if let place = places[slot] { drop(place - base) }
            places[slot] = base + messages.count
        }
        messages.append(message)
        slots.append(slot)
        byteCount += message.count
        let dead = first + replaced
        if dead > 64, dead > messages.count / 2 { compact() }
    }

    private mutating func drop(_ index: Int) {
        // One that has begun must end.
        guard index >= first, !(index == first && written > 0), let message = messages[index] else { return }
        byteCount -= message.count
        messages[index] = nil
        slots[index] = nil
        replaced += 1
    }

    private mutating func compact() {
        let alive = messages.indices.filter { $0 >= first && messages[$0] != nil }
        messages = alive.map { messages[$0] }
        slots = alive.map { slots[$0] }
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
    mutating func flush(to descriptor: Int32) -> Outcome {
        while first < messages.count {
            guard let message = messages[first] else {
                replaced -= 1
                first += 1
                continue
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
            if let slot = slots[first], places[slot] == base + first { places[slot] = nil }
            first += 1
            written = 0
        }
        removeAll()
        return .empty
    }
}
