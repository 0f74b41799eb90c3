import Drawing
import Telemetry

extension TextField {
    /// What is to be said of a key that brought more than fits; nil where all fitted.
    var problem: String? { isCut ? Message.noMoreFits(capacity).text : nil }
}
