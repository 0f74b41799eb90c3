import Telemetry

/// The words that OpenVPN's own lines are made of, and Warte's own about it: they name nobody. All else in a line may be a name.
enum KnownWords {
    /// Cuts a text into what is known and what is not.
    static func pieces(of text: some StringProtocol) -> [LinePiece] { vocabulary.pieces(of: text) }

    /// A row that cannot be read, as an error may tell it: known words as they are, of all else the shape (`x` for a letter, `0` for a digit).
    static func shape(of text: some StringProtocol) -> String {
        var before: Substring = ""
        return vocabulary.tokens(of: Substring(text)).map { token in
            defer { if token.isWord { before = token.text } }
            if vocabulary.isKnown(token.text, after: before) { return String(token.text) }
            if let banner = banners.first(where: token.text.hasPrefix) { return banner + shape(of: token.text.dropFirst(banner.count)) }
            return String(String.UnicodeScalarView(token.text.unicodeScalars.map(shape)))
        }.joined()
    }
    private static func shape(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.properties.isAlphabetic { return "x" }
        if scalar.properties.numericType != nil { return "0" }
        // What steers a terminal is no text; a tab only parts columns.
        if scalar == "\t" { return scalar }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return "\u{FFFD}"
        default: return scalar
        }
    }

    /// How other services greet, which is worth knowing where the port is the wrong one.
    private static let banners = ["SSH-2.0-", "SSH-1.99-"]

    private static let vocabulary = Vocabulary(
        phrases, beforeNumbers: ["within", "depth", "status", "clients", "restarting", "errno", "client-kill", "HTTP/1.0", "HTTP/1.1"])

    /// OpenVPN 2.3 to 2.7 (multi.c, forward.c, ping.c, ssl.c, ssl_verify.c, sig.c, push.c, error.c, socket.c, manage.c) and the certificate
    /// checks' errors (OpenSSL's X509_verify_cert_error_string(3)).
    private static let phrases = """
        Inactivity timeout (--ping-restart), restarting
        Inactivity timeout (--ping-exit), exiting
        Inactivity timeout (--inactive), exiting
        Session timeout, exiting
        TLS Error: Auth Username/Password was not provided by peer
        TLS Error: TLS key negotiation failed to occur within 60 seconds (check your network connectivity)
        TLS Error: TLS handshake failed
        TLS Error: TLS object -> incoming plaintext read error
        TLS Auth Error: Auth Username/Password verification failed for peer
        CC-EEN exit message received by peer
        SENT CONTROL UNDEF AUTH_FAILED RESTART HALT PUSH_REPLY EXIT status
        Connection reset, restarting
        SIGUSR1[soft,tls-error] SIGTERM[hard,] SIGHUP SIGINT SIGUSR2 received, client-instance restarting client-instance exiting
        process restarting process exiting
        ping-restart ping-exit inactive session-timeout tls-error remote-exit auth-control-exit delayed-exit connection-reset init_instance
        auth-failure auth_failure dns-error connection-failed management-disconnect management-exit server-pushed-connection-reset
        server-pushed-halt port-share-redirect pull-option-error management hold exit-with-notification
        ovpn-dco: ping expired transport error transport disconnected
        MULTI: new connection by client will cause previous active sessions by this client to be dropped.
        Remember to use the --duplicate-cn option if you want multiple clients using the same certificate or username to
        concurrently connect.
        MULTI: new incoming connection would exceed maximum number of clients
        MULTI: no free --ifconfig-pool addresses are available
        MANAGEMENT: CMD kill client-kill
        VERIFY ERROR: depth, error OK CRL CHECK FAILED
        certificate has expired
        certificate is not yet valid
        certificate revoked
        certificate signature failure
        certificate not trusted
        certificate rejected
        certificate chain too long
        self signed certificate
        self-signed certificate
        self signed certificate in certificate chain
        self-signed certificate in certificate chain
        unable to get certificate CRL
        unable to get issuer certificate
        unable to get local issuer certificate
        unable to verify the first certificate
        unable to decrypt certificate's signature
        unable to decode issuer public key
        CRL is not yet valid
        CRL has expired
        CRL signature failure
        format error in certificate's notBefore field
        format error in certificate's notAfter field
        invalid CA certificate
        invalid purpose
        unsupported certificate purpose
        unsuitable certificate purpose
        path length constraint exceeded
        subject issuer mismatch
        authority and subject key identifier mismatch
        key usage does not include certificate signing
        EE certificate key too weak
        CA certificate key too weak
        CA md too weak
        could not extract CN from X509 subject string
        EXITING RECONNECTING CONNECTED SUCCESS CONNECTING WAIT AUTH GET_CONFIG ASSIGN_IP ADD_ROUTES RESOLVE TCP_CONNECT AUTH_PENDING
        CLIENT_LIST ROUTING_TABLE TITLE TIME HEADER GLOBAL_STATS END ERROR SUCCESS INFO
        Common Name Real Address Virtual Address Virtual IPv6 Address Bytes Received Bytes Sent Connected Since (time_t) Username
        Client ID Peer ID Data Channel Cipher Last Ref dco_enabled
        AES-128-GCM AES-192-GCM AES-256-GCM AES-128-CBC AES-256-CBC CHACHA20-POLY1305 BF-CBC none
        unknown command, enter help for more options bad password
        nclients bytesin bytesout
        OpenVPN CLIENT LIST STATISTICS Updated SSH-2.0 SSH-1.99 HTTP/1.0 HTTP/1.1 Bad Request nothing but
        the server is exiting reconnecting up waits for a hold release fatal
        Exiting due to fatal error
        Cannot open TUN/TAP dev /dev/net/tun Cannot ioctl TUNSETIFF Cannot allocate dynamically
        TCP/UDP: Socket bind failed on local address [AF_INET] [AF_INET6]: Address already in use
        Cannot assign requested address Permission denied No such file or directory Operation not permitted Device or resource busy
        Invalid argument No space left on device Too many open files Out of memory Connection refused Network is unreachable
        Options error: Cannot load certificate file private key file CA file CRL DH parameters inline
        there is a problem in your selection of --ifconfig endpoints
        Linux route add command failed ip addr link external program did not execute returned status code script failed
        Could not determine IPv4/IPv6 protocol resolve host name
        All connections have been closed timed out initialization failed
        more session ends than could be kept lines of the log were left out
        """
}
