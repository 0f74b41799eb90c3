"""An exporter for the tests at which everything can be got wrong: plain, and behind TLS with certificates of every kind.

usage: mistaken_exporter.py FOLDER. For every NAME.cert with NAME.key in it there is a port with TLS. Says all ports as JSON.
"""
import glob
import gzip
import http.server
import json
import os
import socket
import socketserver
import ssl
import sys
import threading
import time

LINUX = b'node_cpu_seconds_total{mode="idle"} 1\nnode_memory_MemTotal_bytes 1024\n'
# Hyper-V's service runs, and nobody tells of its guests or of sessions.
WINDOWS = (
    b'windows_exporter_build_info{version="0.30.4"} 1\nwindows_cpu_time_total{core="0,0",mode="idle"} 5\n'
    b'windows_service_state{name="vmms",state="running"} 1\nwindows_service_state{name="vmms",state="stopped"} 0\n'
)
PAGES = {
    "/metrics": (200, "text/plain; version=0.0.4", LINUX, {}),
    "/windows": (200, "text/plain; version=0.0.4", WINDOWS, {}),
    "/bare": (200, "text/plain; version=0.0.4", b'node_exporter_build_info{version="1.5.0"} 1\n', {}),
    "/app": (200, "text/plain; version=0.0.4", b"app_requests_total 1\napp_errors_total 0\n", {}),
    "/graph": (200, "text/html", b"<!doctype html><title>Prometheus</title>", {}),
    "/forbidden": (403, "text/html", b"<h1>403 Forbidden</h1>", {}),
    "/locked": (401, "text/plain", b"Unauthorized\n", {}),
    "/login": (302, None, b"", {"Location": "https://anna:marked-1@sso.example.org/session/marked-2?token=marked-3"}),
    "/tls": (301, None, b"", {}),
    "/elsewhere": (302, None, b"", {"Location": "https://gate.example.org:9443/metrics"}),
    "/go": (400, "text/plain", b"Client sent an HTTP request to an HTTPS server.\n", {}),
    "/unreached": (200, "text/plain; version=0.0.4", b"libvirt_up 0\n", {}),
    "/failed": (500, "text/plain", b"An error has occurred while serving metrics:\n\nno socket\n", {}),
    "/zipped": (200, "text/plain; version=0.0.4", gzip.compress(LINUX)[:-5], {"Content-Encoding": "gzip"}),
    "/large": (200, "text/plain; version=0.0.4", b"app_requests_total 1\n" * 900_000, {}),
    "/damaged": (200, "text/plain; version=0.0.4", LINUX + b'node_x{a="b', {}),
}


class Exporter(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/slow":
            time.sleep(600)
        status, kind, body, headers = PAGES.get(path, (404, "text/plain", b"404 page not found\n", {}))
        if path == "/tls":
            headers = {"Location": "https://" + self.headers["Host"] + "/tls"}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass


def banner():
    """Something that is no web server."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run():
        while True:
            client, _ = listener.accept()
            client.sendall(b"SSH-2.0-OpenSSH_9.2p1\r\n")

    threading.Thread(target=run, daemon=True).start()
    return listener.getsockname()[1]


ports = {"ssh": banner()}
for name in [None] + sorted(os.path.basename(path)[:-5] for path in glob.glob(sys.argv[1] + "/*.cert")):
    server = Server(("127.0.0.1", 0), Exporter)
    if name:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{sys.argv[1]}/{name}.cert", f"{sys.argv[1]}/{name}.key")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    ports[name or "plain"] = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps(ports), flush=True)
threading.Event().wait()
