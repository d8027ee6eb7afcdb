"""The suites of features/ in a folder of their own, with what cannot lie in the tree: a large file, changed checks.

    with Features(stack) as features, features.run("smoke", "suite.json") as run: ...
"""

import base64
import copy
import hashlib
import json
import os
import shutil
import tempfile

from outputs import Run

HERE = os.path.dirname(os.path.abspath(__file__))
GIVEN = ("BASE_URL", "HTTP_URL", "HTTP6_URL", "SHOP_PASSWORD", "HOOK_KEY", "OTP_KEY")
LARGE_BYTES = 20 << 20

OPPOSITES = {
    "less_than": "at_least",
    "at_least": "less_than",
    "greater_than": "at_most",
    "at_most": "greater_than",
}
SWITCHES = ("exists", "empty", "unique")
NEGATABLE = ("equals", "one_of", "contains", "starts_with", "ends_with", "matches", "between", "type", "length",
             "count", "schema")


def port_of(url):
    return url.rpartition(":")[2]


class Features:
    def __init__(self, stack):
        self.stack = stack
        self.folder = None

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="slogate-features.")
        shutil.copytree(os.path.join(HERE, "features"), self.path(), dirs_exist_ok=True)
        block = bytes(range(256)) * 4096
        with open(self.path("files", "big.bin"), "wb") as file:
            for number in range(LARGE_BYTES // len(block)):
                file.write(number.to_bytes(8, "big") + block[8:])
        return self

    def __exit__(self, *_error):
        self.folder.cleanup()

    def path(self, *names):
        return os.path.join(self.folder.name, *names)

    def load_json(self, *names):
        with open(self.path(*names), encoding="utf-8") as file:
            return json.load(file)

    def flow_names(self, suite="suite.json"):
        return [self.load_json(name)["name"] for name in self.load_json(suite)["flows"]]

    def large_sha256(self):
        digest = hashlib.sha256()
        with open(self.path("files", "big.bin"), "rb") as file:
            while part := file.read(1 << 20):
                digest.update(part)
        return digest.hexdigest()

    def environment(self, **more):
        values = {name: self.stack.values[name] for name in GIVEN if name in self.stack.values}
        values["NAMED_URL"] = "http://shop.test:" + port_of(values["HTTP_URL"])
        values["NAMED_TLS_URL"] = "https://shop.test:" + port_of(values["BASE_URL"])
        values["WRONG_URL"] = "https://wrong.test:" + port_of(values["BASE_URL"])
        values["BIG_SHA256"] = self.large_sha256()
        values["SHOP_TOKEN"] = self.token()
        return {**values, **more}

    def token(self, uses=0):
        """A token that is good for so many requests; 0: for all."""
        password = base64.b64encode(b"sam:" + self.stack["SHOP_PASSWORD"].encode()).decode()
        answer = self.stack.call("POST", f"/shop/token?uses={uses}", authorization="Basic " + password)
        return answer[1]["access_token"]

    def options(self, suite):
        options = ["--cacert", self.stack["CACERT"]]
        for name, url in (("shop", "BASE_URL"), ("shop", "HTTP_URL"), ("wrong", "BASE_URL")):
            options += ["--resolve", f"{name}.test:{port_of(self.stack[url])}:127.0.0.1"]
        if "HTTP6_URL" not in self.stack.values and "ipv6" in self.flow_names(suite):
            options += ["--skip-flow", "ipv6"]  # up.sh found no ::1
        return options

    def run(self, command, suite, *options, **more):
        given = self.environment(**more)
        return Run(command, given, *self.options(suite), *options, suite=self.path(suite), timeout=100)

    def ledger(self, run):
        """What /shop/echo saw of the run: [method, target, SHA-256 of the body] of each request."""
        return self.stack.call("GET", f"/shop/ledger?run={run.report['run_id']}")[1]

    # --- changed checks
    def write_changed(self, nth, without):
        """Writes changed.json, a suite of the flows that have an nth step with checks, all of which are negated there.

        Returns {flow: (file, step, lines of its checks)}; empty where no flow has so many steps.
        """
        suite = self.load_json("suite.json")
        changed = {}
        files = []
        for name in suite["flows"]:
            flow = self.load_json(name)
            # What a retry sees depends on how often it looks.
            checked = [step for step in steps_of(flow["steps"]) if step.get("checks") and "retry" not in step]
            if flow["name"] in without or nth >= len(checked):
                continue
            checks = [negated(check) for check in checked[nth]["checks"]]
            checked[nth]["checks"] = [f"@@{number}@@" for number in range(len(checks))]
            files.append("changed-" + name)
            lines = write_with_lines(self.path(files[-1]), flow, checks)
            changed[flow["name"]] = (files[-1], checked[nth]["name"], lines)
        suite["flows"] = files
        suite["profiles"] = {}
        suite["objectives"] = []
        with open(self.path("changed.json"), "w", encoding="utf-8") as file:
            json.dump(suite, file)
        return changed


def steps_of(entries):
    for entry in entries:
        if "request" in entry:
            yield entry
        elif "steps" in entry:
            yield from steps_of(entry["steps"])


def negated(check):
    """The check that holds exactly where this one does not, as long as there is a value."""
    out = copy.deepcopy(check)
    if out.get("status", True) is not True:
        out["status"] = 599
        return out
    for key, value in check.items():
        if key in SWITCHES:
            out[key] = not value
            return out
        other = OPPOSITES.get(key)
        if key in NEGATABLE:
            other = "not_" + key
        elif key.startswith("not_"):
            other = key[4:]
        if other is not None:
            del out[key]
            out[other] = value
            return out
    out["exists"] = False
    return out


def write_with_lines(path, flow, checks):
    """Writes the flow with each check on a line of its own, and says on which."""
    text = json.dumps(flow, indent=2, ensure_ascii=False)
    lines = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().startswith('"@@'):
            lines[int(line.split("@@")[1])] = number
    for number, check in enumerate(checks):
        text = text.replace(f'"@@{number}@@"', json.dumps(check, ensure_ascii=False))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    return {lines[number] for number in range(len(checks))}
