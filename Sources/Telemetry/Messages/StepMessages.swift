/// The steps of an alarm as lines of the journal: what it is about, by whom, and what was said.
extension Message {
    static let stepMessages: [any DeclaredMessage] = [
        stepRaisedWarning, stepRaisedCritical, stepSeverityRaised, stepSeverityLowered, stepAcknowledged, stepAcknowledgementExpired,
        stepWorsened, stepReannounced, stepReturned, stepCleared, stepLatched, stepReset, stepShelved, stepUnshelved, stepSuppressed,
        stepUnsuppressed, stepInMaintenance, stepMaintenanceEnded, stepCommented, stepUndone, undoneAcknowledgement, undoneReset,
        undoneShelf, changedBefore, diskTooLate,
        timeIsOver, noLongerWatched, watchedNoMore, remarkAcknowledged, remarkShelved, remarkUnshelved,
    ]

    /// In brackets, since the alarm's own words may end in anything: a path, a line of somebody else's.
    public typealias Step = MessageForm<Message, String?, Message?>
    public static let stepRaisedWarning = Step("step.warning", "{0} (warning)[ by {1}][: {2}]")
    public static let stepRaisedCritical = Step("step.critical", "{0} (critical)[ by {1}][: {2}]")
    public static let stepSeverityRaised = Step("step.severity_raised", "{0} (critical now[ by {1}][: {2}])")
    public static let stepSeverityLowered = Step("step.severity_lowered", "{0} (a warning now[ by {1}][: {2}])")
    public static let stepAcknowledged = Step("step.acknowledged", "{0} (acknowledged[ by {1}][: {2}])")
    public static let stepAcknowledgementExpired = Step("step.acknowledgement_expired", "{0} (acknowledgement expired[ by {1}][: {2}])")
    public static let stepWorsened = Step("step.worsened", "{0} (far worse than acknowledged[ by {1}][: {2}])")
    public static let stepReannounced = Step("step.reannounced", "{0} (still unacknowledged[ by {1}][: {2}])")
    public static let stepReturned = Step("step.returned", "{0} (returned, unseen[ by {1}][: {2}])")
    public static let stepCleared = Step("step.cleared", "{0} (over[ by {1}][: {2}])")
    public static let stepLatched = Step("step.latched", "{0} (over, to be reset[ by {1}][: {2}])")
    public static let stepReset = Step("step.reset", "{0} (reset[ by {1}][: {2}])")
    public static let stepShelved = Step("step.shelved", "{0} (shelved[ by {1}][: {2}])")
    public static let stepUnshelved = Step("step.unshelved", "{0} (unshelved[ by {1}][: {2}])")
    public static let stepSuppressed = Step("step.suppressed", "{0} (suppressed[ by {1}][: {2}])")
    public static let stepUnsuppressed = Step("step.unsuppressed", "{0} (no longer suppressed[ by {1}][: {2}])")
    public static let stepInMaintenance = Step("step.in_maintenance", "{0} (in maintenance[ by {1}][: {2}])")
    public static let stepMaintenanceEnded = Step("step.in_service", "{0} (out of maintenance[, ended by {1}][: {2}])")
    public static let stepCommented = Step("step.commented", "{0} (commented[ by {1}][: {2}])")
    public static let stepUndone = Step("step.undone", "{0} (taken back[ by {1}][: {2}])")

    // What was taken back, and why.
    public static let undoneAcknowledgement = PlainForm("undone.acknowledgement", "acknowledged")
    public static let undoneReset = PlainForm("undone.reset", "reset")
    public static let undoneShelf = PlainForm("undone.shelf", "shelved")
    public static let changedBefore = PlainForm("undone.changed_before", "it had changed before it was done")
    public static let diskTooLate = PlainForm("undone.disk_too_late", "the disk answered too late")
    /// Of a shelf or a maintenance window.
    public static let timeIsOver = PlainForm("step.time_over", "its time is over")

    /// Of a host in maintenance that the configuration names no longer.
    public static let noLongerWatched = PlainForm("step.no_longer_watched", "no longer watched")

    /// What to do about an alarm of a host that is in no configuration any more.
    public static let watchedNoMore = PlainForm("runbook.watched_no_more", "nothing: its host is watched no more")

    // What stays with an alarm as a comment, with what was typed.
    public static let remarkAcknowledged = MessageForm<String?>("remark.acknowledged", "acknowledged[: {0}]")
    public static let remarkShelved = MessageForm<String>("remark.shelved", "shelved: {0}")
    public static let remarkUnshelved = PlainForm("remark.unshelved", "unshelved")
}
