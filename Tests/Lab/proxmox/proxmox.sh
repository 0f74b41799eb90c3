#!/usr/bin/env bash
# A Proxmox VE cluster of three nodes as far as its REST interface goes: there are no machines behind it.
#
#   proxmox.sh up|down DIR
#   proxmox.sh node-down|node-up DIR NODE     a node leaves the cluster / is back (pve-a pve-b pve-c)
#   proxmox.sh node-gone DIR NODE             it was taken out of the cluster, for good
#   proxmox.sh migrate DIR VMID NODE          a guest moves
#   proxmox.sh role DIR ROLE                  of the token: PVEAuditor, or none
#   proxmox.sh url DIR                        of the first node
#
# DIR holds all there is: certificates, the token, the world (world.json), pid and log.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../process.sh"
shift 2

world() { python3 "$here/world.py" "$dir/world.json" "$@"; }

certificate() { # NAME, then what else openssl is told
    local name=$1
    shift
    openssl req -x509 -newkey rsa:2048 -nodes -subj "/CN=$name" -days 2 -keyout "$dir/$name.key" -out "$dir/$name.cert" "$@" 2>/dev/null
}

case $verb in
up)
    mkdir -p -m 700 "$dir"
    certificate ca
    for node in pve-a pve-b pve-c; do
        certificate $node -CA "$dir/ca.cert" -CAkey "$dir/ca.key" -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
            -addext basicConstraints=critical,CA:FALSE
    done
    world new
    (umask 077 && echo "warte@pve!monitor=11111111-2222-3333-4444-555555555555" >"$dir/token")
    start cluster python3 "$here/../../CollectorsTests/Proxmox/proxmox_cluster.py" "$dir"
    within 60 "the simulated cluster" grep -q pve-a "$dir/cluster.log"
    ;;
down)
    stop cluster
    rm -rf "$dir"
    ;;
url) echo "https://127.0.0.1:$(python3 -c 'import json, sys; print(json.loads(open(sys.argv[1]).readline())["pve-a"])' "$dir/cluster.log")" ;;
node-down | node-up | node-gone | migrate | role) world "$verb" "$@" ;;
*) usage ;;
esac
