import Telemetry

/// The nodes' own figures, from survey to survey.
struct NodeBook: Sendable {
    private var pressures: [String: (pressure: NodePressure?, at: ContinuousClock.Instant)] = [:]
    private var uptimes: [String: Double] = [:]

    /// The server keeps one value a minute. A node that has none may be upgraded.
    private static let pressureInterval = Duration.seconds(55)
    private static let pressurePatience = Duration.seconds(3600)

    func withoutPressure(at now: ContinuousClock.Instant) -> Set<String> {
        Set(
            pressures.filter { _, kept in
                now - kept.at < (kept.pressure == nil ? Self.pressurePatience : Self.pressureInterval)
            }.keys)
    }

    /// Those that have pressure, and so tell that of their guests.
    var withPressure: Set<String> { Set(pressures.filter { $0.value.pressure != nil }.keys) }

    mutating func take(_ survey: Survey) -> [(String, Result<HostFigures, CollectFailure>)] {
        for (name, pressure) in survey.pressures { pressures[name] = (pressure, survey.at) }
        let readings = survey.resources.nodes.map { ($0.name, outcome(of: $0, in: survey)) }
        let names = Set(survey.resources.nodes.map(\.name))
        pressures = pressures.filter { names.contains($0.key) }
        uptimes = Dictionary(
            survey.resources.nodes.compactMap { node in node.uptime.map { (node.name, $0) } }, uniquingKeysWith: { first, _ in first })
        return readings
    }

    private func outcome(of node: ClusterResources.Node, in survey: Survey) -> Result<HostFigures, CollectFailure> {
        guard node.status != "offline" else { return .failure(.unreachable(asked: node.name, reason: .proxmoxNodeOffline())) }
        var figures = HostFigures(inventory: Inventory(product: "Proxmox VE"), sessionKind: .console)
        switch survey.statuses[node.name] {
        case .success(let status)?:
            note(status, in: &figures)
            if node.status == "unknown" {
                figures.inventory.gaps.append(.init(figure: .figuresOfGuests(), reason: .proxmoxNoFigures()))
            }
        case .failure(let failure)?:
            if case .refused = failure {
                // Who may not see the node's figures is told that it is there.
                figures.inventory.gaps.append(.init(figure: .figuresOfNode(), reason: failure.message))
            } else if isAlive(node) {
                note(node, in: &figures)
                figures.inventory.gaps.append(.init(figure: .answerOfNode(), reason: failure.message))
            } else {
                return .failure(node.status == "unknown" ? .unreachable(asked: node.name, reason: .proxmoxNoFigures()) : failure)
            }
        case nil: return .failure(.timedOut(asked: node.name, after: .zero))
        }
        if let pressure = pressures[node.name]?.pressure {
            figures.samples += [
                pressure.cpu.map { Sample(.pressureCPU, $0) }, pressure.io.map { Sample(.pressureIO, $0) },
                pressure.memory.map { Sample(.pressureMemory, $0) },
            ].compactMap { $0 }
        }
        note(survey.resources.storages.filter { $0.node == node.name }, in: &figures)
        return .success(figures)
    }

    /// One that is not available has a size of another time.
    private func note(_ storages: [ClusterResources.Storage], in figures: inout HostFigures) {
        figures.inventory.storages = storages.map { StoragePool(name: $0.name, state: $0.isAvailable ? .running : .inaccessible) }
        for storage in storages where storage.isAvailable {
            guard let used = storage.used, let size = storage.size, size > 0, used <= size else { continue }
            let entity = Entity.storage(storage.name)
            figures.samples += [Sample(StorageMetric.used, of: entity, used / size * 100), Sample(StorageMetric.size, of: entity, size)]
        }
    }

    /// Its interface does not answer, but what it publishes goes on: a node whose clock stands has died since.
    private func isAlive(_ node: ClusterResources.Node) -> Bool {
        guard node.cpu != nil, let uptime = node.uptime else { return false }
        return uptimes[node.name].map { uptime > $0 } ?? true
    }

    private func note(_ status: NodeStatus, in figures: inout HostFigures) {
        if let cpu = status.cpu { figures.samples.append(Sample(.cpu, cpu * 100)) }
        if let wait = status.ioWait { figures.samples.append(Sample(.cpuIOWait, wait * 100)) }
        if let load = status.load { figures.samples.append(Sample(.load, load)) }
        if let total = status.memoryTotal, let available = status.memoryAvailable, total > 0, available <= total {
            figures.samples += [
                Sample(.memory, (1 - available / total) * 100), Sample(.memoryTotal, total), Sample(.memoryAvailable, available),
            ]
        }
        if let swap = status.swapUsed { figures.samples.append(Sample(.swapUsed, swap)) }
        figures.inventory.version = status.version
        figures.inventory.processors = status.processors
        figures.inventory.memory = status.memoryTotal.flatMap { UInt64(exactly: $0) }
    }

    /// What the others say of it.
    private func note(_ node: ClusterResources.Node, in figures: inout HostFigures) {
        if let cpu = node.cpu { figures.samples.append(Sample(.cpu, cpu * 100)) }
        if let total = node.memoryTotal, let used = node.memoryUsed, total > 0, used <= total {
            figures.samples += [
                Sample(.memory, used / total * 100), Sample(.memoryTotal, total), Sample(.memoryAvailable, total - used),
            ]
        }
        figures.inventory.processors = node.processors.flatMap { Int(exactly: $0) }
        figures.inventory.memory = node.memoryTotal.flatMap { UInt64(exactly: $0) }
    }
}
