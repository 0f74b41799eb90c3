"""A server for the tests: HTTP/1.1 with keep-alive, over TLS where a certificate is named. Says its port on standard output.

usage: loopback_https.py [CERTIFICATE KEY]
"""
import http.server
import socketserver
import ssl
import sys
import time


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # A small answer must not wait for the other end's acknowledgement.
    disable_nagle_algorithm = True

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        path = self.path.split("?")[0]
        if path == "/slow":
            time.sleep(600)
        if path == "/later":
            time.sleep(0.1)
        # Without a word of it before: a server that has grown tired of a connection does so.
        if path == "/last":
            self.close_connection = True
        if path == "/truncated":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"only this")
            self.close_connection = True
            return
        if path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if path == "/large":
            body = b"x" * 2_000_000
        elif path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                self.close_connection = True
            return
        else:
            # What came, and over which connection.
            lines = [self.command, self.path, str(self.client_address[1]), self.headers.get("Authorization", ""),
                     self.headers.get("X-Token", ""), self.headers.get("User-Agent", ""), body.decode()]
            body = "\n".join(lines).encode()
        self.send_response(404 if path == "/missing" else 200)
        self.send_header("X-Kind", "test")
        self.send_header("X-Host", self.headers.get("Host", ""))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *words):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request, address):
        pass


server = Server(("127.0.0.1", 0), Answers)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    # The handshake happens in the connection's own thread.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(server.server_address[1], flush=True)
server.serve_forever()
