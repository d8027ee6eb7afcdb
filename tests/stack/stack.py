"""The test stack as a value: up.sh before, down.sh after, and what nginx says it served.

with Stack("backend-stopped") as stack:
    with smoke(stack) as run:
        ...   # outputs.py
"""

import json
import os
import shlex
import sqlite3
import ssl
import subprocess
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
GIVEN = ("BASE_URL", "HTTP_URL", "UPSTREAM_URL", "LOGIN_EMAIL", "ADMIN_TOKEN", "USER_TOKEN")


class Stack:
    def __init__(self, *breakages):
        self.breakages = breakages
        self.values = {}

    def __enter__(self):
        command = [os.path.join(HERE, "up.sh")]
        for name in self.breakages:
            command += ["--break", name]
        lines = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, timeout=120
        ).stdout
        for line in lines.splitlines():
            word, assignment = shlex.split(line)
            assert word == "export", line
            name, _, value = assignment.partition("=")
            self.values[name] = value
        return self

    def __exit__(self, *_error):
        subprocess.run(
            [os.path.join(HERE, "down.sh"), self.values["STACK_DIR"]], check=True, timeout=60
        )

    def __getitem__(self, name):
        return self.values[name]

    def environment(self, *without, **more):
        """What the suite asks for, without some names and with others."""
        chosen = {name: self.values[name] for name in GIVEN if name not in without}
        chosen.update(more)
        return chosen

    def call(self, method, path, body=None, token=None, **headers):
        """One call of the API through the proxy: status and JSON."""
        headers["user-agent"] = "test"
        data = None
        if token:
            headers["authorization"] = "Bearer " + token
        if body is not None:
            headers["content-type"] = "application/json"
            data = json.dumps(body).encode()
        request = urllib.request.Request(self["BASE_URL"] + path, data, headers, method=method)
        context = ssl.create_default_context(cafile=self["CACERT"])
        try:
            with urllib.request.urlopen(request, timeout=20, context=context) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def query(self, text):
        database = sqlite3.connect(os.path.join(self["STACK_DIR"], "app.db"))
        try:
            return database.execute(text).fetchall()
        finally:
            database.close()

    def _served(self, run_id):
        with open(self["ACCESS_LOG"], encoding="utf-8") as log:
            lines = [json.loads(line) for line in log if line.endswith("\n")]
        return [line for line in lines if run_id in line["agent"]]

    def served(self, run_id, expected=None):
        """What nginx logged of this run. It writes a line after the answer is out, so a reader that
        knows how many there must be waits for them (and gets what is there after a while)."""
        deadline = time.monotonic() + 10
        while True:
            lines = self._served(run_id)
            if expected is None or len(lines) >= expected or time.monotonic() > deadline:
                return lines
            time.sleep(0.05)  # between two looks at a file
