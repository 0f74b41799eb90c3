#!/usr/bin/env bash
# libvirtds without guests that let few in, with a system bus and a polkit of their own. Needs root.
#
#   guarded.sh up DIR        two of them: `asking` wants a password, by polkit at its socket and by SASL at its port; `strict` lets everybody
#                            in and asks polkit what each may do (access_drivers), on a machine whose /dev/kvm has no KVM behind it
#   guarded.sh down DIR
#   guarded.sh socket DIR asking|strict     the socket for reading
#   guarded.sh address DIR asking|strict    127.0.0.1:PORT; of `strict` whoever comes there is nobody to polkit
#
# polkit lets root do everything: whoever wants to hear a refusal comes as another user. Paths are compiled into all of these programs, so they
# run in mount namespaces of their own where the paths are folders in DIR. So is the cache of what QEMU can do, which has to find that there
# is no KVM: the first start takes some seconds.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../process.sh"
shift 2

# inside PROGRAM…: where the bus, polkit's rules and libvirt's folders are those in DIR.
inside() {
    exec unshare --mount --propagation private bash -euc '
        mount --bind "$0/bus" /run/dbus
        mount --bind "$0/rules" /etc/polkit-1/rules.d
        exec "$@"' "$dir" "$@"
}
libvirtd_in() { # libvirtd_in NAME: the folder of its own is DIR/NAME
    exec unshare --mount --propagation private bash -euc '
        mount --bind "$1/run" /run/libvirt
        for name in lib log cache; do mount --bind "$1/$name" "/var/$name/libvirt"; done
        mount --bind "$1/etc" /etc/libvirt
        mount --bind "$0/sasl" /etc/sasl2
        mount --bind "$0/bus" /run/dbus
        [ ! -e "$1/kvm" ] || [ ! -e /dev/kvm ] || mount --bind "$1/kvm" /dev/kvm
        exec libvirtd --listen --config "$1/libvirtd.conf" --pid-file "$1/pid"' "$dir" "$dir/$1"
}

configure() { # configure NAME LINES
    mkdir -p "$dir/$1"/{sockets,run,lib,log,cache,etc/qemu}
    chmod 755 "$dir/$1" "$dir/$1/sockets"
    free_port tcp >"$dir/$1/port"
    cat >"$dir/$1/libvirtd.conf" <<END
unix_sock_dir = "$dir/$1/sockets"
unix_sock_ro_perms = "0777"
unix_sock_rw_perms = "0700"
auth_unix_rw = "none"
listen_tls = 0
listen_tcp = 1
listen_addr = "127.0.0.1"
tcp_port = "$(cat "$dir/$1/port")"
log_outputs = "3:file:$dir/$1/libvirtd.log"
$2
END
    printf '%s\n' 'user = "root"' 'group = "root"' 'security_driver = "none"' 'namespaces = [ ]' 'cgroup_controllers = [ ]' \
        'stdio_handler = "file"' >"$dir/$1/etc/qemu.conf"
}
listens() { [ -S "$dir/$1/sockets/libvirt-sock-ro" ] && (: >"/dev/tcp/127.0.0.1/$(cat "$dir/$1/port")") 2>/dev/null; }
has_polkit() {
    dbus-send --bus="unix:path=$dir/bus/system_bus_socket" --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
        string:org.freedesktop.PolicyKit1 | grep -q 'boolean true'
}

up() {
    mkdir -p "$dir"/{bus,rules,sasl} /run/dbus /etc/polkit-1/rules.d /etc/sasl2 /run/libvirt /etc/libvirt /var/{lib,log,cache}/libvirt
    chmod 755 "$dir" "$dir/bus" "$dir/rules"
    cat >"$dir/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=$dir/bus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>
END
    cat >"$dir/rules/10.rules" <<'END'
polkit.addRule(function(action, subject) {
    if (action.id == "org.libvirt.unix.monitor") return polkit.Result.AUTH_ADMIN;
    if (action.id == "org.libvirt.api.connect.search-storage-pools") return polkit.Result.NO;
});
END
    chmod 644 "$dir/rules/10.rules"
    # Nobody has a password in a file that is not there.
    printf 'mech_list: digest-md5\nsasldb_path: %s/nobody.db\n' "$dir" >"$dir/sasl/libvirt.conf"
    configure asking $'auth_unix_ro = "polkit"\nauth_tcp = "sasl"'
    configure strict $'auth_unix_ro = "none"\nauth_tcp = "none"\naccess_drivers = [ "polkit" ]'
    # As where the module is not loaded: a device that nobody drives.
    mknod "$dir/strict/kvm" c 10 254
    start bus dbus-daemon --nofork --nopidfile --config-file="$dir/bus.conf"
    within 20 "the bus" test -S "$dir/bus/system_bus_socket"
    start polkit "$0" inside "$dir" /usr/lib/polkit-1/polkitd --no-debug
    within 20 "polkit" has_polkit
    for name in asking strict; do start "$name" "$0" libvirtd "$dir" "$name"; done
    for name in asking strict; do within 40 "$name" listens "$name"; done
}

case $verb in
up) up ;;
inside) inside "$@" ;;
libvirtd) libvirtd_in "$1" ;;
down)
    for name in asking strict polkit bus; do stop "$name"; done
    rm -rf "$dir"
    ;;
socket) echo "$dir/$1/sockets/libvirt-sock-ro" ;;
address) echo "127.0.0.1:$(cat "$dir/$1/port")" ;;
*) usage ;;
esac
