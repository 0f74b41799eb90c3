import Telemetry
import Testing

@Suite struct GuestPartTests {
    @Test func aPartNamesItsGuestAndOthersDoNot() {
        let disk = Entity.part(.disk, "a/b", of: "u")
        #expect(disk.name == "guest-disk/u/a/b" && Entity(name: disk.name) == disk)
        #expect(disk.wholeGuest == "u" && disk.guestPart == .disk && disk.guest == nil)
        #expect(Entity.part(.memory, of: "u").name == "guest-memory/u" && Entity.part(.memory, of: "u").wholeGuest == "u")
        #expect(Entity.guest("u").wholeGuest == "u" && Entity.guest("u").guestPart == nil)
        for other in [
            Entity.host, Entity(kind: "interface", id: "u/0"), Entity(kind: "guest-house", id: "u"), Entity(kind: "storage", id: "x"),
        ] {
            #expect(other.wholeGuest == nil && other.guestPart == nil)
        }
    }

    /// What a guest's parts say stays with the guest wherever in its cluster it runs.
    @Test func itsNumbersAreItsTargets() {
        let node = Host(id: "pve", area: "", collector: "", endpoint: "").node("n1")
        #expect(node.owner(of: .part(.vCPU, "0", of: "u")) == "pve" && node.owner(of: Entity(kind: "storage", id: "x")) == "pve/n1")
    }
}
