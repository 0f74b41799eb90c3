/// The pages, in the order of their number keys. A new screen needs a folder and one line here.
func allScreens() -> [any Screen] {
    [
        OverviewScreen(),
        HostScreen(),
        AlarmsScreen(),
        SessionsScreen(),
        TimeoutsScreen(),
    ]
}
