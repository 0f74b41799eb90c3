/// What is wrong in a demo's scenario or with how a demo was asked for.
extension Message {
    static let demoMessages: [any DeclaredMessage] = [
        demoNeedsDay, demoNeedsHost, demoHostTwice, demoLeavesEarly, wantedDay, wantedTimeOfDay, demoNoSuchHost, demoSilent,
        demoReadsNothing,
    ]

    public static let demoNeedsDay = PlainForm("demo.needs_day", "a scenario needs \"day\", such as day = \"2026-11-24\"")
    public static let demoNeedsHost = PlainForm(
        "demo.needs_host", "a scenario needs a host: write \\[\\[hypervisor\\]\\] or \\[\\[gateway\\]\\] and its keys below")
    public static let demoHostTwice = MessageForm<String>("demo.host_twice", "there is a host {0} already; give this one another name")
    public static let demoLeavesEarly = PlainForm("demo.leaves_early", "\"leave\" has to be an hour after \"arrive\" or later")
    public static let wantedDay = PlainForm("wanted.day", "a day, such as \"2026-11-24\"")
    public static let wantedTimeOfDay = PlainForm("wanted.time_of_day", "a time of day, such as \"8:05\"")
    /// Which, and which there are.
    public static let demoNoSuchHost = MessageForm<String, String>("demo.no_such_host", "the scenario has no host {0}; there are {1}")
    /// A host that gives no answer, as its scenario has it.
    public static let demoSilent = PlainForm("demo.silent", "no answer, as the demo's scenario has it")
    public static let demoReadsNothing = PlainForm(
        "demo.reads_nothing", "a demo has no configuration to read again; end it and start it with another scenario")
}
