/// What is wrong with the journal and with the store.
extension Message {
    static let journalMessages: [any DeclaredMessage] = [
        diskIsFull, isReadOnly, isLocked, isDamaged, cannotBeOpened, diskFails, journalFails, entriesWait, entriesWereLost, entryNotTaken,
        wasOverwritten, logWasOverwritten, logWasCut, indexWasCut, logIsRead, logWasRemoved, journalWasRemoved, isOfVersion, noFolder,
        isOnAnotherDisk, isNoFile, journalBegunAnew, setAsideKept, setAsideReadable, setAsideNewer, setAsideDamaged, setAsideNumbers,
        setAsideMore,
        journalIsNotOpen, journalIsOlder, journalIsNewer, journalPathTooLong, journalUnreadable, isOfAnotherEngine, diskDoesNotAnswer,
        diskDidNotAnswer,
        ofFile, storeLocked, storeOfVersion, storeDamaged, notRegularFile, storeIsNone, storeHeaderWrong, storeShort, storeChunksGone,
        storeDiskFull, storeNameTooLong, storeHostTooManySeries, storeTooManySeries,
        storeOfAnotherVersion, storeKept,
        storeKeepsLayout,
        storeInMemory, storeWasCut, storeWasWrittenAgain, storeWasRemoved, storeWasReplaced, seriesDropped, seriesEmptied,
    ]

    // Why SQLite does not.
    public static let diskIsFull = PlainForm("journal.disk_full", "the disk is full")
    public static let isReadOnly = PlainForm("journal.read_only", "it is read-only")
    public static let isLocked = PlainForm("journal.locked", "another program holds it locked")
    public static let isDamaged = PlainForm("journal.damaged", "it is damaged")
    public static let cannotBeOpened = PlainForm("journal.cannot_be_opened", "it cannot be opened")
    public static let diskFails = PlainForm("journal.disk_fails", "the disk does not read or write")
    /// Why, which file, SQLite's code and its words.
    public static let journalFails = MessageForm<Message, String, Int, RawLine>("journal.fails", "{0} ({1}, SQLite {2}: {3})")
    public static let entriesWait = MessageForm<Message, Int>(
        "journal.entries_wait", "{0}; {1?an entry waits|# entries wait} in memory")
    public static let entriesWereLost = MessageForm<Message, Int>("journal.entries_were_lost", "{0}, {1} {1?was|were} lost")
    public static let entryNotTaken = MessageForm<RawLine>("journal.entry_not_taken", "the journal would not take an entry: {0}")

    // What has become of its file.
    public static let wasOverwritten = PlainForm("journal.overwritten", "the file was overwritten")
    public static let logWasOverwritten = PlainForm("journal.log_overwritten", "its log was cut or overwritten")
    public static let logWasCut = MessageForm<String>(
        "journal.log_cut", "{0}-wal was cut or overwritten; all that stands is written again, older steps may be lost")
    public static let indexWasCut = MessageForm<String>("journal.index_cut", "{0}-shm was cut; nothing was lost")
    public static let logIsRead = MessageForm<String>("journal.log_is_read", "{0}-wal was removed, and somebody reads the journal")
    public static let logWasRemoved = MessageForm<String>("journal.log_removed", "{0}-wal or -shm was removed; nothing was lost")
    public static let journalWasRemoved = MessageForm<String>(
        "journal.removed", "{0} was removed; another journal was begun there, with all that stands")
    public static let isOfVersion = MessageForm<Int, Int>("journal.of_version", "it is of version {0}, this is {1}")
    public static let noFolder = MessageForm<String>(
        "journal.no_folder", "there is no folder {0} for the journal: mount its disk again, or make the folder")
    public static let isOnAnotherDisk = MessageForm<String>(
        "journal.on_another_disk", "{0} is on another disk than before, without the journal: is its own not mounted?")
    public static let isNoFile = MessageForm<String>("journal.no_file", "{0} is no file")
    /// Where what was there is by now, and why.
    public static let journalBegunAnew = MessageForm<String?, Message>(
        "journal.begun_anew", "the journal was[ set aside as {0} and] begun anew: {1}")
    /// In which folder, and which files of before.
    public static let setAsideKept = MessageForm<String, [Message]>(
        "journal.set_aside_kept", "set aside before and kept in {0}, neither shown nor deleted: {1:; }")
    /// Which file, of which version, and which name it would need.
    public static let setAsideReadable = MessageForm<String, Int, String>(
        "journal.set_aside_readable",
        "{0} (version {1}; this engine reads it: end the engine and move it, with its -wal if there is one, to {2})")
    public static let setAsideNewer = MessageForm<String, Int, String>(
        "journal.set_aside_newer", "{0} (version {1}; a newer engine reads it, once it is moved to {2} before that starts)")
    public static let setAsideDamaged = MessageForm<String>(
        "journal.set_aside_damaged", "{0} (damaged: sqlite3 may recover what is in it)")
    public static let setAsideNumbers = MessageForm<String, String>(
        "journal.set_aside_numbers", "{0} (numbers of another version, or damaged: end the engine and move it to {1} to try it)")
    public static let setAsideMore = MessageForm<Int>("journal.set_aside_more", "{0} more file{0?|s}")
    public static let journalIsNotOpen = MessageForm<String>("journal.not_open", "the journal {0} is not open")
    /// Which file, of which version, and of which this program is.
    public static let journalIsOlder = MessageForm<String, Int, Int>(
        "journal.older", "{0} is of version {1}, this is {2}; an engine of this version brings it forward when it starts")
    public static let journalIsNewer = MessageForm<String, Int, Int>("journal.newer", "{0} is of version {1}, this is {2}")
    public static let journalPathTooLong = MessageForm<String>(
        "journal.path_too_long", "the journal's path is longer than 500 bytes, or empty: {0}")
    public static let journalUnreadable = PlainForm("journal.unreadable", "the journal cannot be read")
    public static let isOfAnotherEngine = MessageForm<String>(
        "journal.of_another_engine", "{0} is the journal of another engine by now: end this one, the next goes on with it")
    public static let diskDoesNotAnswer = MessageForm<String>("journal.disk_silent", "the disk does not answer ({0})")
    public static let diskDidNotAnswer = MessageForm<Duration, String>(
        "journal.disk_was_silent", "the disk did not answer within {0:s} ({1})")

    // The store: why its file cannot be used, or not fully.
    public static let ofFile = MessageForm<Message, String>("store.of_file", "{0}: {1}")
    public static let storeLocked = MessageForm<String>("store.locked", "in use by another engine: {0}")
    public static let storeOfVersion = MessageForm<Int, Int, String>(
        "store.of_version", "written by another version (format {0}, not {1}): {2}")
    public static let storeDamaged = MessageForm<Message, String>("store.damaged", "damaged ({0}): {1}")
    public static let notRegularFile = PlainForm("store.not_regular", "not a regular file")
    // Why it is damaged.
    public static let storeIsNone = PlainForm("store.none", "not a store")
    public static let storeHeaderWrong = PlainForm("store.header_wrong", "header does not agree with its check")
    public static let storeShort = PlainForm("store.short", "shorter than its header")
    public static let storeChunksGone = MessageForm<Int, Int>("store.chunks_gone", "{0} chunks announced, {1} there")
    public static let storeDiskFull = MessageForm<String>("store.disk_full", "no space left on the disk: {0}")
    public static let storeHostTooManySeries = MessageForm<String, Int>(
        "store.host_too_many_series", "{0} has {1} series, and more are not kept: does it name new guests or devices at every poll?")
    public static let storeTooManySeries = MessageForm<Int>(
        "store.too_many_series", "all hosts together have {0} series, and more are not kept")
    public static let storeNameTooLong = MessageForm<Int, String>("store.name_too_long", "name longer than {0} bytes: {1}")
    public static let storeOfAnotherVersion = MessageForm<String>(
        "store.of_another_version", "kept as a newer version wrote it, and not gone on with: {0}")
    /// What is wrong with it, and its new name.
    public static let storeKept = MessageForm<Message, String>("store.kept", "{0}; kept as {1}")
    public static let storeKeepsLayout = MessageForm<String>(
        "store.keeps_layout", "{0} keeps the retention that it was made with; move it away to begin another")
    public static let storeInMemory = MessageForm<Message>(
        "store.in_memory", "{0}; until that is over numbers are kept in memory alone")
    public static let storeWasCut = PlainForm("store.cut", "the store's file was cut short and is begun anew")
    public static let storeWasWrittenAgain = PlainForm("store.written_again", "the store's file was removed and is written again")
    public static let storeWasRemoved = PlainForm("store.removed", "the store's file was removed and is begun anew")
    public static let seriesDropped = MessageForm<Int>("store.series_dropped", "{0} series without a readable name dropped")
    public static let seriesEmptied = MessageForm<Int>("store.series_emptied", "{0} damaged series emptied")
    public static let storeWasReplaced = PlainForm("store.replaced", "the store's file was replaced by another one")
}
