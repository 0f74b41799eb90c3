"""Looks at a VNC console that takes TLS with a client's certificate (VeNCrypt, x509 without a password), until it is killed.

usage: tls_console.py ADDRESS PORT FOLDER: with ca-cert.pem, client-cert.pem and client-key.pem. Says "ready" once it is in.
"""
import socket
import ssl
import struct
import sys
import time

VENCRYPT, X509_NONE = 19, 260
address, port, folder = sys.argv[1:]
console = socket.create_connection((address, int(port)))


def take(count):
    data = b""
    while len(data) < count:
        data += console.recv(count - len(data)) or sys.exit("closed")
    return data


take(12)
console.sendall(b"RFB 003.008\n")
assert VENCRYPT in take(take(1)[0])
console.sendall(bytes([VENCRYPT]))
take(2)
console.sendall(b"\0\2")
assert take(1) == b"\0"
assert X509_NONE in struct.unpack(">%dI" % (count := take(1)[0]), take(4 * count))
console.sendall(struct.pack(">I", X509_NONE))
assert take(1) == b"\1"
context = ssl.create_default_context(cafile=folder + "/ca-cert.pem")
context.check_hostname = False
context.load_cert_chain(folder + "/client-cert.pem", folder + "/client-key.pem")
console = context.wrap_socket(console)
# Security's result, and who shares it.
assert take(4) == bytes(4)
console.sendall(b"\1")
take(24)
print("ready", flush=True)
time.sleep(600)
