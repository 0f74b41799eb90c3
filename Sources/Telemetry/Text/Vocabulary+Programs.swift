extension Vocabulary {
    /// Of OpenSSH's client, for words that may hold paths and names; with what the system says of an error.
    public static let ssh = Vocabulary(openSSH + systemErrors, beforeNumbers: beforeNumbers, separators: "/")

    /// A path's folders are words by themselves, as in `/home/…/.ssh/config`.
    public static let beforeNumbers: Set<Substring> = [
        "port", "line", "Permissions", "status", "code", "mode", "errno", "within", "channel",
    ]

    /// strerror(3) and gai_strerror(3), as far as connections and files meet them.
    public static let systemErrors = """
        Operation not permitted No such file or directory No such process Interrupted system call Input/output error
        No such device or address Bad file descriptor Resource temporarily unavailable Cannot allocate memory Permission denied
        Device or resource busy File exists No such device Not a directory Is a directory Invalid argument Too many open files in system
        No space left on device Read-only file system Broken pipe File name too long Connection refused Connection reset by peer
        Connection timed out No route to host Host is down Network is down Network is unreachable Address already in use
        Cannot assign requested address Transport endpoint is not connected Software caused connection abort Stale file handle
        Protocol error Operation not supported Function not implemented Name or service not known
        Temporary failure in name resolution No address associated with hostname

        """

    /// ssh.c, sshconnect.c, sshconnect2.c, readconf.c, authfile.c, mux.c and channels.c of 8.4 to 9.9.
    public static let openSSH = """
        ssh: connect to host port Could not resolve hostname ssh_exchange_identification kex_exchange_identification: read
        Connection closed by remote host Connection closed by authenticating user invalid user Connection reset by UNKNOWN port
        Permission denied (publickey,password,keyboard-interactive,hostbased,gssapi-with-mic,gssapi-keyex,none).
        Permissions for are too open. no such identity: Load key: bad permissions invalid format error in libcrypto
        incorrect passphrase supplied to decrypt private key This private key will be ignored.
        It is required that your private key files are NOT accessible by others. WARNING: UNPROTECTED PRIVATE KEY FILE!
        sign_and_send_pubkey: signing failed for ED25519 RSA ECDSA from agent: agent refused operation no mutual signature supported
        Host key verification failed. REMOTE HOST IDENTIFICATION HAS CHANGED! Host key for has changed and you have requested strict
        checking. No host key is known for Offending key in
        command-line line Bad configuration option: terminating, bad configuration options Bad owner or permissions on
        missing argument. extra arguments at end of line unsupported option keyword unknown key type Bad yes/no argument Bad number
        Missing argument Bad key types Can't open user config file Unsupported option
        Received disconnect from Too many authentication failures Unable to negotiate with no matching host key type key exchange method
        cipher MAC found. Their offer: banner exchange: Connection to port invalid format timed out during
        Timeout, server not responding. Bad packet length padding error
        mux_client_request_session: session request failed: Session open refused by peer mux_client_forward: forwarding request failed:
        Port forwarding failed read from master failed master internal error Control socket connect unix_listener: cannot bind to path
        too long for Unix domain socket path too long channel open failed: connect failed: administratively prohibited unknown channel
        type resource shortage stdio forwarding failed bind: listen: socket: local remote dynamic listener
        muxserver_listen bind: Too many levels of symbolic links
        ssh ssh_config config known_hosts authorized_keys id_rsa id_ed25519 id_ecdsa id_ed25519_sk id_ecdsa_sk .ssh etc home root run user
        var lib tmp usr share opt srv dev null

        """
}
