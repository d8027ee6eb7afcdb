"""The program as a process: started with an environment of its own, ended, and read back.

    done = slogate("smoke", "--demo", "--out", folder)
    done.code, done.out, done.err
    results = Results(folder); results.json["verdict"], results.cases()
"""

import json
import os
import subprocess
import time
import xml.etree.ElementTree as ElementTree

SLOGATE = os.environ.get("SLOGATE", "")
FOUR_REPORTS = ["junit.xml", "report.html", "report.json", "summary.md"]
FIVE_FILES = sorted(FOUR_REPORTS + ["run.db"])
LIMIT_S = 300

# What a developer's shell or a CI job may have set and a test must not see.
_NOT_OURS = {"BASE_URL", "HTTP_URL", "UPSTREAM_URL", "LOGIN_EMAIL", "LOGIN_CHALLENGE", "LOGIN_CODE", "ADMIN_TOKEN",
             "USER_TOKEN", "FORM_EMAIL", "FORM_PASSWORD", "FORM_TOTP_KEY", "GITHUB_ACTIONS"}


def environment(more=None):
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    return {**kept, **(more or {})}


class Done:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def everything(self):
        return f"exit {self.code}\n{self.out}\n{self.err}"


def start(*words, env=None, program=None, **more):
    more = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.Popen([program or SLOGATE, *words], env=environment(env), text=True, **more)


def end(process, limit_s=LIMIT_S):
    """Waits for the process and hands back what it said."""
    try:
        out, err = process.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Done(process.returncode, out, err)


def slogate(*words, env=None, program=None, **more):
    return end(start(*words, env=env, program=program, **more))


def wait_until(what, limit_s=60):
    """Looks again and again until `what()` is true."""
    deadline = time.monotonic() + limit_s
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"this did not come true within {limit_s} s: {what}")
        time.sleep(0.02)


class Results:
    """The files of one results folder."""

    def __init__(self, folder):
        self.folder = folder

    def names(self):
        return sorted(os.listdir(self.folder))

    def path(self, name):
        return os.path.join(self.folder, name)

    def text(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def all_bytes(self, names=FOUR_REPORTS):
        out = {}
        for name in names:
            with open(self.path(name), "rb") as file:
                out[name] = file.read()
        return out

    @property
    def json(self):
        return json.loads(self.text("report.json"))

    def fact(self, name):
        return [fact["value"] for fact in self.json["facts"] if fact["name"] == name][0]

    def objective(self, name):
        return [objective for objective in self.json["objectives"] if objective["name"] == name][0]

    def step(self, flow, step):
        flows = [f for f in self.json["flows"] if f["name"] == flow]
        return [s for s in flows[0]["steps"] if s["name"] == step][0]

    def cases(self, kind):
        """(classname, name, type, message) of each JUnit case with this child: failure, error or skipped."""
        found = []
        for case in ElementTree.parse(self.path("junit.xml")).getroot().iter("testcase"):
            for child in case.findall(kind):
                found.append((case.get("classname"), case.get("name"), child.get("type"), child.get("message")))
        return found
