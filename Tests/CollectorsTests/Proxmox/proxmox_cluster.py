"""A Proxmox VE cluster for the tests: the REST interface of each of its nodes, over TLS, as Proxmox' published API schema describes it
(paths, names, types, rights, parameters, errors). There is no machine behind it: what it tells is in a file that the test writes.

usage: proxmox_cluster.py FOLDER

FOLDER/world.json is read anew for every request. Each node has FOLDER/NODE.cert and FOLDER/NODE.key. Says the nodes' ports as one line of
JSON on standard output. Writes a line "NODE METHOD PATH STATUS" for every request to FOLDER/requests.
"""
import hashlib
import hmac
import http.server
import json
import os
import re
import socket
import socketserver
import ssl
import struct
import sys
import threading
import time
import urllib.parse

folder = sys.argv[1]
requests_lock = threading.Lock()
KEY = os.urandom(32)
TICKET_LIFETIME = 7200
AUDIT = {"Sys.Audit", "VM.Audit", "Datastore.Audit", "Pool.Audit", "Mapping.Audit", "SDN.Audit", "VM.GuestAgent.Audit"}


def world():
    """As the file says. Where it has `began`, a time, the world has gone on since then as pvestatd tells it, every ten seconds: uptimes, and of
    each guest the counters that it `grows` by, so much a second."""
    with open(os.path.join(folder, "world.json"), encoding="utf-8") as file:
        state = json.load(file)
    if "began" in state:
        age = int(max(0, time.time() - state["began"])) // 10 * 10
        for one in list(state["nodes"].values()) + [guest for guest in state["guests"] if guest["status"] == "running"]:
            one["uptime"] += age
            for name, rate in one.get("grows", {}).items():
                one[name] += rate * age
    return state


class Failure(Exception):
    def __init__(self, status, text, errors=None):
        super().__init__(text)
        self.status, self.text, self.errors = status, text, errors


class Caller:
    """Who asks: a user, or a token that has rights of its own."""

    def __init__(self, name, rights):
        self.name = name
        self.user = name.split("!")[0]
        self.rights = rights

    def privileges(self, path):
        """Rights are inherited from above."""
        found = set()
        parts = [part for part in path.split("/") if part]
        for depth in range(len(parts) + 1):
            for role in self.rights.get("/" + "/".join(parts[:depth]), []):
                found |= AUDIT if role == "PVEAuditor" else {role}
        return found

    def may(self, path, privilege):
        return privilege in self.privileges(path)

    def need(self, path, privilege):
        if not self.may(path, privilege):
            raise Failure(403, "Permission check failed (%s, %s)" % (path, privilege))


def sign(text):
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def make_ticket(user, now):
    plain = "PVE:%s:%08X" % (user, int(now))
    return plain + "::" + sign(plain)


def ticket_user(ticket, now):
    plain, mark, signature = ticket.partition("::")
    parts = plain.split(":")
    if not mark or len(parts) != 3 or parts[0] != "PVE" or not hmac.compare_digest(signature, sign(plain)):
        return None
    age = now - int(parts[2], 16)
    return parts[1] if -300 < age < TICKET_LIFETIME else None


def caller(headers, state):
    authorization = headers.get("Authorization", "")
    if authorization.startswith("PVEAPIToken="):
        name, _, secret = authorization[len("PVEAPIToken="):].partition("=")
        token = state["tokens"].get(name)
        if token is None:
            raise Failure(401, "no such token '%s' for user '%s'" % (name.split("!")[-1], name.split("!")[0]))
        if token["secret"] != secret:
            raise Failure(401, "invalid token value!")
        return Caller(name, token["rights"])
    match = re.search(r"(?:^|\s)PVEAuthCookie=([^;]*)", headers.get("Cookie", ""))
    if not match:
        raise Failure(401, "No ticket")
    user = ticket_user(urllib.parse.unquote(match.group(1)), time.time() + state["clock"])
    if user not in state["users"] or not state.get("ticketsHold", True):
        raise Failure(401, "permission denied - invalid PVE ticket")
    return Caller(user, state["users"][user]["rights"])


# The calls. Each gets the caller, the state, the node that is asked about and the query; the rights are the schema's.

def cluster_resources(who, state, node, query):
    wanted = query.get("type")
    rows = []
    if wanted in (None, "vm"):
        for guest in state["guests"]:
            if not who.may("/vms/%d" % guest["vmid"], "VM.Audit"):
                continue
            row = {"id": "%s/%d" % (guest["type"], guest["vmid"]), "type": guest["type"], "vmid": guest["vmid"], "node": guest["node"],
                   "status": "unknown"}
            if guest.get("hastate"):
                row["hastate"] = guest["hastate"]
            if state["nodes"][guest["node"]]["state"] == "online":
                for name in ("name", "status", "template", "maxcpu", "cpu", "maxmem", "mem", "maxdisk", "disk", "netin", "netout",
                             "diskread", "diskwrite", "uptime"):
                    if guest.get(name) is not None:
                        row[name] = guest[name]
                if state["version"] >= 9 and guest.get("memhost") is not None:
                    row["memhost"] = guest["memhost"]
            rows.append(row)
    if wanted in (None, "node"):
        for name, one in state["nodes"].items():
            row = {"id": "node/" + name, "type": "node", "node": name, "status": one["state"]}
            if one["state"] == "online":
                row["level"] = ""
                if who.may("/nodes/" + name, "Sys.Audit"):
                    row.update({"cpu": one["cpu"], "maxcpu": one["cpus"], "mem": one["memory"] - one["available"],
                                "maxmem": one["memory"], "disk": 10 << 30, "maxdisk": 100 << 30, "uptime": one["uptime"],
                                "cgroup-mode": 2})
            rows.append(row)
    if wanted in (None, "storage"):
        for storage in state["storages"]:
            if not who.may("/storage/" + storage["storage"], "Datastore.Audit"):
                continue
            row = {"id": "storage/%s/%s" % (storage["node"], storage["storage"]), "type": "storage", "storage": storage["storage"],
                   "node": storage["node"], "plugintype": "dir", "content": "images", "shared": 0, "status": "unknown"}
            if storage["available"]:
                row.update({"status": "available", "disk": storage["disk"], "maxdisk": storage["maxdisk"]})
            rows.append(row)
    return rows


def cluster_status(who, state, node, query):
    who.need("/", "Sys.Audit")
    rows = []
    if len(state["nodes"]) > 1:
        rows.append({"type": "cluster", "id": "cluster", "name": "town", "version": 3, "nodes": len(state["nodes"]),
                     "quorate": int(state["quorate"])})
    for number, (name, one) in enumerate(state["nodes"].items()):
        rows.append({"type": "node", "id": "node/" + name, "name": name, "nodeid": number + 1, "ip": "127.0.0.1", "level": "",
                     "local": int(name == node), "online": int(one["state"] != "offline")})
    return rows


def cluster_tasks(who, state, node, query):
    sees_all = who.may("/", "Sys.Audit")
    rows = []
    for task in state["tasks"]:
        # What no node has published is in nobody's list (PVE::Cluster::get_tasklist).
        if task["node"] in state.get("untold", []):
            continue
        if task.get("unlisted") or not (sees_all or task["user"] == who.user) or state["nodes"][task["node"]]["state"] == "offline":
            continue
        row = {name: task[name] for name in ("upid", "node", "pid", "pstart", "starttime", "type", "id", "user")}
        if task.get("endtime"):
            row.update({"endtime": task["endtime"], "status": task["status"], "saved": "1"})
        rows.append(row)
    return rows


def own_rights(who, state, node, query):
    path = query.get("path", "/")
    found = who.privileges(path)
    return {path: {name: 1 for name in sorted(found)}} if found else {}


def version(who, state, node, query):
    return {"version": "%d.0.3" % state["version"], "release": "%d.0" % state["version"], "repoid": "0123456789abcdef"}


def node_status(who, state, node, query):
    who.need("/nodes/" + node, "Sys.Audit")
    one = state["nodes"][node]
    memory = {"total": one["memory"], "free": one["available"], "used": one["memory"] - one["available"]}
    if state["version"] >= 9:
        memory["available"] = one["available"]
    return {"cpu": one["cpu"], "wait": one["wait"], "uptime": one["uptime"], "loadavg": ["0.50", "0.40", "0.30"], "memory": memory,
            "swap": {"total": 8 << 30, "used": 1 << 30, "free": 7 << 30},
            "rootfs": {"total": 100 << 30, "used": 10 << 30, "free": 90 << 30, "avail": 90 << 30},
            "cpuinfo": {"cpus": one["cpus"], "cores": one["cpus"] // 2, "sockets": 1, "model": "Simulated", "mhz": "3400.000"},
            "boot-info": {"mode": "efi", "secureboot": 1},
            "current-kernel": {"sysname": "Linux", "release": "6.14.8-2-pve", "version": "#1 SMP", "machine": "x86_64"},
            "kversion": "Linux 6.14.8-2-pve", "pveversion": "pve-manager/%d.0.3/0123456789abcdef" % state["version"]}


def node_rrddata(who, state, node, query):
    who.need("/nodes/" + node, "Sys.Audit")
    if query.get("timeframe") not in ("hour", "day", "week", "month", "year", "decade"):
        raise Failure(400, "Parameter verification failed.", {"timeframe": "property is missing and it is not optional"})
    now = int(time.time()) // 60 * 60
    rows = [{"time": now - 60 * age, "cpu": 0.1, "maxcpu": 8} for age in range(3, 0, -1)]
    if state["version"] >= 9:
        for row, factor in zip(rows, (3, 2, 1)):
            row.update({"pressurecpusome": 1.5 * factor, "pressureiosome": 0.8 * factor, "pressureiofull": 0.5 * factor,
                        "pressurememorysome": 0, "pressurememoryfull": 0.25 * factor})
    # The newest slot is not filled yet.
    return rows + [{"time": now}]


def node_guests(kind):
    def answer(who, state, node, query):
        rows = []
        for guest in state["guests"]:
            if guest["node"] != node or guest["type"] != kind or not who.may("/vms/%d" % guest["vmid"], "VM.Audit"):
                continue
            row = {"vmid": guest["vmid"], "name": guest.get("name", ""), "status": guest["status"] if guest["status"] == "stopped" else "running"}
            if state["version"] >= 9 and guest["status"] != "stopped":
                # Of a machine without a cgroup of that kind nothing is told.
                row.update({"pressurecpusome": 12.5, "pressurecpufull": 2, "pressureiosome": 4, "pressureiofull": 3.5,
                            "pressurememorysome": 0.5, "pressurememoryfull": 0})
                if kind == "lxc":
                    del row["pressurecpufull"]
            rows.append(row)
        return rows
    return answer


def task_status(who, state, node, query):
    for task in state["tasks"]:
        if task["upid"] == query["upid"]:
            if task["user"] != who.user:
                who.need("/nodes/" + node, "Sys.Audit")
            row = {name: task[name] for name in ("upid", "node", "pid", "pstart", "starttime", "type", "id", "user")}
            row["status"] = "running"
            if task.get("endtime"):
                row.update({"status": "stopped", "exitstatus": task["status"]})
            return row
    raise Failure(400, "Parameter verification failed.", {"upid": "no such task"})


def agent_users(who, state, node, query):
    vmid = int(query["vmid"])
    who.need("/vms/%d" % vmid, "VM.GuestAgent.Audit" if state["version"] >= 9 else "VM.Monitor")
    guest = next((guest for guest in state["guests"] if guest["vmid"] == vmid and guest["node"] == node), None)
    if guest is None:
        raise Failure(500, "Configuration file 'nodes/%s/qemu-server/%d.conf' does not exist" % (node, vmid))
    if guest["status"] != "running":
        raise Failure(500, "VM %d is not running" % vmid)
    if guest.get("users") is None:
        raise Failure(500, "QEMU guest agent is not running")
    return {"result": guest["users"]}


CALLS = [
    (r"/cluster/resources", cluster_resources, {"type"}), (r"/cluster/status", cluster_status, set()),
    (r"/cluster/tasks", cluster_tasks, set()), (r"/access/permissions", own_rights, {"path", "userid"}), (r"/version", version, set()),
    (r"/nodes/(?P<node>[^/]+)/status", node_status, set()),
    (r"/nodes/(?P<node>[^/]+)/rrddata", node_rrddata, {"timeframe", "cf"}),
    (r"/nodes/(?P<node>[^/]+)/qemu", node_guests("qemu"), {"full"}), (r"/nodes/(?P<node>[^/]+)/lxc", node_guests("lxc"), set()),
    (r"/nodes/(?P<node>[^/]+)/tasks/(?P<upid>[^/]+)/status", task_status, set()),
    (r"/nodes/(?P<node>[^/]+)/qemu/(?P<vmid>[0-9]+)/agent/get-users", agent_users, set()),
]


class Node(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self.answer({})

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        self.answer(dict(urllib.parse.parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)))

    def answer(self, form):
        state = world()
        way = state["nodes"][self.server.node]["api"]
        path, _, query = self.path.partition("?")
        if way == "closed":
            # A connection that was there before is cut, too.
            self.close_connection = True
            return
        if way == "slow":
            time.sleep(600)
        if way == "html":
            return self.send(state.get("page", 200), "Whatever", b"<html><body>It works!</body></html>", "text/html")
        started = time.time()
        status, text, data, errors = 200, "OK", None, None
        try:
            if not path.startswith("/api2/json/"):
                raise Failure(501, "no such file '%s'" % path)
            data = self.call(path[len("/api2/json"):], dict(urllib.parse.parse_qsl(query, keep_blank_values=True)), form, state)
        except Failure as failure:
            status, text, errors = failure.status, failure.text, failure.errors
        if status == 401:
            # Who guesses shall not guess fast.
            time.sleep(max(0, state["penalty"] - (time.time() - started)))
        body = {"data": data}
        if errors:
            body["errors"] = errors
        if status >= 400 and state["version"] >= 8:
            body["message"] = text + "\n"
        # What could not be handed on has no body.
        raw = b"" if 595 <= status <= 599 else json.dumps(body).encode() + b" " * state.get("padding", 0)
        if way == "cut" or any(path.endswith(end) for end in state.get("cut", [])):
            raw = raw + b" " * 1000
            self.send_response(status, text)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw[:len(raw) // 2])
            self.close_connection = True
            return
        self.send(status, text, raw, "application/json;charset=UTF-8")

    def call(self, path, query, form, state):
        if path == "/access/ticket" and self.command == "POST":
            return self.log_in(form, state)
        who = caller(self.headers, state)
        for pattern, code, parameters in CALLS:
            match = re.fullmatch(pattern, urllib.parse.unquote(path))
            if not match or self.command != "GET":
                continue
            extra = set(query) - parameters
            if extra:
                raise Failure(400, "Parameter verification failed.", {
                    name: "property is not defined in schema and the schema does not allow additional properties" for name in extra})
            node = match.groupdict().get("node", self.server.node)
            self.hand_on(node, state)
            return code(who, state, node, {**query, **match.groupdict()})
        raise Failure(501, "Method '%s %s' not implemented" % (self.command, path))

    def hand_on(self, node, state):
        """The node that is asked asks the one that is meant."""
        if node not in state["nodes"]:
            raise Failure(500, "hostname lookup '%s' failed - failed to get address info for: %s: Name or service not known" % (node, node))
        if node == self.server.node:
            return
        one = state["nodes"][node]
        if one["state"] == "offline":
            raise Failure(595, "No route to host")
        if one["api"] == "closed":
            raise Failure(595, "Connection refused")
        if one["api"] == "slow":
            time.sleep(state["patience"])
            raise Failure(596, "Connection timed out")
        if one["api"] == "cut":
            raise Failure(596, "Broken pipe")

    def log_in(self, form, state):
        name, password = form.get("username", ""), form.get("password", "")
        if "@" not in name and form.get("realm"):
            name += "@" + form["realm"]
        user = state["users"].get(name)
        now = time.time() + state["clock"]
        if user is None or (password != user["password"] and ticket_user(password, now) != name):
            raise Failure(401, "authentication failure")
        if user["secondFactor"] and ticket_user(password, now) != name:
            return {"username": name, "NeedTFA": 1, "ticket": "PVE:!tfa!%7B%22totp%22%3Atrue%7D:" + sign(name), "cap": {},
                    "CSRFPreventionToken": "%08X:x" % int(now)}
        return {"username": name, "ticket": make_ticket(name, now), "CSRFPreventionToken": "%08X:x" % int(now), "clustername": "town",
                "cap": {}}

    def send(self, status, text, body, kind):
        # Before whoever asked goes on.
        with requests_lock, open(os.path.join(folder, "requests"), "a", encoding="utf-8") as file:
            file.write("%s %s %s %d\n" % (self.server.node, self.command, self.path, status))
        # Proxmox' own words, in the status line.
        self.send_response(status, text)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status >= 400:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, node):
        super().__init__(("127.0.0.1", 0), Node)
        self.node = node
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(folder, node + ".cert"), os.path.join(folder, node + ".key"))
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def verify_request(self, request, address):
        if world()["nodes"][self.node]["api"] != "closed":
            return True
        # At once, without a good-bye.
        request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    def handle_error(self, request, address):
        pass


servers = {name: Server(name) for name in world()["nodes"]}
for server in servers.values():
    threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({name: server.server_address[1] for name, server in servers.items()}), flush=True)
threading.Event().wait()
