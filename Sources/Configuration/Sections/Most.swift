/// Of how many things a file may tell: to take up a new file of so many keeps nobody waiting.
enum Most {
    static let hosts = 1000
    /// Of one host.
    static let nodes = 2000
    static let areas = 500
    static let commands = 50
    static let views = 50
    static let maintenanceWindows = 500
}
