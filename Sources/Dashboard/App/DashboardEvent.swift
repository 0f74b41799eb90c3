public import Alarms
public import Drawing
public import Feed
public import MetricStore
public import Telemetry

/// All that can happen to the dashboard, on one ordered channel.
public enum DashboardEvent: Sendable {
    case key(Key)
    case update(Update)
    /// Wall-clock time, about once a second.
    case tick(Moment)
    case connection(Connection)
    /// For how long an engine that is attached has given no sign, though it was asked for one; nil while it does.
    case silence(Duration?)
    /// The store was opened, or opened again.
    case history(any History)
    /// A history that answers from what it was told (`CalledHistory`) was told something: numbers of these hosts, or the past of some series.
    case historyNews(of: Set<Host.ID>, ofPast: Bool)
    /// How hosts were at a moment, and the alarms that stood then; or why nobody can say.
    case past(at: Moment, Result<PastHosts, CommandRefusal>)
    case pastAlarms(at: Moment, Result<[Alarm], CommandRefusal>)
    /// The alarms that changed since a time, as they were asked for; or why nobody can say.
    case alarmHistory(Result<[Alarm], CommandRefusal>)
    /// What the engine answered to a command; nil is done.
    case answer(Command, CommandRefusal?)
    /// The name behind a pseudonym, as it was asked for.
    case revealed(user: String, name: String)
    /// The name is not told, and why.
    case notRevealed(user: String, CommandRefusal)
    /// One of the configuration's commands has ended: the last that it wrote, or why it did not run.
    case ran(name: String, String, isGood: Bool)
    /// What the front itself has to say, such as that a theme cannot be read.
    case trouble(String)
    /// What is shown is a recording, and this is how it is played.
    case replay(ReplayState)
    /// The window's size, in columns and rows: at the start, and whenever it changed.
    case resized(width: Int, height: Int)
}

/// What the dashboard wants from the outside.
public enum Effect: Hashable, Sendable {
    case send(Command)
    /// Ask for the name behind a pseudonym.
    case reveal(user: String, host: Host.ID, reason: String)
    /// Ask how it was; answered by `past` and `pastAlarms`.
    case askPast(PastQuestion)
    /// Ask for at most so many alarms that changed since a time, those that are over among them; answered by `alarmHistory`.
    case askHistory(since: Moment, limit: Int)
    /// Keep it as the moment up to which all is seen.
    case keepLook(Moment)
    /// Put a line on the clipboard, through the terminal by OSC 52; never a name.
    case copy(String)
    /// Run a program; it was written down.
    case run(ProgramRun)
    case quit
    /// Stop playing the recording, or go on.
    case pauseReplay(Bool)
    /// Paint every square again: something else wrote on the terminal.
    case redrawAll
    case bell
    /// Whether the terminal is to tell of its mouse.
    case useMouse(Bool)
    /// For a moment; nil is the one before.
    case previewTheme(String?)
    /// From now on: a name, or a file.
    case useTheme(String)
    /// For the terminal's title bar; holds numbers and the site's name, never a user's.
    case title(String)
    /// For the desktop, through the terminal, by OSC 9, 99 or 777. Counts, severities and rules; never a name.
    case notification(String, osc: Int)
}

/// How it stands with the engine.
public enum Connection: Hashable, Sendable {
    case starting
    case attached
    /// No more is heard: why, and since when.
    case lost(reason: Message, since: Moment)
    /// Engine and front are of different versions; the text says which and what to do.
    case versionMismatch(Message)
}
