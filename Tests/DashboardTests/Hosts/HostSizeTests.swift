import Feed
import Telemetry
import Testing

@Suite struct HostSizeTests {
    /// Below ten GiB with one decimal, from there on whole, each rounded once: 10.46 is not 10.5 and then 11.
    @Test(arguments: [(1.0, "1"), (1.25, "1.3"), (9.94, "9.9"), (9.96, "10"), (10.46, "10"), (23.5, "24"), (1024, "1024")])
    func memoryIsRoundedOnce(_ gibibytes: Double, text: String) {
        let host = HostState(id: "hv-1", inventory: Inventory(memory: UInt64(gibibytes * 1_073_741_824)))
        #expect(host.ownWords == "\(text) GiB")
    }
}
