/// Of engine and front alike: they are built and installed together, and each says so where the other is of another one.
public let version = "0.1.0"
