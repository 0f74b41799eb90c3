#!/usr/bin/env bash
# A WireGuard gateway with real peers, each a wireguard-go in a network namespace of its own. Needs root.
#
#   wireguard.sh up DIR [NAME...]      namespaces, gateway and peers (alice bob carol where none is named)
#   wireguard.sh down DIR              ends what it started, removes the namespaces and DIR
#   wireguard.sh connect DIR NAME      a peer is set up and says its first word (alice bob carol dave)
#   wireguard.sh freeze|thaw DIR NAME  its process is stopped: the gateway hears nothing more of it / goes on
#   wireguard.sh cut|mend DIR NAME     its network interface is taken down / up again
#   wireguard.sh roam DIR NAME         it goes on from another address
#   wireguard.sh remove DIR NAME       the gateway knows it no longer
#   wireguard.sh freeze-gateway|thaw-gateway|stop-gateway|start-gateway DIR
#   wireguard.sh interface DIR         the gateway's interface, whose socket is /var/run/wireguard/INTERFACE.sock
#   wireguard.sh key DIR NAME          a peer's public key
#   wireguard.sh word DIR NAME         it sends something through the tunnel
#   wireguard.sh secrets DIR           all private and preshared keys, in both notations, a line each
#
# DIR holds all there is: keys, pids, logs. Settings, from the environment:
#   WARTE_LAB_TAG        begins the names of namespaces and interfaces (default: made from DIR), so that several labs can run at once
#   LAB_KEEPALIVE=1      the peers' own keepalive in seconds, 0 for none
#   LAB_GATEWAY_KEEPALIVE=0   that of the gateway to its peers
set -eu

names="alice bob carol dave"
subnet=10.78.0
tunnel=10.91.0

fail() {
    echo "wireguard.sh: $*" >&2
    exit 1
}
usage() {
    sed -n '2,/^set/p' "$0" | sed -E 's/^# ?//; /^set /d' >&2
    exit 2
}
[ $# -ge 2 ] || usage
verb=$1
dir=$2
shift 2
[ "$(id -u)" -eq 0 ] || fail "needs root (network namespaces, tun devices)"
for tool in wireguard-go wg ip; do
    command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install wireguard-go wireguard-tools iproute2"
done
[ -c /dev/net/tun ] || fail "/dev/net/tun is missing: the kernel has no tun devices"

if [ -f "$dir/tag" ]; then tag=$(cat "$dir/tag"); else
    tag=${WARTE_LAB_TAG:-wg$(printf %s "$dir" | cksum | cut -d' ' -f1)}
fi
gateway=$tag-gw

index() { # 1 for alice ... 4 for dave
    local i=1 name
    for name in $names; do
        if [ "$name" = "$1" ]; then
            echo $i
            return
        fi
        i=$((i + 1))
    done
    fail "no peer called '$1': $names"
}
# Sockets of all namespaces are in one folder: no two interfaces have the same name. At most 15 letters.
interface() { if [ "$1" = gw ]; then echo "${tag}g"; else echo "$tag$(index "$1")"; fi; }

pid_of() { # the running process NAME; a pid that came to belong to somebody else does not count
    local pid
    [ -s "$dir/$1.pid" ] || return 1
    pid=$(cat "$dir/$1.pid" 2>/dev/null) || return 1
    grep -qzxF -- "$(interface "$1")" "/proc/$pid/cmdline" 2>/dev/null || return 1
    echo "$pid"
}
gone() { ! pid_of "$1" >/dev/null; }
stop() {
    local pid tries=250
    pid=$(pid_of "$1") || return 0
    kill -TERM "$pid" 2>/dev/null || true
    kill -CONT "$pid" 2>/dev/null || true
    until gone "$1"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || kill -KILL "$pid" 2>/dev/null || true
        sleep 0.02
    done
    # One that was killed leaves its socket behind.
    rm -f "$dir/$1.pid" "/var/run/wireguard/$(interface "$1").sock"
}
signal() {
    local pid
    pid=$(pid_of "$1") || fail "$1 is not running"
    kill "-$2" "$pid"
}

keys() {
    local name
    umask 077
    for name in gw $names; do
        wg genkey >"$dir/$name.key"
        wg pubkey <"$dir/$name.key" >"$dir/$name.pub"
        wg genpsk >"$dir/$name.psk"
    done
}

network() {
    local name i
    ip netns add "$gateway"
    ip -n "$gateway" link set lo up
    ip -n "$gateway" link add br0 type bridge
    ip -n "$gateway" addr add "$subnet.1/24" dev br0
    ip -n "$gateway" link set br0 up
    for name in $names; do
        i=$(index "$name")
        ip netns add "$tag-$name"
        ip -n "$tag-$name" link set lo up
        ip link add eth0 netns "$tag-$name" type veth peer name "to-$name" netns "$gateway"
        ip -n "$gateway" link set "to-$name" master br0 up
        ip -n "$tag-$name" addr add "$subnet.$((10 + i))/24" dev eth0
        ip -n "$tag-$name" link set eth0 up
    done
}

daemon() { # daemon NAME: its wireguard-go, in its namespace
    local name=$1 tries=250 device
    device=$(interface "$name")
    # In the foreground, and never WG_PROCESS_FOREGROUND: Debian's build would start itself again and again.
    setsid ip netns exec "$tag-$name" wireguard-go -f "$device" >"$dir/$name.log" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
    until [ -S "/var/run/wireguard/$device.sock" ] && wg show "$device" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "$name's wireguard-go does not come up: $(tail -n 3 "$dir/$name.log")"
        sleep 0.02
    done
}
start_gateway() {
    gone gw || return 0
    daemon gw
    wg set "$(interface gw)" private-key "$dir/gw.key" listen-port 51820
    ip -n "$gateway" addr add "$tunnel.1/24" dev "$(interface gw)"
    ip -n "$gateway" link set "$(interface gw)" up
}
know() { # the gateway knows a peer
    wg set "$(interface gw)" peer "$(cat "$dir/$1.pub")" preshared-key "$dir/$1.psk" \
        persistent-keepalive "$(cat "$dir/gateway-keepalive")" allowed-ips "$tunnel.$((10 + $(index "$1")))/32"
}
connect() {
    local device
    device=$(interface "$1")
    know "$1"
    gone "$1" || return 0
    daemon "$1"
    wg set "$device" private-key "$dir/$1.key" peer "$(cat "$dir/gw.pub")" preshared-key "$dir/$1.psk" \
        endpoint "$subnet.1:51820" persistent-keepalive "$(cat "$dir/keepalive")" allowed-ips "$tunnel.0/24"
    ip -n "$tag-$1" addr add "$tunnel.$((10 + $(index "$1")))/24" dev "$device"
    ip -n "$tag-$1" link set "$device" up
    await "$1"
}
await() { # a peer that sends no keepalives says something; until the gateway has shaken its hand
    local tries=500 key
    key=$(cat "$dir/$1.pub")
    until [ "$(wg show "$(interface gw)" latest-handshakes | awk -v key="$key" '$1 == key { print $2 }')" != 0 ]; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "no handshake with $1 within 10 s"
        [ $((tries % 50)) != 0 ] || word "$1"
        sleep 0.02
    done
}
word() { ip netns exec "$tag-$1" bash -c "echo hello >/dev/udp/$tunnel.1/9" || true; }

up() {
    local name
    [ ! -e "$dir/tag" ] || fail "$dir is in use: wireguard.sh down $dir first"
    mkdir -p -m 700 "$dir"
    echo "$tag" >"$dir/tag"
    trap 'status=$?; [ $status -eq 0 ] || down; exit $status' EXIT
    echo "${LAB_KEEPALIVE:-1}" >"$dir/keepalive"
    echo "${LAB_GATEWAY_KEEPALIVE:-0}" >"$dir/gateway-keepalive"
    keys
    network
    start_gateway
    for name in "$@"; do
        connect "$name"
        word "$name"
    done
}
down() {
    local name pid
    [ -f "$dir/tag" ] || fail "no lab in $dir"
    for name in $names gw; do stop "$name"; done
    for name in $names gw; do
        ip netns list | grep -q "^$tag-$name\b" || continue
        for pid in $(ip netns pids "$tag-$name"); do kill -KILL "$pid" 2>/dev/null || true; done
        ip netns del "$tag-$name"
    done
    rm -rf "$dir"
}

named() { [ $# -eq 1 ] && index "$1" >/dev/null; }
case $verb in
up) if [ $# -gt 0 ]; then up "$@"; else up alice bob carol; fi ;;
down) down ;;
interface) interface gw ;;
secrets)
    cat "$dir"/*.key "$dir"/*.psk
    for file in "$dir"/*.key "$dir"/*.psk; do base64 -d "$file" | od -An -v -tx1 | tr -d ' \n'; echo; done
    ;;
freeze-gateway) signal gw STOP ;;
thaw-gateway) signal gw CONT ;;
stop-gateway) stop gw ;;
start-gateway)
    start_gateway
    for name in $names; do if ! gone "$name"; then know "$name"; fi; done
    ;;
connect | freeze | thaw | cut | mend | roam | remove | key | word)
    named "$@" || usage
    case $verb in
    connect) connect "$1" ;;
    freeze) signal "$1" STOP ;;
    thaw) signal "$1" CONT ;;
    cut) ip -n "$tag-$1" link set eth0 down ;;
    mend) ip -n "$tag-$1" link set eth0 up ;;
    roam)
        ip -n "$tag-$1" addr add "$subnet.$((20 + $(index "$1")))/24" dev eth0
        ip -n "$tag-$1" addr del "$subnet.$((10 + $(index "$1")))/24" dev eth0
        ip -n "$tag-$1" addr add "$subnet.$((20 + $(index "$1")))/24" dev eth0 2>/dev/null || true
        # wireguard-go clings to the address that it sent from, until its socket is another.
        wg set "$(interface "$1")" listen-port "$((52000 + $(index "$1")))"
        ;;
    remove) wg set "$(interface gw)" peer "$(cat "$dir/$1.pub")" remove ;;
    key) cat "$dir/$1.pub" ;;
    word) word "$1" ;;
    esac
    ;;
*) usage ;;
esac
