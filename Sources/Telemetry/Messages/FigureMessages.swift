/// What a host should show and does not, in a sentence that begins with `no`.
extension Message {
    static let figureMessages: [any DeclaredMessage] = [
        figureMissing, figureBack, figureKVM, figureWireGuardTool, figureCPU, figureMemory, figureNetwork, figurePressureCPU,
        figurePressureIO,
        figurePressureMemory, figureLogins, figureSessions, figureGuests, figureOtherGuests, figuresOfGuests, figuresOfNode, answerOfNode,
        figureProfile, figureOfMetric,
        namesOfPeers, listOfAllSessions, peersOf, handshakeOn, commonClock, interfacesOfKernel, moreInterfacesOfKernel,
        interfacesOfPrograms, moreInterfacesOfPrograms, numbersOfParts, answersOfAgents, storagePools,
    ]

    /// A figure that cannot be read, and why.
    public static let figureMissing = MessageForm<Message, Message>("local.figure_missing", "no {0}: {1}")
    public static let figureBack = MessageForm<Message>("local.figure_back", "{0} can be read again")

    // What has a name on its interface alone is a raw line.
    public static let figureKVM = PlainForm("figure.kvm", "KVM")
    public static let figureWireGuardTool = PlainForm("figure.wg", "wg")
    public static let figureCPU = PlainForm("figure.cpu", "CPU")
    public static let figureMemory = PlainForm("figure.memory", "memory")
    public static let figureNetwork = PlainForm("figure.network", "network")
    public static let figurePressureCPU = PlainForm("figure.pressure_cpu", "CPU pressure")
    public static let figurePressureIO = PlainForm("figure.pressure_io", "I/O pressure")
    public static let figurePressureMemory = PlainForm("figure.pressure_memory", "memory pressure")
    public static let figureLogins = PlainForm("figure.logins", "logins")
    public static let figureSessions = PlainForm("figure.sessions", "sessions")
    public static let figureGuests = PlainForm("figure.guests", "guests")
    public static let figureOtherGuests = PlainForm("figure.other_guests", "other guests")
    public static let figuresOfGuests = PlainForm("figure.of_guests", "figures of its guests")
    public static let figuresOfNode = PlainForm("figure.of_node", "figures of the node")
    public static let answerOfNode = PlainForm("figure.answer_of_node", "answer of the node itself")
    /// By its metric's label.
    public static let figureOfMetric = MessageForm<String>("figure.metric", "{0}")
    public static let figureProfile = PlainForm("figure.profile", "profile")
    public static let namesOfPeers = PlainForm("figure.names_of_peers", "names of peers")
    public static let listOfAllSessions = PlainForm("figure.all_sessions", "list of all sessions")
    // Of which interface.
    public static let peersOf = MessageForm<String>("figure.peers_of", "peers of {0}")
    public static let handshakeOn = MessageForm<String>("figure.handshake_on", "handshake on {0}")
    public static let commonClock = PlainForm("figure.common_clock", "common clock")
    public static let interfacesOfKernel = PlainForm("figure.kernel_interfaces", "interfaces of the kernel")
    public static let moreInterfacesOfKernel = PlainForm("figure.more_kernel_interfaces", "more interfaces of the kernel")
    public static let interfacesOfPrograms = PlainForm("figure.program_interfaces", "interfaces of programs")
    public static let moreInterfacesOfPrograms = PlainForm("figure.more_program_interfaces", "more interfaces of programs")
    public static let numbersOfParts = PlainForm("figure.numbers_of_parts", "numbers of vCPUs, disks and interfaces")
    public static let answersOfAgents = PlainForm("figure.answers_of_agents", "answers of guest agents")
    public static let storagePools = PlainForm("figure.storage_pools", "storage pools")
}

extension Metric {
    /// What a host lacks that does not tell it.
    public var figure: Message {
        switch id {
        case Metric.cpu.id: .figureCPU()
        case Metric.memory.id: .figureMemory()
        case Metric.sessions.id: .figureSessions()
        case Metric.guestsRunning.id, Metric.guestsDefined.id: .figureGuests()
        default: .figureOfMetric(label)
        }
    }
}
