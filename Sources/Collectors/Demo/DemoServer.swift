import Telemetry

/// A server of the made-up town as libvirt shows one whose agent answers: its parts, and what is inside.
struct DemoServer {
    let guest: Guest
    /// Percent of the time that its vCPUs run, and that they are ready and do not.
    let run: Double
    let waits: Double
    /// Bytes in use.
    let memory: Double

    private static let gibibyte = 1_073_741_824.0

    static let facts = GuestFacts(
        title: "File server", notes: "Homes and projects of all departments; backed up at 22:00", isAutostarted: true, isPersistent: true,
        system: GuestSystem(name: "Debian GNU/Linux 12 (bookworm)", version: "12", kernel: "6.1.0-28-amd64"),
        fileSystems: [
            system("/", "ext4", used: 7.4, of: 19.5), system("/boot/efi", "vfat", used: 0.006, of: 0.5),
            system("/var", "ext4", used: 11.2, of: 19.5), system("/srv", "xfs", used: 1664, of: 2048),
        ])
    private static func system(_ place: String, _ type: String, used: Double, of size: Double) -> GuestFileSystem {
        GuestFileSystem(mountPoint: [.known(place)], type: type, size: size * gibibyte, used: used * gibibyte)
    }

    /// The system's disk has less to do than that of the files.
    private static let disks = [
        (name: "vda", share: 0.15, size: 40.0, taken: 21.4, time: 0.7), (name: "vdb", share: 0.85, size: 2048, taken: 1702, time: 2.6),
    ]

    /// - Parameter total: of what flows so fast a second at full flow.
    func samples(_ total: (Double) -> Double) -> [Sample] {
        var out: [Sample] = []
        func add(_ part: GuestPart, _ which: String, _ numbers: [(Metric, Double)]) {
            let entity = Entity.part(part, which, of: guest.id)
            out += numbers.map { Sample($0.0, of: entity, $0.1) }
        }
        for index in 0..<guest.vCPUs {
            let part = 1 - 0.12 * Double(index)
            let steals = min(waits * (0.7 + 0.2 * Double(index)), 90)
            let runs = min(run * part, 100 - steals)
            add(
                .vCPU, String(index),
                [
                    (PartMetric.run, runs), (PartMetric.steal, steals), (PartMetric.ioWait, 0.4 * part),
                    (PartMetric.halted, max(0, 99 - runs - steals)),
                ])
        }
        add(
            .memory, "",
            [
                (PartMetric.actual, guest.memoryMaximum), (PartMetric.available, guest.memoryMaximum * 0.97),
                (PartMetric.unused, (guest.memoryMaximum - memory) * 0.2), (PartMetric.usable, guest.memoryMaximum - memory),
                (PartMetric.rss, guest.memoryMaximum * 1.02), (PartMetric.age, 4),
            ])
        for disk in Self.disks {
            let (read, written) = (Self.rate(.blockRead) * disk.share, Self.rate(.blockWritten) * disk.share)
            add(
                .disk, disk.name,
                [
                    (PartMetric.bytesRead, total(read)), (PartMetric.bytesWritten, total(written)),
                    (PartMetric.readRequests, total(read / 24_000)), (PartMetric.writeRequests, total(written / 9000)),
                    (PartMetric.flushRequests, total(written / 120_000)), (PartMetric.readTime, disk.time + waits * 0.1),
                    (PartMetric.writeTime, disk.time * 1.4 + waits * 0.1), (PartMetric.flushTime, disk.time * 3),
                    (PartMetric.diskErrors, 0),
                    (PartMetric.allocated, disk.taken * Self.gibibyte), (PartMetric.capacity, disk.size * Self.gibibyte),
                ])
        }
        let (received, sent) = (Self.rate(.netReceived), Self.rate(.netSent))
        add(
            .interface, "0",
            [
                (PartMetric.received, total(received)), (PartMetric.sent, total(sent)), (PartMetric.packetsReceived, total(received / 700)),
                (PartMetric.packetsSent, total(sent / 500)), (PartMetric.dropsReceiving, 0), (PartMetric.dropsSending, 0),
                (PartMetric.errorsReceiving, 0), (PartMetric.errorsSending, 0),
            ])
        return out
    }

    /// What all its disks, or its network, do together.
    private static func rate(_ metric: Metric) -> Double { DemoTown.traffic.first { $0.0 == metric }?.1 ?? 0 }
}

/// A hypervisor's place for guests' disks.
struct DemoStorage {
    let pool: StoragePool
    /// GiB.
    private let size: Double
    private let taken: Double

    static let all = [
        DemoStorage(pool: StoragePool(name: "images", state: .running, isAutostarted: true), size: 7168, taken: 5088),
        DemoStorage(pool: StoragePool(name: "iso", state: .running, isAutostarted: true), size: 192, taken: 61),
    ]

    var samples: [Sample] {
        let entity = Entity.storage(pool.name)
        return [
            Sample(StorageMetric.used, of: entity, taken / size * 100), Sample(StorageMetric.size, of: entity, size * 1_073_741_824),
            Sample(StorageMetric.allocated, of: entity, taken * 1_073_741_824),
        ]
    }
}
