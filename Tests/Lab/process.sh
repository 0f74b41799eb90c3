# For the lab's scripts: `start NAME PROGRAM…` in $dir, `stop NAME`, `free_port tcp|udp`.

start() { # its output goes to NAME.log
    local name=$1
    shift
    [ -f "$dir/$name.pid" ] && kill -0 "$(cat "$dir/$name.pid")" 2>/dev/null && return
    setsid "$@" >"$dir/$name.log" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
}

stop() {
    [ -f "$dir/$1.pid" ] || return 0
    local pid
    pid=$(cat "$dir/$1.pid")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 50); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
    rm -f "$dir/$1.pid"
}

free_port() {
    python3 -c "import socket, sys
with socket.socket(socket.AF_INET, socket.SOCK_STREAM if sys.argv[1] == 'tcp' else socket.SOCK_DGRAM) as one:
    one.bind(('127.0.0.1', 0))
    print(one.getsockname()[1])" "$1"
}

within() { # SECONDS WHAT COMMAND…: until it succeeds
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || {
            echo "lab: $what is not there" >&2
            return 1
        }
        sleep 0.1
    done
}
