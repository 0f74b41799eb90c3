#!/usr/bin/env bash
# A machine behind ssh: an sshd on a loopback port, which leads to this machine again, and a key that may run programs there and no more.
#
#   ssh.sh up|down DIR
#   ssh.sh cut DIR                ends its connections
#   ssh.sh with DIR COMMAND...    runs a command for which ~/.ssh is the lab's: nobody else's keys and known hosts are touched
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../process.sh"
shift 2

connections() {
    local pid
    pid=$(pid_of sshd) || return 0
    pgrep -P "$pid" || true
}

case $verb in
up)
    mkdir -p -m 700 "$dir/home"
    mkdir -p -m 755 /run/sshd
    [ -f "$dir/host" ] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$dir/host"
    [ -f "$dir/home/id_lab" ] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$dir/home/id_lab"
    [ -f "$dir/port" ] || free_port tcp >"$dir/port"
    port=$(cat "$dir/port")
    echo "restrict $(cat "$dir/home/id_lab.pub")" >"$dir/authorized"
    echo "[127.0.0.1]:$port $(cat "$dir/host.pub")" >"$dir/home/known_hosts"
    cat >"$dir/home/config" <<EOF
Host jump-1
    HostName 127.0.0.1
    Port $port
    IdentityFile ~/.ssh/id_lab
    IdentitiesOnly yes
EOF
    chmod 600 "$dir/home/config" "$dir/authorized"
    cat >"$dir/sshd_config" <<EOF
Port $port
ListenAddress 127.0.0.1
HostKey $dir/host
AuthorizedKeysFile $dir/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PidFile none
EOF
    start sshd /usr/sbin/sshd -D -e -f "$dir/sshd_config"
    within 60 sshd grep -q 'Server listening' "$dir/sshd.log"
    ;;
down)
    served=$(connections)
    stop sshd
    [ -z "$served" ] || kill $served 2>/dev/null || true
    rm -rf "$dir"
    ;;
cut) kill $(connections) ;;
with)
    exec unshare --mount sh -c '
        home=$(getent passwd "$(id -u)" | cut -d: -f6)/.ssh
        mkdir -p -m 700 "$home" && mount --bind "$1/home" "$home" || exit 1
        shift
        exec "$@"' sh "$dir" "$@"
    ;;
*) usage ;;
esac
