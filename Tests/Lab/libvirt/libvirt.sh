#!/bin/sh
# A libvirt host in a folder: libvirtd with three small guests that need no operating system.
#
#   libvirt.sh up DIR                  start libvirtd and the guests desk-1, desk-2 and files
#   libvirt.sh add-agent DIR           one more guest, rds, that is nothing but its agent (guest_agent.c): it answers libvirt's questions
#   libvirt.sh add-agent DIR '' NAME    the same with that person logged in, and with a folder of theirs mounted
#   libvirt.sh add-agent DIR mute      another, mute, whose agent is there and says nothing
#   libvirt.sh add-writer DIR          another, writer, that never rests: it writes into 16 MiB of its memory at every tick
#   libvirt.sh migrate DIR NAME TO     it moves to the lab in the folder TO, at 1 MiB/s; ends when it has moved
#   libvirt.sh hurry DIR NAME          ... at any speed from now on; before that writer never comes to an end
#   libvirt.sh down DIR                end all of it
#   libvirt.sh uri DIR                 the URI to connect to (uri-ro: through the read-only socket)
#   libvirt.sh vnc DIR NAME            address:port of a guest's graphics console
#   libvirt.sh stop-libvirtd DIR       kill -9: the guests go on         start-libvirtd DIR: again
#   libvirt.sh freeze-libvirtd DIR     kill -STOP: it hears nothing      thaw-libvirtd DIR: -CONT
#   libvirt.sh kill-guest DIR NAME     kill -9 its QEMU: a crash         start-guest DIR NAME
#   libvirt.sh hold-saves DIR          guests that are saved from now on are not done     release-saves DIR: until then
#   libvirt.sh freeze-guest DIR NAME   kill -STOP its QEMU: it answers nothing, not even libvirt      thaw-guest DIR NAME: -CONT
#
# LAB_HOST_NAME=NAME: its libvirtd believes to be another host of that name, so that guests of this machine's other labs can move to it.
# LAB_CONSOLE_PKI=FOLDER: consoles (VNC) take TLS alone, with a client's certificate of the authority in that folder (ca-cert.pem,
# server-cert.pem, server-key.pem): then libvirt tells who looks at one.
# HARD=0 keeps desk-1 idle; else it is busy for DUTY tenths of the time (3): the lab's machine may have two CPUs only.
# Needs root: libvirtd's paths for state are compiled in, so it runs in a mount namespace of its own where they are folders in DIR.
# Hence several labs at once neither see nor disturb each other or the machine's own libvirtd. Only the loopback ports of the graphics
# consoles are shared, and libvirt picks free ones. The cache of what QEMU can do (/var/cache/libvirt) is the machine's: the first start
# probes for up to 8 s, later ones take 0.2 s.
set -eu

fail() {
    echo "libvirt.sh: $*" >&2
    exit 1
}

need() {
    for tool in libvirtd virsh qemu-system-x86_64 unshare mount; do
        command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install libvirt-daemon-system libvirt-clients qemu-system-x86"
    done
    [ "$(id -u)" = 0 ] || fail "must run as root (libvirtd, mount namespace)"
}

# wait_for SECONDS WHAT COMMAND...
wait_for() {
    tries=$(($1 * 20))
    what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "waited too long for $what; see $DIR/libvirtd.log"
        sleep 0.05
    done
}

uri() { echo "qemu+unix:///system?socket=$DIR/run/libvirt-sock"; }
virsh_here() { virsh --quiet --connect "$(uri)" "$@"; }
# The pid in a file, if a process with it lives and is ours (its command line names DIR).
live_pid() {
    [ -s "$1" ] || return 1
    pid=$(cat "$1")
    tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q -e "$2" || return 1
    echo "$pid"
}
daemon_pid() { live_pid "$DIR/libvirtd.pid" "$DIR/libvirtd.conf"; }
guest_pid() { live_pid "$DIR/state/run/qemu/$1.pid" "guest=$1"; }
gone() { ! [ -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }

write_configuration() {
    mkdir -p "$DIR/run" "$DIR/state/run" "$DIR/state/lib" "$DIR/state/log" "$DIR/state/etc/qemu"
    chmod 755 "$DIR" "$DIR/run"
    cat >"$DIR/libvirtd.conf" <<END
unix_sock_dir = "$DIR/run"
unix_sock_group = "root"
unix_sock_ro_perms = "0777"
unix_sock_rw_perms = "0770"
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "3:file:$DIR/libvirtd.log"
END
    rm -f "$DIR/hostname"
    if [ -n "${LAB_HOST_NAME:-}" ]; then
        echo "$LAB_HOST_NAME" >"$DIR/hostname"
        echo "host_uuid = \"$(cat /proc/sys/kernel/random/uuid)\"" >>"$DIR/libvirtd.conf"
    fi
    # No cgroups and no namespaces per guest: two labs would want the same names. Logs go to files: no virtlogd.
    cat >"$DIR/state/etc/qemu.conf" <<END
user = "root"
group = "root"
security_driver = "none"
namespaces = [ ]
cgroup_controllers = [ ]
remember_owner = 0
stdio_handler = "file"
save_image_format = "gzip"
END
    [ -z "${LAB_CONSOLE_PKI:-}" ] || printf '%s\n' 'vnc_tls = 1' 'vnc_tls_x509_verify = 1' \
        "vnc_tls_x509_cert_dir = \"$LAB_CONSOLE_PKI\"" >>"$DIR/state/etc/qemu.conf"
    # Saved memory goes through it; it waits where somebody wants to watch.
    mkdir -p "$DIR/bin"
    printf '#!/bin/sh\nwhile [ -e "%s/hold-saves" ]; do sleep 0.05; done\nexec /bin/gzip "$@"\n' "$DIR" >"$DIR/bin/gzip"
    chmod 755 "$DIR/bin/gzip"
}

# `unshare` and the mounts leave by exec: the daemon's own pid goes to libvirtd.pid. -P: its children live on when it dies.
start_daemon() {
    daemon_pid >/dev/null && return
    rm -f "$DIR/libvirtd.pid"
    mkdir -p /run/libvirt /var/lib/libvirt /var/log/libvirt /etc/libvirt /var/cache/libvirt
    # The first daemon's namespace goes when it dies, but QEMU's runs on in it; both see the same folders.
    unshare --mount --uts --propagation private sh -eu -c '
        [ ! -s "$0/hostname" ] || hostname "$(cat "$0/hostname")"
        mount --bind "$0/state/run" /run/libvirt
        mount --bind "$0/state/lib" /var/lib/libvirt
        mount --bind "$0/state/log" /var/log/libvirt
        mount --bind "$0/state/etc" /etc/libvirt
        PATH="$0/bin:$PATH" exec libvirtd --daemon --config "$0/libvirtd.conf" --pid-file "$0/libvirtd.pid"' "$DIR" </dev/null >>"$DIR/start.log" 2>&1 ||
        fail "libvirtd did not start: $(tail -n 3 "$DIR/start.log" "$DIR/libvirtd.log" 2>/dev/null)"
    wait_for 20 "libvirtd" virsh_here version
}

# boot_sector TENTHS READS > image: 16-bit code that is busy in TENTHS of ten timer ticks (18.2 per second) and halts in the others.
# With READS = 1 it reads a sector from its disk every tick.
boot_sector() {
    {
        # xor ax,ax; mov ds,ax; mov es,ax; mov ss,ax; mov sp,7C00h; sti
        printf '\061\300\216\330\216\300\216\320\274\000\174\373'
        if [ "$2" = 1 ]; then
            # again: hlt; mov ax,0201h; mov cx,1; mov dx,0080h; mov bx,8000h; int 13h; jmp again
            printf '\364\270\001\002\271\001\000\272\200\000\273\000\200\315\023\353\357'
        else
            # again: mov ax,[046Ch]; xor dx,dx; mov cx,10; div cx; cmp dl,TENTHS; jb again; hlt; jmp again
            printf '\241\154\004\061\322\271\012\000\367\361\200\372'
            printf "\\$(printf %03o "$1")"
            printf '\162\361\364\353\356'
        fi
        head -c 512 /dev/zero
    } | head -c 510
    printf '\125\252'
    head -c 65024 /dev/zero
}

# Without --unsafe libvirt would want the disk on a storage that both hosts share, and does not know that they are one.
migrate() {
    port=$(python3 -c 'import socket; one = socket.create_server(("127.0.0.1", 0)); print(one.getsockname()[1])')
    # So much changes meanwhile that a stop of a millisecond would never do.
    virsh_here migrate-setspeed "$1" 1
    virsh_here migrate-setmaxdowntime "$1" 1
    virsh_here migrate --live --unsafe --migrateuri "tcp://127.0.0.1:$port" "$1" "qemu+unix:///system?socket=$(cd "$2" && pwd)/run/libvirt-sock"
}

# define NAME TENTHS READS GRAPHICS
define() {
    [ -s "$DIR/$1.img" ] || boot_sector "$2" "$3" >"$DIR/$1.img"
    network=
    # A tap device gives network counters; where there is none the guest has no card.
    [ -w /dev/net/tun ] && network="<interface type='ethernet'><model type='virtio'/><rom enabled='no'/></interface>"
    cat >"$DIR/$1.xml" <<END
<domain type='$TYPE'>
  <name>$1</name>
  <uuid>$(cat /proc/sys/kernel/random/uuid)</uuid>
  <memory unit='MiB'>32</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type><boot dev='hd'/></os>
  <on_poweroff>destroy</on_poweroff><on_crash>destroy</on_crash>
  <devices>
    <emulator>$(command -v qemu-system-x86_64)</emulator>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='$DIR/$1.img'/><target dev='hda' bus='ide'/></disk>
    $network
    <memballoon model='virtio'><stats period='2'/></memballoon>
    $4
    <video><model type='vga' vram='1024'/></video>
  </devices>
</domain>
END
    virsh_here define "$DIR/$1.xml"
}

up() {
    need
    daemon_pid >/dev/null && fail "a lab runs in $DIR already"
    mkdir -p "$DIR"
    write_configuration
    start_daemon
    TYPE=qemu
    [ -w /dev/kvm ] && virsh_here domcapabilities --virttype kvm --arch x86_64 >/dev/null 2>&1 && TYPE=kvm
    tenths=0
    [ "${HARD:-1}" = 0 ] || tenths=${DUTY:-3}
    vnc="<graphics type='vnc' autoport='yes' listen='127.0.0.1'/>"
    define desk-1 "$tenths" 0 "$vnc"
    define desk-2 0 0 "$vnc"
    define files 0 1 ""
    for guest in desk-1 desk-2 files; do
        virsh_here start "$guest"
    done
}

# By the compiler that comes with Swift. Always emulated: it takes half a second, and no KVM is asked for what it may not know.
# program NAME FLAG...: a guest that is nothing but guest_agent.c, as the flags have it.
program() {
    name=$1
    shift
    command -v clang >/dev/null || fail "clang is missing: it is in the Swift toolchain's folder"
    clang --target=i386-unknown-none-elf -ffreestanding -fno-pic -mno-sse -Os "$@" -c "$here/guest_agent.c" -o "$DIR/$name.o"
    "$(command -v ld.lld || command -v ld)" -m elf_i386 -N -Ttext=0x400000 "$DIR/$name.o" -o "$DIR/$name.img"
    cat >"$DIR/$name.xml" <<END
<domain type='qemu'>
  <name>$name</name>
  <uuid>$(cat /proc/sys/kernel/random/uuid)</uuid>
  <memory unit='MiB'>32</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type><kernel>$DIR/$name.img</kernel></os>
  <on_poweroff>destroy</on_poweroff><on_crash>destroy</on_crash>
  <devices>
    <emulator>$(command -v qemu-system-x86_64)</emulator>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <video><model type='vga' vram='1024'/></video>
  </devices>
</domain>
END
    virsh_here define "$DIR/$name.xml"
    virsh_here start "$name"
}
add_agent() { program "${1:-rds}" ${1:+-DIS_MUTE} ${2:+"-DPERSON=\"$2\""}; }

# Guests first, by their own pids: they outlive a libvirtd that was killed.
down() {
    [ -d "$DIR" ] || return 0
    daemon=$(daemon_pid) && { kill -CONT "$daemon"; kill -9 "$daemon"; wait_for 5 "libvirtd's end" gone "$daemon"; }
    for file in "$DIR"/state/run/qemu/*.pid; do
        name=$(basename "$file" .pid)
        pid=$(guest_pid "$name") || continue
        kill -9 "$pid"
        wait_for 5 "the end of $name" gone "$pid"
    done
    rm -rf "$DIR/run" "$DIR/state" "$DIR/bin" "$DIR/hold-saves" "$DIR"/*.img "$DIR"/*.o "$DIR"/*.xml "$DIR/libvirtd.conf" "$DIR/libvirtd.pid"
}

the_daemon() { daemon_pid || fail "no libvirtd runs in $DIR"; }

[ $# -ge 2 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | grep -v '^set'; exit 2; }
command=$1
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
DIR=$(cd "$2" && pwd)
case $command in
up) up ;;
add-agent) add_agent "${3:-}" "${4:-}" ;;
down) down ;;
uri) uri ;;
uri-ro) echo "qemu+unix:///system?socket=$DIR/run/libvirt-sock-ro" ;;
vnc) virsh_here domdisplay "${3:?name a guest}" | sed 's|^vnc://||; s|\(.*\):|\1 |' | {
        read -r address display || [ -n "$address" ]
        echo "$address:$((display < 5900 ? display + 5900 : display))"
    } ;;
stop-libvirtd)
    pid=$(the_daemon)
    kill -9 "$pid"
    wait_for 5 "libvirtd's end" gone "$pid"
    ;;
start-libvirtd) start_daemon ;;
freeze-libvirtd) kill -STOP "$(the_daemon)" ;;
thaw-libvirtd) kill -CONT "$(the_daemon)" ;;
hold-saves) : >"$DIR/hold-saves" ;;
release-saves) rm -f "$DIR/hold-saves" ;;
kill-guest)
    pid=$(guest_pid "${3:?name a guest}") || fail "guest $3 does not run in $DIR"
    kill -9 "$pid"
    wait_for 5 "the end of $3" gone "$pid"
    ;;
freeze-guest | thaw-guest)
    pid=$(guest_pid "${3:?name a guest}") || fail "guest $3 does not run in $DIR"
    signal=STOP
    [ "$command" = freeze-guest ] || signal=CONT
    kill "-$signal" "$pid"
    ;;
add-writer) program writer -DIS_WRITER ;;
migrate) migrate "${3:?name a guest}" "${4:?name the other lab}" ;;
hurry)
    virsh_here migrate-setmaxdowntime "${3:?name a guest}" 10000
    virsh_here migrate-setspeed "$3" 10000
    ;;
start-guest) virsh_here start "${3:?name a guest}" ;;
*) fail "unknown command $command" ;;
esac
