"""What the lab's simulated cluster is: makes world.json, or changes it.

usage: world.py FILE new | node-down NODE | node-up NODE | migrate VMID NODE | role ROLE
"""
import json
import os
import sys
import time

GIB = 1 << 30
path, verb, *rest = sys.argv[1:]


def guest(vmid, node, name, kind="qemu", cpu=0.2, memory=4, used=0.5, status="running"):
    runs = status == "running"
    return {"vmid": vmid, "type": kind, "node": node, "name": name, "status": status, "template": 0, "maxcpu": 2, "cpu": cpu if runs else 0,
            "maxmem": memory * GIB, "mem": int(memory * GIB * used) if runs else 0, "netin": 1000, "netout": 2000, "diskread": 3000,
            "diskwrite": 4000, "uptime": 86_400 if runs else 0,
            "grows": {"netin": 120_000, "netout": 40_000, "diskread": 250_000, "diskwrite": 60_000}}


def new():
    def node(cpu, wait, available):
        return {"state": "online", "api": "up", "cpu": cpu, "wait": wait, "cpus": 16, "memory": 128 * GIB, "available": available * GIB,
                "uptime": 2_000_000}
    desks = [guest(200 + number, "pve-%s" % "ab"[number % 2], "desktop-%02d" % (number + 1), cpu=0.1 + number % 5 * 0.15)
             for number in range(14)]
    return {"version": 9, "quorate": True, "clock": 0, "began": time.time(), "penalty": 3.0, "patience": 30.0,
            "nodes": {"pve-a": node(0.72, 0.02, 40), "pve-b": node(0.55, 0.01, 52), "pve-c": node(0.12, 0.0, 110)},
            "guests": desks + [guest(100, "pve-c", "files"), guest(101, "pve-c", "print", "lxc", memory=1),
                               guest(102, "pve-c", "old-files", status="stopped")],
            "storages": [{"storage": "local", "node": name, "available": True, "disk": 60 * GIB, "maxdisk": 120 * GIB}
                         for name in ("pve-a", "pve-b", "pve-c")],
            "tasks": [], "users": {},
            "tokens": {"warte@pve!monitor": {"password": "", "secret": "11111111-2222-3333-4444-555555555555",
                                             "rights": {"/": ["PVEAuditor"]}, "secondFactor": False}}}


if verb == "new":
    state = new()
else:
    with open(path, encoding="utf-8") as file:
        state = json.load(file)
    if verb == "migrate":
        moved = [one for one in state["guests"] if one["vmid"] == int(rest[0])]
        if not moved or rest[1] not in state["nodes"]:
            sys.exit("world.py: no such guest or node")
        moved[0]["node"] = rest[1]
    elif verb == "role":
        state["tokens"]["warte@pve!monitor"]["rights"] = {} if rest[0] == "none" else {"/": [rest[0]]}
    elif verb == "node-gone":
        del state["nodes"][rest[0]]
        for things in ("guests", "storages", "tasks"):
            state[things] = [one for one in state[things] if one["node"] != rest[0]]
    else:
        state["nodes"][rest[0]]["state"] = "offline" if verb == "node-down" else "online"
with open(path + ".next", "w", encoding="utf-8") as file:
    json.dump(state, file, indent=1)
os.replace(path + ".next", path)
