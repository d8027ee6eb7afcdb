#!/usr/bin/python3
"""Digest authentication against a real Apache httpd: its mod_auth_digest, nonces that live long or one second.

SLOGATE names the binary. The server runs on a free loopback port with a folder of its own.
"""

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from outputs import Run

PASSWORD = "correct horse battery"
REALM = "test realm"
MODULES = "/usr/lib/apache2/modules"
CONFIGURATION = """
ServerRoot "@DIR@"
DefaultRuntimeDir "@DIR@"
Mutex "file:@DIR@" default
PidFile "@DIR@/httpd.pid"
ServerName localhost
Listen 127.0.0.1:@PORT@
LoadModule mpm_prefork_module @MODULES@/mod_mpm_prefork.so
LoadModule authn_core_module @MODULES@/mod_authn_core.so
LoadModule authn_file_module @MODULES@/mod_authn_file.so
LoadModule authz_core_module @MODULES@/mod_authz_core.so
LoadModule authz_user_module @MODULES@/mod_authz_user.so
LoadModule auth_digest_module @MODULES@/mod_auth_digest.so
@USER@
StartServers 2
KeepAlive On
MaxKeepAliveRequests 0
DocumentRoot "@DIR@/pages"
ErrorLog "@DIR@/error.log"
LogFormat "%s|%r|%{Authorization}i|%{WWW-Authenticate}o|%{Authentication-Info}o" lines
CustomLog "@DIR@/access.log" lines
<Directory "@DIR@/pages">
  AuthType Digest
  AuthName "@REALM@"
  AuthDigestProvider file
  AuthDigestNonceLifetime @LIFETIME@
  AuthUserFile "@DIR@/users"
  Require valid-user
</Directory>
"""
SUITE = {
    "name": "httpd",
    "target": "${env:HTTPD_URL}",
    "flows": ["digest.json"],
    "profiles": {"smoke": {"iterations": 1}, "load": {"users": 1, "for": "2s", "drain": "60s"}},
    "objectives": [{"name": "errors", "measure": "error_rate", "below": "0.5%", "decision": "observed"}],
}
FLOW = {
    "name": "digest",
    "needs": ["HTTPD_PASSWORD"],
    "steps": [
        {
            "repeat": 3,
            "steps": [
                {
                    "name": "page",
                    "request": "GET /page.txt",
                    "query": {"a": "b c", "turn": "${index}"},
                    "auth": {"digest": {"user": "sam", "password": "${secret:HTTPD_PASSWORD}"}},
                    "checks": [{"status": 200}, {"body": True, "equals": "behind the door\n"}],
                },
                {
                    "name": "again",
                    "request": "GET /page.txt",
                    "auth": {"digest": {"user": "sam", "password": "${secret:HTTPD_PASSWORD}"}},
                    "checks": [{"status": 200}],
                    "think": "1500ms",
                },
            ],
        },
        {
            "name": "wrong password",
            "request": "GET /page.txt",
            "auth": {"digest": {"user": "eve", "password": "${secret:HTTPD_PASSWORD}"}},
            "checks": [{"status": 401}, {"header": "www-authenticate", "starts_with": "Digest"}],
        },
        {"name": "no password", "request": "GET /page.txt", "checks": [{"status": 401}]},
    ],
}


REFUSED = {
    "name": "digest",
    "needs": ["HTTPD_PASSWORD"],
    "steps": [
        {"name": step, "request": "GET /page.txt", "on_failure": "continue",
         "auth": {scheme: {"user": user, "password": "${secret:HTTPD_PASSWORD}"}}}
        for step, scheme, user in (("nobody", "digest", "eve"), ("basic", "basic", "sam"))
    ] + [{"name": "bearer", "request": "GET /page.txt", "auth": {"bearer": "${secret:HTTPD_PASSWORD}"}}],
}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Httpd:
    def __init__(self, lifetime):
        self.lifetime = lifetime  # of a nonce, in seconds
        self.folder = tempfile.TemporaryDirectory(prefix="slogate-httpd.")
        self.process = None
        self.url = ""

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def __enter__(self):
        os.chmod(self.folder.name, 0o755)  # its children are nobody where it was started by root
        os.mkdir(self.path("pages"))
        self.write("pages/page.txt", "behind the door\n")
        self.write("users", f"sam:{REALM}:" + hashlib.md5(f"sam:{REALM}:{PASSWORD}".encode()).hexdigest() + "\n")
        for attempt in range(5):  # between the choice of a port and its use someone else may take it
            if self.start(free_port()):
                return self
        raise AssertionError(self.read("said.log") + self.read("error.log"))

    def start(self, port):
        text = CONFIGURATION.replace("@USER@", "User nobody\nGroup nogroup" if os.geteuid() == 0 else "")
        values = {"DIR": self.folder.name, "PORT": port, "MODULES": MODULES, "REALM": REALM, "LIFETIME": self.lifetime}
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        self.write("httpd.conf", text)
        program = shutil.which("apache2", path=os.environ.get("PATH", "") + ":/usr/sbin")
        with open(self.path("said.log"), "w", encoding="utf-8") as said:
            # In a session of its own: when it ends, httpd ends its whole process group.
            self.process = subprocess.Popen([program, "-f", self.path("httpd.conf"), "-D", "FOREGROUND"],
                                            stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)
        self.url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                urllib.request.urlopen(self.url, timeout=2)
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.05)  # between two looks
        self.end()
        return False

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __exit__(self, *_error):
        self.end()
        self.folder.cleanup()

    def read(self, name):
        if not os.path.exists(self.path(name)):
            return ""
        with open(self.path(name), encoding="utf-8", errors="replace") as file:
            return file.read()

    def served(self, expected):
        """[status, request, Authorization, WWW-Authenticate, Authentication-Info] of each request for the page; httpd
        writes a line after the answer is out."""
        deadline = time.monotonic() + 10
        while True:
            lines = [line.split("|") for line in self.read("access.log").split("\n") if "/page.txt" in line]
            if len(lines) >= expected or time.monotonic() > deadline:
                return lines
            time.sleep(0.05)  # between two looks


class Digest(unittest.TestCase):
    def run_against(self, httpd, command, flow=FLOW):
        with tempfile.TemporaryDirectory(prefix="slogate-httpd.") as folder:
            for name, value in (("suite.json", SUITE), ("digest.json", flow)):
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    json.dump(value, file)
            given = {"HTTPD_URL": httpd.url, "HTTPD_PASSWORD": PASSWORD}
            return Run(command, given, suite=os.path.join(folder, "suite.json"), timeout=90)

    @staticmethod
    def said(line, name):
        found = re.search(rf'\b{name}=(?:\\"(.*?)\\"|([^,\s]+))', line[2])
        return found and (found[1] or found[2])

    def test_one_challenge_serves_the_requests_that_follow(self):
        with Httpd(lifetime=3600) as httpd, self.run_against(httpd, "smoke") as run:
            self.assertEqual(run.exit_code, 0, run)
            lines = httpd.served(run.requests())
            self.assertEqual(len(lines), run.requests(), run)
            sam = [line for line in lines if self.said(line, "username") == "sam"]
            self.assertEqual([line[0] for line in sam], ["200"] * 6, lines)
            self.assertEqual([self.said(line, "nc") for line in sam], [f"{n:08x}" for n in range(1, 7)], lines)
            self.assertEqual(len({self.said(line, "nonce") for line in sam}), 1, lines)
            self.assertEqual(len({self.said(line, "cnonce") for line in sam}), 6, lines)
            self.assertEqual({self.said(line, "qop") for line in sam}, {"auth"}, lines)
            self.assertEqual(self.said(sam[0], "uri"), "/page.txt?a=b%20c&turn=0", lines)
            self.assertEqual([line[0] for line in lines], ["401"] + ["200"] * 6 + ["401"] * 3, lines)
            self.assertEqual(run.step("digest", "wrong password")["requests"], 2, run)

    def test_refused_credentials_are_told_with_their_reason(self):
        with Httpd(lifetime=3600) as httpd, self.run_against(httpd, "smoke", REFUSED) as run:
            self.assertEqual(run.exit_code, 1, run)
            told = {step["name"]: [line["because"] for line in step["failures"]] for _, step in run.steps()}
            self.assertEqual(told, {"nobody": ["the server refused the user name or the password"],
                                    "basic": ["the server asks for Digest, not for Basic"],
                                    "bearer": ["the server asks for Digest, not for Bearer"]}, run)
            self.assertEqual(run.step("digest", "nobody")["requests"], 2, run)

    def test_a_stale_nonce_is_renewed_without_a_failure(self):
        with Httpd(lifetime=1) as httpd, self.run_against(httpd, "load") as run:
            self.assertIn(run.exit_code, (0, 3), run)
            self.assertEqual(run.failed(), 0, run)
            lines = httpd.served(run.requests())
            self.assertEqual(len(lines), run.requests(), run)
            stale = [line for line in lines if "stale=true" in line[3]]
            self.assertGreaterEqual(len(stale), 2, lines)
            self.assertEqual({line[0] for line in stale}, {"401"}, lines)
            good = [line for line in lines if line[0] == "200"]
            self.assertEqual(len(good), 6 * run.flow("digest")["iterations"], run)
            self.assertGreaterEqual(len({self.said(line, "nonce") for line in good}), 3, lines)


if __name__ == "__main__":
    unittest.main(verbosity=2)
