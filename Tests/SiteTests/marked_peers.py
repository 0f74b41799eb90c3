"""What a site's machines answer, with people and secrets that can be looked for: every person is called zacharias-something, every secret
begins with hush, and keys are bytes that spell one or the other.

usage: marked_peers.py FOLDER

FOLDER has wg.sock afterwards. Says "NAME PORT" for each of the others on standard output, and "ready". While there is FOLDER/broken the
answers cannot be read, and name the same people and secrets.
"""
import base64
import http.server
import os
import socket
import socketserver
import sys
import threading
import time

folder = sys.argv[1]
# A user that was there and is gone, once this file is.
GONE = os.path.join(folder, "gone")


def is_broken():
    return os.path.exists(os.path.join(folder, "broken"))


def has_gone():
    return os.path.exists(GONE)


# OpenVPN's management port: asks for its password.

class Management(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode())
        self.wfile.flush()

    def handle(self):
        self.say("ENTER PASSWORD:")
        if self.rfile.readline().strip() != b"hush-management":
            return self.say("ERROR: bad password\r\n")
        self.say("SUCCESS: password is correct\r\n>INFO:OpenVPN Management Interface Version 5 -- type 'help' for more info\r\n")
        for line in self.rfile:
            command = line.decode().strip()
            if command.startswith("status"):
                self.say(self.status())
            elif command.startswith("load-stats"):
                self.say("SUCCESS: nclients=2,bytesin=1,bytesout=1\r\n")
            elif command in ("log on all", "log all", "state on all", "state all", "version"):
                self.say(("SUCCESS: real-time notification set to ON\r\n" if " on " in command else "") + "END\r\n")
            elif command in ("quit", "exit"):
                return
            else:
                self.say("SUCCESS: done\r\n")

    def status(self):
        now = int(time.time())
        if is_broken():
            return "TITLE\tOpenVPN\r\nCLIENT_LIST\tzacharias-tunnel\t198.51.100.7:1194\thush-management\r\nEND\r\n"
        header = ("HEADER\tCLIENT_LIST\tCommon Name\tReal Address\tVirtual Address\tVirtual IPv6 Address\tBytes Received\tBytes Sent"
                  "\tConnected Since\tConnected Since (time_t)\tUsername\tClient ID\tPeer ID\tData Channel Cipher")
        rows = ["TITLE\tOpenVPN 2.6.14 marked", f"TIME\tnow\t{now}", header]
        for number, name in enumerate(["zacharias-tunnel"] + ([] if has_gone() else ["zacharias-lost"])):
            rows.append(f"CLIENT_LIST\t{name}\t198.51.100.{7 + number}:1194\t10.8.0.{number + 2}\t\t1\t1\tthen\t{START - 60}\t{name}"
                        f"\t{number}\t{number}\tAES-256-GCM")
        rows += ["HEADER\tROUTING_TABLE\tVirtual Address\tCommon Name\tReal Address\tLast Ref\tLast Ref (time_t)", "END"]
        text = "\r\n".join(rows) + "\r\n"
        if has_gone():
            text += (f">LOG:{now},I,zacharias-lost/198.51.100.8:1194 [zacharias-lost] Inactivity timeout (--ping-restart), restarting\r\n"
                     f">LOG:{now},N,zacharias-lost/198.51.100.8:1194 peer info: hush-management of zacharias-lost\r\n")
        return text


START = int(time.time())


# An exporter that wants a user and a password, or a token: Windows with Remote Desktop Services.

class Exporter(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        wanted = ["Basic " + base64.b64encode(b"watch-admin:hush-exporter").decode(), "Bearer hush-bearer"]
        if self.headers.get("Authorization") not in wanted:
            return self.answer(401, "no, zacharias-rds, hush-exporter is wrong\n")
        if is_broken():
            return self.answer(200, 'windows_terminal_services_session_info{user="zacharias-rds",hush-exporter} 198.51.100.9\n')
        rows = ['windows_exporter_build_info{version="0.30.0"} 1', 'windows_cpu_time_total{core="0,0",mode="idle"} 100']
        for name in ["zacharias-rds"] + ([] if has_gone() else ["zacharias-left"]):
            rows.append(f'windows_terminal_services_session_info{{host="rds",id="3",session_name="rdp-{name}",state="active",user="TOWN\\\\{name}"}} 1')
        self.answer(200, "\n".join(rows) + "\n")

    def answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *words):
        pass


# A userspace WireGuard: one peer has a name in FOLDER/wg.names, the other's key is all that is known of it.

PRIVATE, PRESHARED = b"hush-private-key-of-the-gateway!", b"hush-preshared-key-of-the-peers!"
PEERS = [b"public-key-of-somebody-with-name", b"zacharias-whose-key-has-no-name!"]


class WireGuard(socketserver.StreamRequestHandler):
    def handle(self):
        while self.rfile.readline().strip():
            pass
        if is_broken():
            text = f"private_key {PRIVATE.hex()}\npreshared_key={PRESHARED.hex()}\nendpoint=zacharias-peer\n\n"
        else:
            text = f"private_key={PRIVATE.hex()}\nlisten_port=51820\n"
            for number, key in enumerate(PEERS[:1] if has_gone() else PEERS):
                text += (f"public_key={key.hex()}\npreshared_key={PRESHARED.hex()}\nprotocol_version=1\nendpoint=198.51.100.{20 + number}:4711\n"
                         f"last_handshake_time_sec={int(time.time()) - 5}\nlast_handshake_time_nsec=0\nrx_bytes={int(time.time())}\n"
                         f"tx_bytes=5\npersistent_keepalive_interval=25\nallowed_ip=10.9.0.{number + 2}/32\n")
            text += "errno=0\n\n"
        self.wfile.write(text.encode())


# An agent of SNMP version 2c: a FortiGate with two people in its tunnels. Just as much of ASN.1 (X.690) as that takes.

def tlv(tag, body):
    size = bytes([len(body)]) if len(body) < 128 else bytes([0x82, len(body) >> 8, len(body) & 255])
    return bytes([tag]) + size + body


def integer(value, tag=2):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(parts):
    out = [parts[0] * 40 + parts[1]]
    for part in parts[2:]:
        groups = [part & 127]
        while part := part >> 7:
            groups.insert(0, part & 127 | 128)
        out += groups
    return tlv(6, bytes(out))


def read(data):
    """The first element: its tag, its body, and what follows."""
    size, start = data[1], 2
    if size & 128:
        start += size & 127
        size = int.from_bytes(data[2:start], "big")
    return data[0], data[start:start + size], data[start + size:]


def read_oid(body):
    parts, value = [body[0] // 40, body[0] % 40], 0
    for byte in body[1:]:
        value = value << 7 | byte & 127
        if not byte & 128:
            parts.append(value)
            value = 0
    return tuple(parts)


def tree():
    def at(text):
        return tuple(int(part) for part in text.split("."))
    fortinet = "1.3.6.1.4.1.12356.101."
    out = {
        at("1.3.6.1.2.1.1.1.0"): tlv(4, b"FortiGate"), at("1.3.6.1.2.1.1.2.0"): oid(at(fortinet + "1.10004")),
        at("1.3.6.1.2.1.1.3.0"): integer(int(time.time() - START) * 100 + 8640000, 0x43), at("1.3.6.1.2.1.1.5.0"): tlv(4, b"fw-1"),
        at(fortinet + "4.1.3.0"): integer(55, 0x42), at(fortinet + "4.1.4.0"): integer(71, 0x42),
        at(fortinet + "12.2.3.1.2.1"): integer(2, 0x42),
    }
    for number, name in enumerate(["zacharias-appliance"] + ([] if has_gone() else ["zacharias-away"])):
        out[at(fortinet + f"12.2.4.1.3.{number + 1}")] = tlv(4, name.encode())
        out[at(fortinet + f"12.2.4.1.4.{number + 1}")] = tlv(0x40, bytes([198, 51, 100, 30 + number]))
        out[at(fortinet + f"12.2.4.1.6.{number + 1}")] = integer(int(time.time()) - START + 60, 0x42)
    return out


class Agent(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        _, message, _ = read(data)
        _, version, rest = read(message)
        _, community, rest = read(rest)
        kind, request, _ = read(rest)
        if version != b"\x01" or community != b"hush-community":
            return
        if is_broken():
            return sock.sendto(b"zacharias-appliance hush-community", self.client_address)
        _, number, rest = read(request)
        _, skipped, rest = read(rest)
        _, most, rest = read(rest)
        _, rest, _ = read(rest)
        names = []
        while rest:
            _, one, rest = read(rest)
            names.append(read_oid(read(one)[1]))
        values, found = tree(), []
        order = sorted(values)

        def following(name):
            later = next((one for one in order if one > name), None)
            found.append((name, tlv(0x82, b"")) if later is None else (later, values[later]))
            return later or name

        if kind == 0xA0:
            found = [(name, values.get(name, tlv(0x80, b""))) for name in names]
        elif kind == 0xA1:
            for name in names:
                following(name)
        else:
            once = int.from_bytes(skipped, "big")
            for name in names[:once]:
                following(name)
            rows = names[once:]
            for _ in range(min(int.from_bytes(most, "big"), 10)):
                rows = [following(name) for name in rows]
        bindings = b"".join(tlv(0x30, oid(name) + value) for name, value in found)
        answer = tlv(0xA2, tlv(2, number) + integer(0) + integer(0) + tlv(0x30, bindings))
        sock.sendto(tlv(0x30, integer(1) + tlv(4, community) + answer), self.client_address)


class TCP(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


servers = {
    "management": TCP(("127.0.0.1", 0), Management), "exporter": TCP(("127.0.0.1", 0), Exporter),
    "agent": socketserver.ThreadingUDPServer(("127.0.0.1", 0), Agent), "wireguard": Unix(os.path.join(folder, "wg.sock"), WireGuard),
}
with open(os.path.join(folder, "wg.names"), "w", encoding="utf-8") as file:
    file.write(base64.b64encode(PEERS[0]).decode() + " zacharias-peer\n")
for name, server in servers.items():
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if name != "wireguard":
        print(name, server.server_address[1], flush=True)
print("ready", flush=True)
threading.Event().wait()
