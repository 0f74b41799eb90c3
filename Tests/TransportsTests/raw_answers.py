"""A server for the tests that answers what the path says: /PIECE.PIECE…, each in hexadecimal, sent one after the other. A piece `-` closes
the connection, `!` resets it, `~` waits for the other end. NUMBER in an answer is the connection's. Says its port on standard output.
"""
import socket
import struct
import sys
import threading
import time

listener = socket.create_server(("127.0.0.1", 0), backlog=512)
print(listener.getsockname()[1], flush=True)
count = 0


def serve(client, number):
    data = b""
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while True:
        while b"\r\n\r\n" not in data:
            try:
                more = client.recv(65536)
            except OSError:
                return
            if not more:
                client.close()
                return
            data += more
        head, data = data.split(b"\r\n\r\n", 1)
        for piece in head.split(b" ")[1].decode().lstrip("/").split("."):
            if piece == "-":
                client.close()
                return
            if piece == "!":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                client.close()
                return
            if piece == "~":
                client.recv(1)
                return
            client.sendall(bytes.fromhex(piece).replace(b"NUMBER", str(number).zfill(6).encode()))
            time.sleep(0.01)


while True:
    client, _ = listener.accept()
    count += 1
    threading.Thread(target=serve, args=(client, count), daemon=True).start()
