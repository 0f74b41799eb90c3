public import Telemetry

/// What to do about it: a rule's own messages, and raw lines where the site's configuration says something else.
public struct Runbook: Hashable, Sendable {
    /// What happens if nobody acts.
    public var consequence: Message?
    public var action: Message?
    public var timeToAct: Message?
    /// An address; no rule has one of its own, since it is the site's to say where it keeps its runbooks.
    public var link: String
    public init(consequence: Message? = nil, action: Message? = nil, timeToAct: Message? = nil, link: String = "") {
        self.consequence = consequence
        self.action = action
        self.timeToAct = timeToAct
        self.link = link
    }

    /// Of a host that is in no configuration any more: there is nothing to be done about it.
    static let ofWatchedNoMore = Runbook(action: .watchedNoMore())
}

/// Where a site keeps its runbooks: the link of every rule that has none of its own.
public struct RunbookLinks: Hashable, Sendable {
    /// What stands for the rule's id in the address.
    public static let placeholder = "{rule}"
    /// `https://wiki.example.org/warte/{rule}`.
    public var template: String
    /// `warte.toml:12`, for `warte rules`.
    public var origin: String
    public init(template: String, origin: String) {
        self.template = template
        self.origin = origin
    }

    func link(to rule: String) -> String { template.replacing(Self.placeholder, with: rule) }
}

/// Which place each text of a runbook came from: `built in`, `warte.toml:12`; empty where there is no text.
public struct RunbookOrigins: Hashable, Sendable {
    public var consequence = ""
    public var action = ""
    public var timeToAct = ""
    public var link = ""
    public init() {}

    /// With the keys of the configuration, in the order in which they are read.
    public var all: [(key: String, origin: String)] {
        [("consequence", consequence), ("action", action), ("time_to_act", timeToAct), ("link", link)]
    }
}

extension ThresholdBook {
    /// The same levels as `limits`, by text.
    public func runbookOrigins(of rule: String, base: Thresholds, on host: Host?) -> RunbookOrigins {
        let own = base.runbook
        var out = RunbookOrigins()
        if own.consequence != nil { out.consequence = Self.builtIn }
        if own.action != nil { out.action = Self.builtIn }
        if own.timeToAct != nil { out.timeToAct = Self.builtIn }
        if !own.link.isEmpty { out.link = Self.builtIn }
        for patch in patches(of: rule, on: host) {
            if patch.consequence != nil { out.consequence = patch.origin }
            if patch.action != nil { out.action = patch.origin }
            if patch.timeToAct != nil { out.timeToAct = patch.origin }
            if patch.link != nil { out.link = patch.origin }
        }
        if out.link.isEmpty, let links { out.link = links.origin }
        return out
    }
}
