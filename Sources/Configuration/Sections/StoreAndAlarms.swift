import Alarms
import TOMLReading
import Telemetry

func readStore(_ top: TableReader) -> StoreSettings {
    var store = StoreSettings()
    guard let (place, entries) = top.table("store", header: "[store]") else { return store }
    let section = TableReader(entries, at: place, label: "[store]", allowed: ["raw", "minutes", "quarters"], findings: top.findings)
    store.raw = section.duration("raw", in: .seconds(3600)...(.days(7))) ?? store.raw
    store.minutes = section.duration("minutes", in: .days(1)...(.days(90))) ?? store.minutes
    store.quarterHours = section.duration("quarters", in: .days(7)...(.days(1830))) ?? store.quarterHours
    if let raw = store.raw { checkOrder(section, "minutes", store.minutes, atLeast: "raw", raw) }
    checkOrder(section, "quarters", store.quarterHours, atLeast: "minutes", store.minutes)
    return store
}

func readAlarms(_ top: TableReader) -> AlarmSettings {
    var alarms = AlarmSettings()
    alarms.retention = readRetention(top)
    guard let (place, entries) = top.table("alarms", header: "[alarms]") else { return alarms }
    let keys = ["acknowledge_expires", "shelve_default", "shelve_max_warning", "shelve_max_critical"]
    let section = TableReader(entries, at: place, label: "[alarms]", allowed: keys, findings: top.findings)
    let shelf = Duration.seconds(300)...(.days(31))
    alarms.acknowledgementExpiry = section.duration("acknowledge_expires", in: .seconds(300)...(.days(31))) ?? alarms.acknowledgementExpiry
    alarms.shelveDefault = section.duration("shelve_default", in: shelf) ?? alarms.shelveDefault
    alarms.shelveMaximumWarning = section.duration("shelve_max_warning", in: shelf) ?? alarms.shelveMaximumWarning
    alarms.shelveMaximumCritical = section.duration("shelve_max_critical", in: shelf) ?? alarms.shelveMaximumCritical
    checkOrder(section, "shelve_max_warning", alarms.shelveMaximumWarning, atLeast: "shelve_default", alarms.shelveDefault)
    checkOrder(section, "shelve_max_critical", alarms.shelveMaximumCritical, atLeast: "shelve_default", alarms.shelveDefault)
    return alarms
}

private func readRetention(_ top: TableReader) -> AlarmSettings.RetentionTimes {
    var retention = AlarmSettings.RetentionTimes()
    guard let (place, entries) = top.table("journal", header: "[journal]") else { return retention }
    let section = TableReader(
        entries, at: place, label: "[journal]", allowed: ["alarms", "session_ends", "events", "states"], findings: top.findings)
    retention.alarms = section.duration("alarms", in: .days(1)...(.days(3660))) ?? retention.alarms
    // Screens and rules look 24 h back; single sessions are personal data, so a month is the most.
    retention.sessionEnds = section.duration("session_ends", in: .days(1)...(.days(31))) ?? retention.sessionEnds
    retention.events = section.duration("events", in: .days(1)...(.days(3660))) ?? retention.events
    retention.states = section.duration("states", in: .days(1)...(.days(3660))) ?? retention.states
    return retention
}

/// Complains at the key that is there, if one of the two is.
private func checkOrder(_ section: TableReader, _ key: String, _ value: Duration, atLeast other: String, _ least: Duration) {
    guard value < least else { return }
    let place = section.place(of: section.entry(key) != nil ? key : other)
    section.findings.addIfWhole(place, .isShorter(key, spelled(value), other, spelled(least)))
}
