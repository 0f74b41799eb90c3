/// Of this build. Engine and front may be of different ones: see `LinkProtocol`.
public let version = "0.2.0"

/// The exit status of an engine that gives way to one that runs already (`EX_TEMPFAIL`, sysexits.h): who started it attaches to that one.
public let engineIsThere: Int32 = 75
