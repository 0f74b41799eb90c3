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
tag_begins=wg
. "$(dirname "$0")/../vpn.sh"
shift 2
need "wireguard-go wireguard-tools iproute2" wireguard-go wg ip

# Sockets of all namespaces are in one folder: no two interfaces have the same name. At most 15 letters.
interface() { if [ "$1" = gw ]; then echo "${tag}g"; else echo "$tag$(index "$1")"; fi; }

stop_one() { # one that was killed leaves its socket behind
    stop "$1"
    rm -f "/var/run/wireguard/$(interface "$1").sock"
}
end_all() { for name in $names gw; do stop_one "$name"; done; }

keys() {
    local name
    umask 077
    for name in gw $names; do
        wg genkey >"$dir/$name.key"
        wg pubkey <"$dir/$name.key" >"$dir/$name.pub"
        wg genpsk >"$dir/$name.psk"
    done
}

# Not asked by `wg`: that removes a socket which is there and not yet listened at.
listens() { grep -q "00010000 .*/$2.sock\$" "/proc/$(pid_of "$1")/net/unix"; }
daemon() { # daemon NAME: its wireguard-go, in its namespace
    local device
    device=$(interface "$1")
    # In the foreground, and never WG_PROCESS_FOREGROUND: Debian's build would start itself again and again.
    start "$1" ip netns exec "$tag-$1" wireguard-go -f "$device" || exit 1
    within 60 "$1's wireguard-go" listens "$1" "$device" || fail "$(tail -n 3 "$dir/$1.log")"
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
    begin
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
stop-gateway) stop_one gw ;;
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
