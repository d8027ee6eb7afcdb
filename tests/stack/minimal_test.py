"""The shipped suite against a server written from CONTRACT.md alone, and one with other names.

If a rule of the suite is not in CONTRACT.md, this is where it shows.
"""

import json
import secrets
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from outputs import Run

DISCLAIMER = (
    "Die Trust-Ampel bewertet ausschließlich die Dokumentations- und "
    "Nachweisqualität. Sie ist keine Aussage über den technischen Zustand des Fahrzeugs."
)
EMAIL = "someone@example.org"


class Names:
    """What CONTRACT.md calls variables, with the shipped values."""

    api = "/api"
    auth_page = "/auth"
    title = "LifeTimeCircle – Service Heft 4.0 (Web)"
    root_id = "root"
    auth_request = "/auth/request"
    health = "/health"
    health_field = "/ok"
    challenge_field = "/challenge_id"
    code_field = "/dev_otp"
    token_field = "/access_token"
    user_id_field = "/user_id"
    role_field = "/role"
    error_field = "/detail"
    light_field = "/trust_light"
    grant_field = "/step_up_token"
    unknown_user = "00000000-0000-4000-8000-000000000000"


class OtherNames(Names):
    api = "/v2"
    auth_page = "/login"
    title = "Another app"
    root_id = "app"
    auth_request = "/login/start"
    health = "/status"
    health_field = "/up"
    challenge_field = "/login/id"  # one level down
    code_field = "/login/code"
    token_field = "/bearer"
    user_id_field = "/id"
    role_field = "/kind"
    error_field = "/error"
    light_field = "/light"
    grant_field = "/grant"
    unknown_user = "99999999"


def put(document, pointer, value):
    """Sets the place of a JSON pointer, with the objects on the way to it."""
    *way, last = pointer.split("/")[1:]
    for key in way:
        document = document.setdefault(key, {})
    document[last] = value


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, names, shows_code=True):
        super().__init__(("127.0.0.1", 0), Handler)
        self.names = names
        self.shows_code = shows_code
        self.lock = threading.Lock()
        self.admin = secrets.token_hex(16)
        self.user = secrets.token_hex(16)
        self.sessions = {self.admin: ("1", "admin"), self.user: ("2", "user")}
        self.codes = {}  # challenge to code
        self.grants = set()
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self.thread.join()
        self.server_close()

    def environment(self):
        return {
            "BASE_URL": f"http://127.0.0.1:{self.server_port}",
            "LOGIN_EMAIL": EMAIL,
            "ADMIN_TOKEN": self.admin,
            "USER_TOKEN": self.user,
        }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_arguments):
        pass

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Request-Id", self.headers.get("x-request-id", ""))
        self.end_headers()
        self.wfile.write(body)

    def page(self):
        text = (
            f'<!doctype html><meta charset="utf-8"><title>{self.server.names.title}</title>'
            f'<link rel="stylesheet" href="/style.css"><script src="/app.js"></script>'
            f'<div id="{self.server.names.root_id}"></div>'
        )
        self.answer(200, "text/html; charset=utf-8", text.encode())

    def json(self, status, *fields, whole=None):
        """An object of (pointer, value) pairs, or a whole value."""
        document = {}
        for pointer, value in fields:
            put(document, pointer, value)
        self.answer(
            status, "application/json", json.dumps(document if whole is None else whole).encode()
        )

    def refuse(self, status, reason):
        self.json(status, (self.server.names.error_field, reason))

    def body(self):
        return json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")

    def token(self):
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    def who(self):
        return self.server.sessions.get(self.token())

    def do_GET(self):  # the name that http.server asks for
        names = self.server.names
        api = names.api
        if self.path == "/app.js":
            self.answer(200, "text/javascript", b"")
        elif self.path == "/style.css":
            self.answer(200, "text/css", b"")
        elif self.path in ("/", names.auth_page, "/admin") or self.path.startswith("/public/qr/"):
            self.page()
        elif self.path == api + names.health:
            self.json(200, (names.health_field, True))
        elif self.path == api + "/auth/me":
            self.me()
        elif self.path.startswith(api + "/public/qr/"):
            self.json(200, (names.light_field, "gelb"), ("/disclaimer", DISCLAIMER))
        elif self.path == api + "/admin/users":
            if self.is_admin():
                self.json(
                    200,
                    whole=[
                        {names.user_id_field[1:]: key} for key, _ in self.server.sessions.values()
                    ],
                )
        else:
            self.refuse(404, "no such path")

    def me(self):
        if self.who() is None:
            self.refuse(401, "sign in")
            return
        user_id, role = self.who()
        self.json(
            200, (self.server.names.user_id_field, user_id), (self.server.names.role_field, role)
        )

    def is_admin(self):
        """Answers and is false where the caller is none."""
        if self.who() is None:
            self.refuse(401, "sign in")
        elif self.who()[1] != "admin":
            self.refuse(403, "not you")
        else:
            return True
        return False

    def do_POST(self):  # the name that http.server asks for
        names = self.server.names
        body = self.body()
        with self.server.lock:
            if self.path == names.api + names.auth_request:
                self.begin(body)
            elif self.path == names.api + "/auth/verify":
                self.verify(body)
            elif self.path == names.api + "/auth/logout":
                self.server.sessions.pop(self.token(), None)
                self.json(200, ("/ok", True))
            elif self.path == names.api + "/admin/step-up/grant" and self.is_admin():
                grant = secrets.token_hex(16)
                self.server.grants.add(grant)
                self.json(
                    200,
                    ("/ok", True),
                    ("/one_time", True),
                    ("/scope", body["scope"]),
                    (names.grant_field, grant),
                )
            elif self.path.startswith(names.api + "/admin/users/") and self.is_admin():
                self.set_role(self.path.split("/")[-2], body["role"])

    def begin(self, body):
        if body["email"] != EMAIL:
            self.refuse(400, "unknown")
            return
        challenge, code = secrets.token_hex(8), f"{secrets.randbelow(1000000):06d}"
        self.server.codes[challenge] = code
        names = self.server.names
        fields = [("/ok", True), (names.challenge_field, challenge)]
        if self.server.shows_code:
            fields.append((names.code_field, code))
        self.json(200, *fields)

    def verify(self, body):
        if body["email"] != EMAIL or self.server.codes.pop(body["challenge_id"], "") != body["otp"]:
            self.refuse(400, "INVALID")
            return
        token = secrets.token_hex(16)
        self.server.sessions[token] = ("2", "user")
        self.json(200, ("/token_type", "Bearer"), (self.server.names.token_field, token))

    def set_role(self, user_id, role):
        grant = self.headers.get("x-admin-step-up")
        if grant is None:
            self.refuse(403, "admin_step_up_required")
        elif grant not in self.server.grants:
            self.refuse(403, "admin_step_up_invalid")
        elif user_id == self.server.names.unknown_user:
            self.refuse(404, "user_not_found")
        else:
            self.server.grants.discard(grant)
            self.json(200, ("/old_role", role), ("/new_role", role))


class MinimalServer(unittest.TestCase):
    def test_the_shipped_suite_passes_unchanged(self):
        with Server(Names) as server, Run("smoke", server.environment()) as run:
            self.assertEqual(run.exit_code, 0, run)
            self.assertEqual([flow["state"] for flow in run.report["flows"]], ["pass"] * 5, run)
            skipped = {(flow, step["name"]) for flow, step in run.steps() if step["requests"] == 0}
            self.assertEqual(
                skipped,
                {
                    ("auth", "verify-given"),
                    ("health", "certificate"),
                    ("health", "plain-http"),
                    ("health", "upstream"),
                },
                run,
            )

    def test_an_answer_without_the_code_field_is_no_failure(self):
        with Server(Names, shows_code=False) as server, Run("smoke", server.environment()) as run:
            self.assertEqual(run.exit_code, 0, run)
            self.assertEqual(run.step("auth", "verify")["requests"], 0, run)

    def test_another_app_needs_other_variables_only(self):
        other = [name for name in vars(OtherNames) if not name.startswith("_")]
        options = [
            text for name in other for text in ("--var", f"{name}={getattr(OtherNames, name)}")
        ]
        with Server(OtherNames) as server, Run("smoke", server.environment(), *options) as run:
            self.assertEqual(run.exit_code, 0, run)
            self.assertEqual(run.step("auth", "me-after-logout")["requests"], 1, run)


if __name__ == "__main__":
    unittest.main(verbosity=2)
