import Alarms
import Telemetry

extension Transition {
    /// One line of the journal.
    var line: Message { step(alarm.message, author.isEmpty ? nil : author, comment == .nothing ? nil : comment) }

    private var step: Message.Step {
        switch what {
        case .raised: alarm.severity == .critical ? Message.stepRaisedCritical : Message.stepRaisedWarning
        case .severityRaised: Message.stepSeverityRaised
        case .severityLowered: Message.stepSeverityLowered
        case .acknowledged: Message.stepAcknowledged
        case .acknowledgementExpired: Message.stepAcknowledgementExpired
        case .worsened: Message.stepWorsened
        case .reannounced: Message.stepReannounced
        case .returned: Message.stepReturned
        case .cleared: Message.stepCleared
        case .latched: Message.stepLatched
        case .reset: Message.stepReset
        case .shelved: Message.stepShelved
        case .unshelved: Message.stepUnshelved
        case .suppressed: Message.stepSuppressed
        case .unsuppressed: Message.stepUnsuppressed
        case .inMaintenance: Message.stepInMaintenance
        case .maintenanceEnded: Message.stepMaintenanceEnded
        case .commented: Message.stepCommented
        case .undone: Message.stepUndone
        }
    }
}
