#!/usr/bin/env bash
# An OpenVPN server with real clients, each in a network namespace of its own. Needs root.
#
#   openvpn.sh up DIR [NAME...]      certificates, namespaces, server and clients (alice bob carol where none is named)
#   openvpn.sh down DIR              ends what it started, removes the namespaces and DIR
#   openvpn.sh connect DIR NAME      a client logs in (alice bob carol dave erin frank)
#   openvpn.sh logout DIR NAME       ... leaves with a word of farewell (explicit-exit-notify)
#   openvpn.sh freeze|thaw DIR NAME  ... its process is stopped: the server hears nothing more of it / goes on
#   openvpn.sh blackhole|unblackhole DIR NAME   ... tries to log in and hears no big answer: its handshake times out / gets through
#   openvpn.sh try DIR NAME          ... tries to log in, and nobody waits for it
#   openvpn.sh die DIR NAME          ... its process is killed: no farewell, and its port is another when it comes again
#   openvpn.sh stop-server|start-server DIR
#   openvpn.sh hangup DIR            SIGHUP: the server begins anew; with LAB_HOLD it waits for a hold release then
#   openvpn.sh release DIR           ... which this gives it; only while nobody holds the management port
#   openvpn.sh kill-cn DIR NAME      the server throws it out; only while nobody holds the management port
#   openvpn.sh status DIR            the server's own status, from its file (at most 1 s old)
#
# DIR holds all there is: keys, pids, logs, the management socket mgmt.sock. Settings, from the environment:
#   WARTE_LAB_TAG   begins the namespaces' names (default: made from DIR), so that several labs can run at once
#   LAB_PING=1 LAB_PING_RESTART=4 LAB_HAND_WINDOW=4 LAB_MAX_CLIENTS=10 LAB_VERB=3
#   LAB_PROTO=udp4  or udp6, tcp4; LAB_DEV=tun, or tap: a bridge whose clients have no address of the server's
#   LAB_SHARED=1    all clients have one certificate (duplicate-cn)
#   LAB_PASSWORDS=1 passwords only, no certificates; the one of LAB_WRONG=NAME is refused
#   LAB_HOLD=1      management-hold: at each start it waits for a hold release; the first is given by `up`
#   LAB_EXPIRED=NAME   whose certificate has expired, with a subject of several parts
#   LAB_CONNECT_SLEEP=N   the server runs a script of N seconds for each newcomer called erin, and hears nobody meanwhile
#   LAB_TCP_PORT    where set, a second server without clients: management on 127.0.0.1:PORT, password in DIR/mgmt.pw
set -eu

names="alice bob carol dave erin frank"
subnet=10.77.0
subnet6=fd77:77
tag_begins=wo
. "$(dirname "$0")/../vpn.sh"
shift 2
need "openvpn openssl iproute2 iptables" openvpn openssl ip iptables

# until_logged SECONDS NAME WORDS: waits for a line in NAME.log; shows its end where the line never comes.
until_logged() {
    local tries=$(($1 * 50))
    until grep -q "$3" "$dir/$2.log"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "no \"$3\" from $2 within $1 s, but $(tail -n 5 "$dir/$2.log")"
        sleep 0.02
    done
}

end_all() {
    local name
    for name in $names; do stop "$name" KILL; done
    stop server TERM
    stop tcp TERM
}

certificate() { # certificate NAME USAGE [SUBJECT [DATES]]
    local subject=${3:-/CN=$1}
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$dir/$1.key" -subj "$subject" 2>/dev/null |
        openssl x509 -req -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -CAcreateserial -days "${4:-30}" -out "$dir/$1.crt" \
            -extfile <(printf 'keyUsage=digitalSignature\nextendedKeyUsage=%s\n' "$2") 2>/dev/null
}
certificates() {
    local name
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=lab-ca \
        -keyout "$dir/ca.key" -out "$dir/ca.crt" 2>/dev/null
    certificate server serverAuth
    for name in $names; do
        if [ "$name" = "${LAB_EXPIRED:-}" ]; then
            certificate "$name" clientAuth "/C=DE/O=Lab, Ltd/OU=$name beispiel/CN=beispiel, $name/emailAddress=$name@example.org" -1
        else
            certificate "$name" clientAuth
        fi
        if [ -n "${LAB_SHARED:-}" ] && [ "$name" != alice ]; then
            cp "$dir/alice.crt" "$dir/$name.crt"
            cp "$dir/alice.key" "$dir/$name.key"
        fi
        (umask 077 && printf '%s\n%s\n' "$name" "$([ "$name" = "${LAB_WRONG:-}" ] && echo wrong || echo right)" >"$dir/$name.pw")
    done
}

configure() {
    local proto=${LAB_PROTO:-udp4} server=$subnet.1 mode="server 10.88.0.0 255.255.255.0
topology subnet" more="" client="explicit-exit-notify 1" role="" opposite=""
    if [ "$proto" = udp6 ]; then server=$subnet6::1; fi
    if [ "$proto" = tcp4 ]; then role=-server opposite=-client client=""; fi
    if [ "${LAB_DEV:-tun}" = tap ]; then mode=server-bridge; fi
    [ -z "${LAB_SHARED:-}" ] || more="duplicate-cn"
    if [ -n "${LAB_PASSWORDS:-}" ]; then
        printf '#!/bin/sh\n[ "$(sed -n 2p "$1")" = right ]\n' >"$dir/password"
        more="verify-client-cert none
script-security 2
auth-user-pass-verify $dir/password via-file"
    fi
    if [ -n "${LAB_CONNECT_SLEEP:-}" ]; then
        printf '#!/bin/sh\n[ "$common_name" != erin ] || sleep %s\n' "$LAB_CONNECT_SLEEP" >"$dir/connect"
        more="script-security 2
client-connect $dir/connect"
    fi
    chmod -f 755 "$dir/password" "$dir/connect" || true
    cat >"$dir/server.conf" <<CONF
dev ${LAB_DEV:-tun}
proto $proto$role
local $server
port 1194
$mode
ca ca.crt
cert server.crt
key server.key
dh none
max-clients ${LAB_MAX_CLIENTS:-10}
ping ${LAB_PING:-1}
ping-restart ${LAB_PING_RESTART:-4}
push "ping ${LAB_PING:-1}"
push "ping-restart ${LAB_PING_RESTART:-4}"
hand-window ${LAB_HAND_WINDOW:-4}
tls-timeout 1
verb ${LAB_VERB:-3}
management $dir/mgmt.sock unix
${LAB_HOLD:+management-hold}
status $dir/status.log 1
status-version 3
$more
CONF
    cat >"$dir/client.conf" <<CONF
client
dev ${LAB_DEV:-tun}
proto $proto$opposite
remote $server 1194
nobind
ca ca.crt
remote-cert-tls server
$client
connect-retry 1 2
hand-window ${LAB_HAND_WINDOW:-4}
tls-timeout 1
verb 3
CONF
    # Without an address, a route or a client, so that it can live outside the namespaces, where its TCP port can be reached.
    if [ -n "${LAB_TCP_PORT:-}" ]; then
        (umask 077 && echo "let-me-in" >"$dir/mgmt.pw")
        cat >"$dir/tcp.conf" <<CONF
dev $(printf %s "t$tag" | tail -c 15)
dev-type tun
proto udp4
local 127.0.0.1
lport 0
mode server
tls-server
topology subnet
ifconfig-noexec
route-noexec
ca ca.crt
cert server.crt
key server.key
dh none
verb 3
management 127.0.0.1 $LAB_TCP_PORT $dir/mgmt.pw
CONF
    fi
}

daemon() { # daemon NAMESPACE NAME CONFIG ARGUMENT...; an empty namespace is this one
    local namespace=$1 name=$2 config=$3
    shift 3
    : >"$dir/$name.log"
    ${namespace:+ip netns exec "$namespace"} openvpn --cd "$dir" --config "$dir/$config" "$@" \
        --log "$dir/$name.log" --writepid "$dir/$name.pid" --daemon "lab-$name"
}
start_server() {
    gone server || return 0
    rm -f "$dir/mgmt.sock" "$dir/status.log"
    daemon "$gateway" server server.conf
    if grep -q '^management-hold' "$dir/server.conf"; then
        until_logged 10 server "Need hold release"
        order "hold release"
    fi
    until_logged 10 server "Initialization Sequence Completed"
}
launch() { # starts a client without waiting for it to get through
    index "$1" >/dev/null
    gone "$1" || return 0
    # What this lab has decided when it was made decides for a client that comes later.
    if grep -q '^auth-user-pass-verify' "$dir/server.conf"; then
        daemon "$tag-$1" "$1" client.conf --auth-user-pass "$1.pw"
    else
        daemon "$tag-$1" "$1" client.conf --cert "$1.crt" --key "$1.key"
    fi
}
await() { until_logged 20 "$1" "Initialization Sequence Completed"; }

# Big answers alone are lost: the server hears a client that never finishes. (A server that hears nothing at all notices nothing.)
rule() { ip netns exec "$tag-$2" iptables -w "$1" INPUT -p udp -s "$subnet.1" -m length --length 300:65535 -j DROP; }

up() {
    local name
    begin
    certificates
    network
    configure
    start_server
    if [ -f "$dir/tcp.conf" ]; then
        daemon "" tcp tcp.conf
        until_logged 10 tcp "MANAGEMENT: TCP Socket listening"
    fi
    for name in "$@"; do launch "$name"; done
    for name in "$@"; do await "$name"; done
}
order() { # order COMMAND: one command to the management interface
    command -v nc >/dev/null || fail "nc is missing: apt-get install netcat-openbsd"
    local line
    coproc NC { exec nc -U "$dir/mgmt.sock"; }
    local nc=$NC_PID from=${NC[0]} to=${NC[1]}
    # Nothing is said before the greeting: in the queue behind somebody else the order would wait, and be carried out much later.
    if ! read -r -t 2 line <&"$from"; then
        kill "$nc"
        fail "the management port is held by somebody else"
    fi
    echo "$1" >&"$to"
    while read -r -t 2 line <&"$from"; do
        case $line in SUCCESS:* | ERROR:*) break ;; esac
    done
    kill "$nc"
    echo "$line" | tr -d '\r'
}

case $verb in
up) if [ $# -gt 0 ]; then up "$@"; else up alice bob carol; fi ;;
down) down ;;
connect)
    named "$@" || usage
    launch "$1"
    await "$1"
    ;;
logout)
    named "$@" || usage
    stop "$1" TERM
    ;;
try)
    named "$@" || usage
    launch "$1"
    ;;
die)
    named "$@" || usage
    stop "$1" KILL
    ;;
freeze)
    named "$@" || usage
    signal "$1" STOP
    ;;
thaw)
    named "$@" || usage
    signal "$1" CONT
    ;;
blackhole)
    named "$@" || usage
    stop "$1" TERM
    rule -A "$1"
    launch "$1"
    ;;
unblackhole)
    named "$@" || usage
    rule -D "$1"
    await "$1"
    ;;
stop-server) stop server TERM ;;
start-server) start_server ;;
hangup) signal server HUP ;;
release) order "hold release" ;;
kill-cn)
    named "$@" || usage
    order "kill $1"
    ;;
status) cat "$dir/status.log" ;;
*) usage ;;
esac
