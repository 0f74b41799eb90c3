# For the VPN labs' scripts, which set $names, $subnet and $tag_begins before it: a gateway and its clients, each in a network namespace of its own,
# on one bridge. The gateway is $subnet.1, the first of $names $subnet.11, and so on. Arguments are theirs: VERB DIR [ARGUMENT...]
#
# Leaves $verb, $dir, $tag, $gateway and the verb's arguments in $@ (by the caller's own `shift 2`). `end_all` is theirs: ends the processes.

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}
. "$(dirname "${BASH_SOURCE[0]}")/process.sh"
[ "$(id -u)" -eq 0 ] || fail "needs root (network namespaces, tun devices)"
[ -c /dev/net/tun ] || fail "/dev/net/tun is missing: the kernel has no tun devices"

need() { # need PACKAGES PROGRAM…
    local packages=$1 tool
    shift
    for tool in "$@"; do command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install $packages"; done
}

# The tag is fixed when DIR is made: later calls may have another environment.
if [ -f "$dir/tag" ]; then tag=$(cat "$dir/tag"); else
    tag=${WARTE_LAB_TAG:-$tag_begins$(printf %s "$dir" | cksum | cut -d' ' -f1)}
fi
gateway=$tag-gw

index() { # 1 for the first of the names
    local i=1 name
    for name in $names; do
        if [ "$name" = "$1" ]; then
            echo $i
            return
        fi
        i=$((i + 1))
    done
    fail "nobody is called '$1': $names"
}
named() { [ $# -eq 1 ] && index "$1" >/dev/null; }

begin() { # DIR is made; half a lab is taken down again, and whoever made it wants the reason, which `fail` has shown
    [ ! -e "$dir/tag" ] || fail "$dir is in use: $(basename "$0") down $dir first"
    mkdir -p -m 700 "$dir"
    echo "$tag" >"$dir/tag"
    trap 'status=$?; [ $status -eq 0 ] || down; exit $status' EXIT
}
down() {
    local name pid
    [ -f "$dir/tag" ] || fail "no lab in $dir"
    end_all
    for name in $names gw; do
        ip netns list | grep -q "^$tag-$name\b" || continue
        for pid in $(ip netns pids "$tag-$name"); do kill -KILL "$pid" 2>/dev/null || true; done
        ip netns del "$tag-$name"
    done
    rm -rf "$dir"
}

network() { # with $subnet6 where it is set
    local name i
    ip netns add "$gateway"
    ip -n "$gateway" link set lo up
    ip -n "$gateway" link add br0 type bridge
    ip -n "$gateway" addr add "$subnet.1/24" dev br0
    [ -z "${subnet6:-}" ] || ip -n "$gateway" addr add "$subnet6::1/64" dev br0 nodad
    ip -n "$gateway" link set br0 up
    for name in $names; do
        i=$(index "$name")
        ip netns add "$tag-$name"
        ip -n "$tag-$name" link set lo up
        ip link add eth0 netns "$tag-$name" type veth peer name "to-$name" netns "$gateway"
        ip -n "$gateway" link set "to-$name" master br0 up
        ip -n "$tag-$name" addr add "$subnet.$((10 + i))/24" dev eth0
        [ -z "${subnet6:-}" ] || ip -n "$tag-$name" addr add "$subnet6::1$i/64" dev eth0 nodad
        ip -n "$tag-$name" link set eth0 up
    done
}
