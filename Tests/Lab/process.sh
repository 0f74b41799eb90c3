# For the lab's scripts, which are called with VERB DIR [ARGUMENT...]; the comment at their beginning says which there are. Leaves $verb and
# $dir, and the verb's arguments in $@ (by the caller's own `shift 2`). Processes that a folder's lab has started, and what waits for them:
#
#   start NAME PROGRAM…      its output goes to NAME.log, its number to NAME.pid; one that runs is left alone
#   pid_of NAME, gone NAME   the running process; whether there is none
#   stop NAME [SIGNAL]       ends it (TERM) and waits; one that will not go in 5 s is killed
#   signal NAME SIGNAL
#   within SECONDS WHAT COMMAND…   until the command succeeds
#   free_port tcp|udp
#   usage                    shows the comment that the script begins with, and ends it

usage() {
    sed -n '2,/^set/p' "$0" | sed -E 's/^# ?//; /^set /d' >&2
    exit 2
}
[ $# -ge 2 ] || usage
verb=$1
dir=$2

# All that is started has it in its environment: a number that came to belong to somebody else is not ours.
export WARTE_LAB_OF=$dir

complain() {
    echo "$(basename "$0"): $*" >&2
    return 1
}

pid_of() {
    local pid
    [ -s "$dir/$1.pid" ] || return 1
    pid=$(cat "$dir/$1.pid" 2>/dev/null) || return 1
    # One that writes its title (sshd) writes it over its environment; then the folder is in the title.
    grep -qzxF -- "WARTE_LAB_OF=$dir" "/proc/$pid/environ" 2>/dev/null || grep -qaF -- "$dir/" "/proc/$pid/cmdline" 2>/dev/null || return 1
    echo "$pid"
}
gone() { ! pid_of "$1" >/dev/null; }

start() {
    local name=$1
    shift
    gone "$name" || return 0
    setsid "$@" >"$dir/$name.log" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
    # Until it is that program and no more a copy of this shell, it cannot be told.
    within 60 "$name" pid_of "$name" || complain "$name does not start: $(tail -n 3 "$dir/$name.log")"
}

stop() {
    local pid tries=250
    pid=$(pid_of "$1") || return 0
    kill "-${2:-TERM}" "$pid" 2>/dev/null || true
    kill -CONT "$pid" 2>/dev/null || true
    until gone "$1"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || kill -KILL "$pid" 2>/dev/null || true
        sleep 0.02
    done
    rm -f "$dir/$1.pid"
}

signal() {
    local pid
    pid=$(pid_of "$1") || complain "$1 is not running" || return 1
    kill "-$2" "$pid"
}

within() {
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -le $end ] || complain "$what is not there" || return 1
        sleep 0.02
    done
}

free_port() {
    python3 -c "import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_STREAM if sys.argv[1] == 'tcp' else socket.SOCK_DGRAM) as one:
    one.bind(('127.0.0.1', 0))
    print(one.getsockname()[1])" "$1"
}
