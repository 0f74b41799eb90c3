#!/usr/bin/env bash
# A VPN appliance as far as SNMP goes: snmpsim with the values of appliance.snmprec.
#
#   snmp.sh up|down DIR
#   snmp.sh silent|talk DIR      it answers nothing / answers again
#   snmp.sh address DIR
#
# WARTE_PYTHON names a Python that has snmpsim beside it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../process.sh"
shift 2

case $verb in
up)
    mkdir -p -m 700 "$dir/data" "$dir/cache"
    cp "$here/appliance.snmprec" "$dir/data/lab.snmprec"
    (umask 077 && echo lab >"$dir/community")
    echo "127.0.0.1:$(free_port udp)" >"$dir/address"
    start agent "$(dirname "${WARTE_PYTHON:?names no Python with snmpsim}")/snmpsim-command-responder" --data-dir="$dir/data" \
        --cache-dir="$dir/cache" --agent-udpv4-endpoint="$(cat "$dir/address")" --process-user=root --process-group=root
    ;;
down)
    stop agent
    rm -rf "$dir"
    ;;
silent) signal agent STOP ;;
talk) signal agent CONT ;;
address) cat "$dir/address" ;;
*) usage ;;
esac
