public import TOMLReading

/// Reads a configuration; pure: no file is touched, not even the secrets it names.
///
/// The file is TOML 1.0. Every key but `[[host]]`'s `name` and `collector` may be left out.
/// ```toml
/// site = "Rathaus"                       # or [site] with name = "…"
///
/// [[area]]
/// name = "Verwaltung"                    # unique
/// kind = "virtualized"                   # any word, shown beside the name
/// [area.limits.cpu]                      # limits of all hosts in this area
/// warning = 70
///
/// [[host]]
/// name = "hv-1"                          # unique
/// area = "Verwaltung"
/// collector = "libvirt"
/// endpoint = "qemu+ssh://hv-1/system"    # in the collector's own notation
/// interval = "5s"                        # 1s to 1h
/// deadline = "5s"                        # 1s to 5m: the longest that one poll may take
/// sessions = 50                          # how many fit
/// password_file = "/etc/warte/hv-1.pw"   # mode 0600; or password_env = "NAME", or password_credential = "name" (systemd)
/// [host.limits.cpu]                      # limits of this host
/// warning = 80
/// critical = 90
/// on_delay = "5m"
///
/// [limits.timeouts]                      # limits of the whole site
/// warning = 3
/// critical = 5
/// window = "10m"
/// action = "look at the uplink"          # also consequence, time_to_act, link
///
/// [runbook]
/// link = "https://wiki/warte/{rule}"     # of every rule that has no link of its own
///
/// [privacy]
/// names = "pseudonyms"                   # or "plain"
/// ```
/// Further: `[store]` raw, minutes, quarters; `[alarms]` acknowledge_expires, shelve_default, shelve_max_warning, shelve_max_critical;
/// `[journal]` alarms, session_ends, events, states; `[dashboard]` theme, graphs, language, copy, mouse;
/// `[notify]` command, timeout, osc, alertmanager;
/// `[[command]]` name, key, where, run, confirm, foreground, deadline;
/// `[[view]]` name, screen, filter, sort, invert, span;
/// `[[maintenance]]` host, from, to, reason. At most 1,000 hosts, 500 areas and 500 maintenance windows.
///
/// A host without an area is in the area named like the site. Where no `[[area]]` is declared, the areas are those that hosts name; where
/// one is, a host may only name a declared one.
///
/// Durations are texts (`"10s"`, `"5m"`, `"2h"`, `"1d"`, `"1h30m"`) or whole seconds. Shares are percent from 0 to 100.
///
/// - Parameters:
///   - text: The file's text, at most 1 MiB.
///   - file: How messages name the file.
///   - collectors: The collectors there are.
///   - rules: The rules there are.
/// - Returns: Settings that may have no host: then the file only changes what a discovered site looks like.
/// - Throws: All that is wrong, in the order of the file; each with a line.
public func parseSettings(
    _ text: String, file: String, collectors: [KnownCollector], rules: [RuleKind] = RuleKind.standard
) throws(FileProblems) -> SiteSettings {
    let draft = readDraft(Array(text.utf8), file: file, collectors: collectors, rules: rules)
    guard let settings = draft.settings else { throw FileProblems(draft.problems) }
    return settings
}
