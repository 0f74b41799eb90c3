/// What is wrong with a recording, or with how one was asked for.
extension Message {
    static let recordingMessages: [any DeclaredMessage] = [
        recordingExists, recordingNotMade, recordingStopped, recordingIsFull, recordingUnreadable, noRecording, recordingOfVersion,
        recordingHoldsNothing, recordingEnds, recordingBreaksOff, recordingDamaged, replayRefuses, eitherOption, needsRecording,
        notInRecording, recordingLacksNumbers, replayLacksRoom,
    ]

    public static let recordingExists = MessageForm<String>(
        "recording.exists", "{0} exists already, and a recording is never written over anything; give it another name")
    /// And why.
    public static let recordingNotMade = MessageForm<String, RawLine>("recording.not_made", "cannot make the recording {0}: {1}")
    public static let recordingStopped = MessageForm<RawLine>(
        "recording.stopped", "the recording has ended: {0}; what is recorded up to now can be replayed")
    /// How many GiB it may have.
    public static let recordingIsFull = MessageForm<Int>(
        "recording.full", "the recording has ended: it has {0} GiB, and no more is read; begin another one")
    public static let recordingUnreadable = MessageForm<String, Message>("recording.unreadable", "cannot read {0}: {1}")
    /// And the line with which one begins.
    public static let noRecording = MessageForm<String, String>(
        "recording.none", "{0} is no recording: wanted a file of \"warte --record\", whose first line is \"{1}\"")
    /// The version that it has, and the one that can be read.
    public static let recordingOfVersion = MessageForm<String, String, Int>(
        "recording.version", "{0} is a recording of version {1}, and this Warte reads version {2}; replay it with the Warte that made it")
    public static let recordingHoldsNothing = MessageForm<String>(
        "recording.holds_nothing", "{0} holds nothing that could be shown: it breaks off before the first whole record")

    // While it is shown.
    public static let recordingEnds = PlainForm("recording.ends", "the recording ends here; T and b go back, q leaves")
    /// Behind which byte.
    public static let recordingBreaksOff = MessageForm<Int>(
        "recording.breaks_off", "the recording breaks off here, after byte {0}; T and b go back, q leaves")
    /// From which byte on.
    public static let recordingDamaged = MessageForm<Int>(
        "recording.damaged", "the recording cannot be read from byte {0} on: wanted TIME KIND LENGTH JSON; T and b go back, q leaves")
    public static let replayLacksRoom = PlainForm(
        "recording.no_room",
        "the replay ends here: there is no room for its numbers in $XDG_RUNTIME_DIR, /dev/shm or /tmp, or there are too many")
    public static let replayRefuses = PlainForm("recording.refuses", "nothing can be done in a replay: it shows what was")
    public static let recordingLacksNumbers = PlainForm(
        "recording.lacks_numbers", "the recording has no numbers: the engine's store cannot be read from here")

    // How it was asked for.
    public static let eitherOption = MessageForm<String, String>("recording.either", "write {0} or {1}, not both")
    public static let needsRecording = MessageForm<String>("recording.needed", "{0} needs --replay, such as --replay night.warte")
    /// From when to when it goes.
    public static let notInRecording = MessageForm<String, String>(
        "recording.not_in_it", "wanted a time of the recording, which goes from {0} to {1}")
}
