import Telemetry
import Testing

struct EntityTests {
    /// An id may begin with what joins the letter before it.
    @Test(arguments: ["a", "a/b", "\u{301}a", "\u{200D}", "\u{FE0F}x"]) func aNameComesBackAsItsEntity(_ id: String) {
        #expect(Entity(name: Entity.guest(id).name) == .guest(id))
        #expect(Entity(name: Entity(kind: "pool", id: id).name) == Entity(kind: "pool", id: id))
    }
}
