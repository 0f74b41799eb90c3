/// What the system was asked to do for the link, and did not.
extension Message {
    static let systemMessages: [any DeclaredMessage] = [
        makeEpoll, makeEventfd, watchEventfd, startLinkThread, makeFolder, lookAtFolder, removeOld, openFile, lockFile, openSocket,
        protectSocket, bindSocket, listenOn, askPeer, waitForEngine,
    ]

    public static let makeEpoll = PlainForm("system.make_epoll", "make an epoll descriptor")
    public static let makeEventfd = PlainForm("system.make_eventfd", "make an eventfd")
    public static let watchEventfd = PlainForm("system.watch_eventfd", "watch an eventfd")
    public static let startLinkThread = PlainForm("system.start_link_thread", "start the link's thread")
    public static let makeFolder = MessageForm<String>("system.make_folder", "make the folder {0}")
    public static let lookAtFolder = MessageForm<String>("system.look_at_folder", "look at the folder {0}")
    public static let removeOld = MessageForm<String>("system.remove_old", "remove the old {0}")
    public static let openFile = MessageForm<String>("system.open", "open {0}")
    public static let lockFile = MessageForm<String>("system.lock", "lock {0}")
    public static let openSocket = PlainForm("system.open_socket", "open a Unix socket")
    public static let protectSocket = PlainForm("system.protect_socket", "fchmod of a socket")
    public static let bindSocket = MessageForm<String>("system.bind", "bind {0}")
    public static let listenOn = MessageForm<String>("system.listen", "listen on {0}")
    public static let askPeer = PlainForm("system.ask_peer", "ask who is at the other end of a socket")
    public static let waitForEngine = PlainForm("system.wait_for_engine", "wait for the engine")
}
