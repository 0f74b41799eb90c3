#!/usr/bin/env bash
# Debian's node_exporter on a loopback port: this machine, as any Prometheus would see it.
#
#   exporter.sh up|down DIR
#   exporter.sh url DIR
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../process.sh"
shift 2

case $verb in
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
*) usage ;;
esac
