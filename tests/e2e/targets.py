"""Targets of a test's own on free loopback ports, served by threads.

    with Target(answer) as target:      # answer(request) -> (status, headers, body bytes)
        ... target.url ...
    target.connections()                # how many were opened until now
"""

import http.server
import socket
import threading


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.accepted = 0
        self.changed = threading.Condition()

    def get_request(self):
        connection = super().get_request()
        with self.changed:
            self.accepted += 1
            self.changed.notify_all()
        return connection


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def _serve(self):
        length = int(self.headers.get("content-length") or 0)
        self.body = self.rfile.read(length)
        status, headers, body = self.server.answer(self)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_HEAD = _serve

    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            pass  # the client has gone

    def log_message(self, *_arguments):
        pass


def nothing(_request):
    return 404, {}, b""


class Target:
    def __init__(self, answer=nothing):
        self._server = _Server(answer)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()

    def connections(self):
        """How many connections came until now. Connections are accepted in their order, so one of our own that has
        been accepted shows that every earlier one was counted."""
        with self._server.changed:
            seen = self._server.accepted
        with socket.create_connection(("127.0.0.1", self.port)) as marker:
            marker.sendall(b"GET /marker HTTP/1.1\r\nHost: marker\r\nConnection: close\r\n\r\n")
            while marker.recv(4096):
                pass
        with self._server.changed:
            earlier = self._server.accepted - 1
            self._server.accepted = earlier
        assert earlier >= seen
        return earlier
