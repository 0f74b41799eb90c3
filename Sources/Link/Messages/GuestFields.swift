import MessageJSON
import Telemetry

// Written and read where the journal has them from, too.
extension Guest: FieldCoded {}
extension Inventory: FieldCoded {}
extension UnlistedSessions: FieldCoded {}
