#!/usr/bin/python3
"""No secret leaves the program except towards its target: not in the results, not in run.db-wal while it runs, not on
stdout, stderr or the command line; in no form. The same search finds all of them once redaction is switched off.

The target mirrors what it gets, in every form, and every step that saw it fails, so that failures, excerpts, exchanges
and curl lines all hold what must not be shown.
"""

import base64
import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import tempfile
import unittest
import urllib.parse

from secret_forms import PADS, folder_content, forms, sightings, html_safe_json, url_component
from slogate_run import FIVE_FILES, Results, end, slogate, start, wait_until
from targets import Target

UNREDACTED = os.environ.get("SLOGATE_UNREDACTED", "")

GIVEN = {"ADMIN_TOKEN": 'Zq7/kE"4+w&9=t<P>%\\r8\'y', "USER_TOKEN": "ü§-Vb3 x/Lm9\"q~€&Yw5?8", "LOGIN_CODE": "604173",
         "SHOP_PASSWORD": "plain-enough-Hk2Wc7"}
CAPTURED = {"access token": 'cT8/"x+J&4=m%\\n<3>Rk!', "grant": "gR/ant+é\"&9Lx Qd7='z", "session cookie": "c00kie-Xy/9+Tq=Jw4",
            "page token": "pg_V7/n+2=Kd&\"s8Hf"}
FED = {"fed password": 'Fd/p+ä"s, s&w=\\rd 1€', "fed pin": "739154"}
SECRETS = {**GIVEN, **CAPTURED, **FED}
CREDENTIALS = "anne:" + FED["fed password"]


def base64_of(text):
    return base64.b64encode(text.encode()).decode()


MIRRORS = {"plain": lambda text, _pad: text,
           "url": lambda text, _pad: urllib.parse.quote(text, safe=""),
           "url-lower": lambda text, _pad: re.sub("%..", lambda m: m.group(0).lower(), urllib.parse.quote(text, safe="")),
           "url-form": lambda text, _pad: urllib.parse.quote_plus(text),
           "json": lambda text, _pad: json.dumps(text, ensure_ascii=False),
           "json-ascii": lambda text, _pad: json.dumps(text),
           "json-slashes": lambda text, _pad: json.dumps(text).replace("/", "\\/"),
           "url-component": lambda text, _pad: url_component(text),
           "url-path": lambda text, _pad: urllib.parse.quote(text),
           "json-html-safe": lambda text, _pad: html_safe_json(text),
           "json-in-json": lambda text, _pad: json.dumps(json.dumps(text)),
           **{f"base64-{pad}": (lambda text, _, n=pad: base64.b64encode(b"x" * n + text.encode() + b"yz").decode())
              for pad in PADS},
           **{f"base64url-{pad}": (lambda text, _, n=pad: base64.urlsafe_b64encode(b"x" * n + text.encode() + b"yz").decode())
              for pad in PADS}}
# A load tells too little of an answer for all of what is encoded twice.
DEEP_MIRRORS = {**{f"base64-of-url-{pad}": (lambda text, _, n=pad: base64_of("x" * n + urllib.parse.quote(text, safe="") + "yz"))
              for pad in PADS},
           **{f"base64-of-json-{pad}": (lambda text, _, n=pad: base64_of("x" * n + json.dumps(text)[1:-1] + "yz"))
              for pad in PADS},
           **{f"base64-in-url-{pad}": (lambda text, _, n=pad: urllib.parse.quote(base64_of("x" * n + text + "yz"), safe=""))
              for pad in PADS},
           **{f"base64-twice-{pad}-{again}": (lambda text, _, n=pad, m=again: base64_of("x" * m + base64_of("x" * n + text + "yz")))
              for pad in PADS for again in PADS}}


def mirror(request):
    """Gives the captured secrets away at /sign-in, and mirrors everything at /mirror/FORM."""
    if request.path.startswith("/sign-in"):
        page = f"<p id='t'>{CAPTURED['page token'].replace('&', '&amp;')}</p>"
        body = json.dumps({"token": CAPTURED["access token"], "grant": CAPTURED["grant"], "page": page})
        return 200, {"Content-Type": "application/json", "X-Page": CAPTURED["page token"],
                     "Set-Cookie": f"session={CAPTURED['session cookie']}; Path=/; HttpOnly"}, body.encode()
    if request.path == "/credentials":
        was = request.headers.get("Authorization", "")
        return 200, {"X-Was": was}, f"{was} | {base64_of(was)} | {urllib.parse.quote(was)}".encode()
    if request.path == "/given":
        return 200, {"X-Given": "another than " + GIVEN["ADMIN_TOKEN"]}, b""
    form = {**MIRRORS, **DEEP_MIRRORS}.get(urllib.parse.urlsplit(request.path).path.rsplit("/", 1)[-1])
    if form is None:
        return 404, {}, b""
    got = json.loads(request.body)
    got["cookie"] = request.headers.get("Cookie", "").partition("session=")[2]
    lines = [f"{name}: {form(value, 0)}" for name, value in got.items()]
    head = {"Content-Type": "text/plain", "X-Mirror": form(got["admin"], 0).encode("ascii", "replace").decode(),
            "Authorization-Was": request.headers.get("Authorization", "")}
    return 200, head, "\n".join(lines).encode()


SIGN_IN = {"name": "sign-in", "request": "POST /sign-in",
           "json": {"code": "${login_code}", "password": "${secret:SHOP_PASSWORD}"},
           "captures": {"token": {"json": "/token", "secret": True}, "grant": {"json": "/grant", "secret": True},
                        "session": {"cookie": "session"}, "page": {"header": "x-page", "secret": True}}}


def mirror_step(form):
    everything = {"admin": "${secret:ADMIN_TOKEN}", "user": "${secret:USER_TOKEN}", "code": "${login_code}",
                  "password": "${secret:SHOP_PASSWORD}", "token": "${token}", "grant": "${grant}", "page": "${page}"}
    return {"name": "mirror", "request": f"POST /mirror/{form}?user=${{secret:USER_TOKEN}}&grant=${{grant}}",
            "headers": {"authorization": "Bearer ${secret:ADMIN_TOKEN}", "x-token": "${token}"}, "json": everything,
            "checks": [{"status": 299}, {"body": True, "equals": "${secret:ADMIN_TOKEN} ${token}"},
                       {"body": True, "contains": "not there: ${secret:USER_TOKEN}"}, {"regex": "(?s)(.*)", "equals": "no"},
                       {"header": "authorization-was", "equals": "${grant}", "because": "for ${secret:ADMIN_TOKEN}"}],
            "on_failure": "continue"}


def rows_step(form):
    """What stands in the feed's row, in an answer of its own: a load keeps the beginning of each only."""
    return {"name": "rows", "request": f"POST /mirror/{form}", "headers": {"x-pin": "${user.pin}"},
            "json": {"admin": "${user.password}", "pin": "${user.pin}"},
            "checks": [{"status": 299}, {"body": True, "equals": "${user.password}"}]}


FEEDS = {"user": {"file": "users.csv", "secret": ["password"], "one_time": ["pin"]}}


def write_suite(folder):
    with open(os.path.join(folder, "users.csv"), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["name", "password", "pin"], ["anne", FED["fed password"], FED["fed pin"]]])
    flows = []
    for form in [*MIRRORS, *DEEP_MIRRORS]:
        flows.append({"name": form, "feeds": FEEDS, "steps": [SIGN_IN, mirror_step(form), rows_step(form)]})
    flows.append({"name": "shared", "feeds": FEEDS,
                  "session": {"shared_by": "run", "steps": [SIGN_IN, mirror_step("plain")]},
                  "steps": [{"name": "after", "request": "GET /"}]})
    flows.append({"name": "credentials", "feeds": FEEDS, "steps": [
        {"name": "credentials", "request": "GET /credentials", "checks": [{"status": 299}, {"body": True, "equals": ""}],
         "auth": {"basic": {"user": "${user.name}", "password": "${user.password}"}}}]})
    suite = {"name": "mirrors", "target": "${env:BASE_URL}", "flows": [flow["name"] + ".json" for flow in flows],
             "variables": {"login_code": {"env": "LOGIN_CODE", "one_time": True}},
             "ready": {"name": "ready", "request": "GET /given",
                       "checks": [{"header": "x-given", "equals": "${secret:ADMIN_TOKEN}"}]},
             "profiles": {"smoke": {"iterations": 1}, "load": {"users": 2, "for": "10m", "flows": {
                 flow["name"]: 1 for flow in flows if flow["name"] not in DEEP_MIRRORS}}}}
    for name, content in [("suite", suite)] + [(flow["name"], flow) for flow in flows]:
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
            json.dump(content, file)
    return os.path.join(folder, "suite.json")


class Secrets(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = folder.name
        self.out = os.path.join(self.work, "results")
        self.suite = write_suite(self.work)
        self.target = Target(mirror)
        self.target.__enter__()
        self.addCleanup(self.target.__exit__)
        # Each way in which a secret comes: the environment, a file of systemd's, a file that a name leads to.
        self.env = {**GIVEN, "BASE_URL": self.target.url, "CREDENTIALS_DIRECTORY": self.hidden("USER_TOKEN"),
                    "SHOP_PASSWORD_FILE": os.path.join(self.hidden("SHOP_PASSWORD"), "SHOP_PASSWORD")}
        for name in ("USER_TOKEN", "SHOP_PASSWORD"):
            del self.env[name]

    def hidden(self, name):
        """A folder with the secret in a file of its name, beside what is searched."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with open(os.path.join(folder.name, name), "w", encoding="utf-8") as file:
            file.write(GIVEN[name] + "\n")
        return folder.name

    def smoke(self, program=None):
        """A smoke run's whole output: each file, stdout, stderr, and every report made again."""
        samples = os.path.join(self.work, "samples.tsv")
        done = slogate("smoke", self.suite, "--out", self.out, "--dump-samples", samples, env=self.env, program=program)
        self.assertEqual(done.code, 1, done.everything())
        content = folder_content(self.out)
        with open(samples, "rb") as file:
            content["samples"] = file.read()
        self.assertEqual(Results(self.out).names(), FIVE_FILES)
        again = slogate("report", os.path.join(self.out, "run.db"), "--out", os.path.join(self.work, "again"))
        content.update({"stdout": done.out.encode(), "stderr": done.err.encode(), "report": again.out.encode()})
        return content

    def load(self, program=None):
        """A load's output while it runs (run.db, run.db-wal, /proc) and when it was ended."""
        process = start("load", self.suite, "--out", self.out, env=self.env, program=program)
        try:
            # Two of each mirror, one of the shared session's and that of the credentials.
            wait_until(lambda: self.stored_findings() >= 2 * len(MIRRORS) + 2)
            copied = os.path.join(self.work, "copied")
            os.mkdir(copied)
            for name in ["run.db", "run.db-wal"]:
                shutil.copy(os.path.join(self.out, name), copied)
            with open(f"/proc/{process.pid}/cmdline", "rb") as file:
                content = {"cmdline": file.read()}
        finally:
            process.send_signal(signal.SIGTERM)
            done = end(process)
        self.assertEqual(done.code, 143, done.everything())
        for name in ["run.db", "run.db-wal"]:
            with open(os.path.join(copied, name), "rb") as file:
                content[name + " while it ran"] = file.read()
        content.update(folder_content(self.out))
        content.update({"stdout": done.out.encode(), "stderr": done.err.encode()})
        return content

    def stored_findings(self):
        path = os.path.join(self.out, "run.db")
        if not os.path.exists(path):
            return 0
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
        try:
            return database.execute("select count(distinct row) from findings").fetchone()[0]
        except sqlite3.OperationalError:
            return 0
        finally:
            database.close()

    def assert_nothing_seen(self, content):
        for name, secret in SECRETS.items():
            self.assertEqual(sightings(content, secret), {}, name)
        for form in self.credentials():
            self.assertEqual([name for name, text in content.items() if form.encode() in text], [], form)
        self.assertIn(b"***", content["run.db as text"])
        self.assertIn(b"***", content["report.html"])

    @staticmethod
    def credentials():
        """Of basic authentication, as they are sent, and of that encoded again behind `Basic `; without their last digits."""
        once = base64_of(CREDENTIALS)
        return [once[:-4], base64_of("Basic " + once)[8:-8]]

    def assert_all_seen(self, content, places, deep=True):
        for form in self.credentials():
            self.assertTrue(any(form.encode() in text for text in content.values()), form)
        for name, secret in SECRETS.items():
            found = sightings(content, secret)
            for form, _ in forms(secret, deep):
                self.assertIn(form, found, f"{name} as {form} was not found, though nothing hid it")
            seen = {place for at in found.values() for place in at}
            for place in places:
                self.assertIn(place, seen, name)

    def test_smoke_shows_no_secret_in_any_form(self):
        self.assert_nothing_seen(self.smoke())

    def test_load_shows_none_while_it_runs_and_none_at_its_end(self):
        self.assert_nothing_seen(self.load())

    def test_the_search_finds_all_of_them_in_smoke_without_redaction(self):
        self.assert_all_seen(self.smoke(UNREDACTED), ["run.db", "run.db as text", "report.html", "report.json", "stdout"])

    def test_the_search_finds_all_of_them_in_load_without_redaction(self):
        content = self.load(UNREDACTED)
        self.assert_all_seen(content, ["run.db as text", "report.html", "report.json"], deep=False)
        for name, secret in SECRETS.items():
            seen = {place for at in sightings(content, secret).values() for place in at}
            self.assertTrue(seen & {"run.db while it ran", "run.db-wal while it ran"}, name)

    def test_why_a_target_is_not_ready_is_told_without_the_secret_in_its_answer(self):
        for program, seen in [(None, False), (UNREDACTED, True)]:
            out = os.path.join(self.work, f"ready-{seen}")
            done = slogate("smoke", self.suite, "--wait-ready", "1s", "--out", out, env=self.env, program=program)
            self.assertEqual(done.code, 1, done.everything())
            self.assertIn("the target was not ready within 1 s: expected header x-given", done.out)
            content = {**folder_content(out), "stdout": done.out.encode(), "stderr": done.err.encode()}
            self.assertEqual(bool(sightings(content, SECRETS["ADMIN_TOKEN"])), seen, program)

    def test_the_demos_own_secrets_are_shown_by_no_run_against_it(self):
        done = slogate("smoke", "--demo", "--out", self.out)
        self.assertEqual(done.code, 0, done.everything())
        text = Results(self.out).text("report.json")
        self.assertNotRegex(text, r"Bearer (?!\*\*\*)")
        for field in ["access_token", "step_up_token", "dev_otp"]:
            self.assertRegex(text, field + r'\\":\s*\\"\*\*\*\\"')


if __name__ == "__main__":
    unittest.main()
