"""Speaks like an OpenVPN management port whose clients chose their names to do harm. A real server would not let such names in.

hostile_gateway.py SOCKET [NAME...]: with those names, if any. Listens there, prints "ready", serves one client at a time until it is killed.
"""
import socket, sys, time

NAMES = sys.argv[2:] or [
    "\x1b[2J\x1b]0;pwned\x07\x1b[31mred",
    "漢字漢字漢字漢字漢字漢字",
    "a" + "\u0301" * 300,
    "\u202eسلام עברית",
    "x" * 4000,
    "\u200b\u200b\u2066",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "\x9b31m\x90q\x9c",
]
HEADER = "HEADER\tCLIENT_LIST\tCommon Name\tReal Address\tVirtual Address\tVirtual IPv6 Address\tBytes Received\tBytes Sent\tConnected Since\tConnected Since (time_t)\tUsername\tClient ID\tPeer ID\tData Channel Cipher"


def status():
    now = int(time.time())
    rows = ["TITLE\tOpenVPN 2.6.14 hostile", f"TIME\tnow\t{now}", HEADER]
    for number, name in enumerate(NAMES):
        rows.append(f"CLIENT_LIST\t{name}\t10.9.8.{number}:1194\t10.8.0.{number}\t\t1\t1\tthen\t{now - 60}\tUNDEF\t{number}\t{number}\tAES-256-GCM")
    rows += ["HEADER\tROUTING_TABLE\tVirtual Address\tCommon Name\tReal Address\tLast Ref\tLast Ref (time_t)", "END"]
    return "\r\n".join(rows) + "\r\n"


listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(1)
print("ready", flush=True)
while True:
    client, _ = listener.accept()
    send = lambda text: client.sendall(text.encode("utf-8", "surrogateescape"))
    try:
        send(">INFO:OpenVPN Management Interface Version 5 -- type 'help' for more info\r\n")
        said = b""
        while True:
            data = client.recv(4096)
            if not data:
                break
            said += data
            while b"\n" in said:
                line, said = said.split(b"\n", 1)
                command = line.decode().strip()
                if command.startswith("status"):
                    send(status())
                    for name in NAMES[:4]:
                        send(f">LOG:{int(time.time())},I,{name}/10.9.8.1:1194 [{name}] Inactivity timeout (--ping-restart), restarting\r\n")
                elif command.startswith("load-stats"):
                    send("SUCCESS: nclients=8,bytesin=1,bytesout=1\r\n")
                elif command in ("log on all", "state on all", "log all", "state all", "version"):
                    send("SUCCESS: real-time notification set to ON\r\n" if " on " in command else "")
                    send("END\r\n")
                elif command in ("quit", "exit"):
                    break
                else:
                    send("SUCCESS: done\r\n")
    except OSError:
        pass
    client.close()
