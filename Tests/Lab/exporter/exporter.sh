#!/usr/bin/env bash
# Debian's node_exporter on a loopback port: this machine, as any Prometheus would see it.
#
#   exporter.sh up|down DIR
#   exporter.sh url DIR
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 2 ] || {
    sed -n '2,/^set/p' "$0" | sed -E 's/^# ?//; /^set /d' >&2
    exit 2
}
dir=$2
. "$here/../process.sh"

case $1 in
up)
    mkdir -p -m 700 "$dir"
    port=$(free_port tcp)
    echo "http://127.0.0.1:$port" >"$dir/url"
    start exporter prometheus-node-exporter --web.listen-address="127.0.0.1:$port"
    ;;
down)
    stop exporter
    rm -rf "$dir"
    ;;
url) cat "$dir/url" ;;
*)
    echo "exporter.sh: no verb $1" >&2
    exit 2
    ;;
esac
