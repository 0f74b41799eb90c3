import Telemetry

/// libvirt's own lines, taken apart: its words stay, and what it fills in (paths, hosts, users, names of pools) may be anything.
enum LibvirtWords {
    static func pieces(of line: String) -> [LinePiece] { vocabulary.pieces(of: line.beginning(bytes: 1_000)) }

    /// The transport through ssh hands on what that says.
    private static let vocabulary = Vocabulary(
        phrases + Vocabulary.openSSH + Vocabulary.systemErrors, beforeNumbers: Vocabulary.beforeNumbers, separators: "/")

    /// virterror.c, virnetsocket.c, virnettlscontext.c, virnetclient.c, remote_driver.c, virpolkit.c, the storage drivers of 7.0 to 10.x.
    private static let phrases = """
        Failed to connect socket to unable to connect to server at Unable to resolve address service
        internal error: operation failed: client socket is closed unexpected qemu URI path, try qemu:///system qemu:///session qemu+unix:///system
        QEMU qemu xen lxc ESX esx test libxl bhyve vz system session daemon socket sock sock-ro libvirt libvirtd virtqemud virtlxcd virtxend
        virtproxyd virtstoraged virtnetworkd virtinterfaced virtnodedevd virtsecretd virtnwfilterd libvirt-sock libvirt-sock-ro
        virtqemud-sock virtqemud-sock-ro virtstoraged-sock virtstoraged-sock-ro
        no connection driver available for driver is not active could not find invalid argument: in must not be NULL
        remote_open: transport in URL not recognised (should be tls|unix|ssh|ext|tcp|libssh2|libssh)
        authentication failed: authentication unavailable: authentication cancelled: no polkit agent available to authenticate action
        org.libvirt.unix.manage org.libvirt.unix.monitor polkit: access denied by policy access denied: denied access
        user cancelled authentication process Missing authentication credentials callback text agent unavailable
        Failed to start SASL negotiation: Failed to step SASL client sasl No worthy mechs found authentication failure mechanism
        operation forbidden: read only access prevents this function is not supported by the connection driver
        Cannot read CA certificate client certificate private key server CRL The certificate hasn't got a known issuer. has expired
        is not yet activated does not match the hostname is not trusted has been revoked uses insecure algorithm Certificate failed
        validation: failed to verify peer's certificate TLS handshake failed A TLS fatal alert has been received. packet with unexpected
        length was received. The TLS connection was non-properly terminated. Error in the pull function. push Certificate is bad
        Unable to set x509 key and certificate import load init credentials verification of our
        cacert.pem clientcert.pem clientkey.pem servercert.pem serverkey.pem pki CA private
        Cannot recv data: Cannot send data: Cannot write data: End of file while reading data: writing data: cannot read from stream
        nc: netcat virt-ssh-helper: command not found sh bash unable to complete client connection
        connection closed due to keepalive timeout No response from client after messages in seconds received hangup event on socket
        received hangup / error event on socket
        cannot open create start stat access unlink set list get query look up lookup file folder path
        directory volume volumes pool pools storage Storage pool not found: no storage pool with matching name uuid target source format
        type device host unable to cannot read write child process unexpected exit status command Child monitor guest domain
        Unable to open Failed to open Cannot open does not exist Timed out during operation: cannot acquire state change lock
        (held by monitor agent remoteDispatchConnectGetAllDomainStats remoteDispatchDomainGetInfo) due to max_client_requests
        Guest agent is not responding: QEMU guest agent is not connected configured not available for now
        An error occurred, but the cause is unknown unsupported configuration: configuration file syntax error memory conf expecting
        a name an assignment out of memory no such failed Failed invalid Invalid unknown Unknown error Error Unable unable
        invalid domain type domain type kvm KVM hvm CPU CPUs emulator module modules /dev/kvm is missing not accessible enabled
        virtualization hardware capabilities host does not support Could not access module no no-more
        netlink dbus system bus name The name was not provided by any .service files org.freedesktop.PolicyKit1 GDBus.Error:
        images default isos mnt media data boot vms nfs mount: mount exportfs

        """
}
