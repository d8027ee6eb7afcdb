#!/usr/bin/python3
"""The tables of scenarios/README.md: the example of every row is put where it belongs, and `slogate check` takes it."""

import copy
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import reference
from outputs import SLOGATE

FILES = os.path.join(reference.HERE, "examples")
ENVIRONMENT = {"BASE_URL": "http://127.0.0.1:1", "SHOP_USER": "samantha", "SHOP_PASSWORD": "correct horse",
               "HOOK_KEY": "a key that both know", "NAME": "some-long-value"}

# What each table with examples describes.
KINDS = {
    ("Suite", 0): "suite", ("Variable", 0): "variable", ("Defaults", 0): "defaults", ("Profile", 0): "profile",
    ("Objective", 0): "objective", ("Flow", 0): "flow", ("Feed", 0): "feed", ("Generator", 0): "generator",
    ("Session", 0): "session", ("Steps, blocks, includes", 0): "block", ("Steps, blocks, includes", 1): "repeat",
    ("Steps, blocks, includes", 2): "include", ("Step", 0): "step", ("Step", 1): "part", ("Step", 2): "sign",
    ("Check", 0): "check", ("Predicate", 0): "predicate", ("Filter", 0): "filter", ("Capture", 0): "capture",
}
# What must stand beside any member of the kind, or beside one of them.
BESIDE = {
    "block": {"steps": [{"name": "in a block", "request": "GET /shop/"}]},
    "flow": {"name": "flow", "steps": [{"name": "write", "request": "GET /shop/", "tags": ["write"]}]},
    "objective": {"name": "objective", "measure": "error_rate", "below": "1%"},
    "feed": {"file": "customers.csv"},
    "include": {"include": "sign-in.steps.json"},
    "session": {"shared_by": "run", "steps": [{"name": "hello", "request": "GET /shop/health"}]},
    "sign": {"header": "x-signature", "key": "a-shared-key"},
    "step": {"name": "step", "request": "GET /shop/"},
}
COMPANIONS = {
    ("variable", "default"): {"env": "SHOP_USER"},
    ("variable", "secret"): {"env": "SHOP_USER"},
    ("variable", "one_time"): {"env": "SHOP_USER"},
    ("profile", "users"): {"for": "1s"},
    ("profile", "rate"): {"for": "1s"},
    ("profile", "iterations_per_user"): {"users": 2, "for": "1s"},
    ("profile", "arrivals"): {"rate": "5/s", "for": "1s"},
    ("profile", "for"): {"users": 2},
    ("profile", "warm_up"): {"rate": "5/s", "for": "1m"},
    ("profile", "flows"): {"rate": "5/s", "for": "1s"},
    ("profile", "max_users"): {"rate": "5/s", "for": "1s"},
    ("profile", "max_waiting"): {"rate": "5/s", "for": "1s"},
    ("profile", "max_requests"): {"rate": "5/s", "for": "1s"},
    ("profile", "drain"): {"rate": "5/s", "for": "1s"},
    ("objective", "measure"): {"below": "1s"},
    ("objective", "below"): {"measure": "p99"},
    ("objective", "at_least"): {"measure": "availability", "below": None},
    ("objective", "window"): {"measure": "rate_5xx"},
    ("generator", "digits"): {"random_float": [0, 1]},
    ("generator", "from"): {"random_string": 12},
    ("generator", "offset"): {"timestamp": "unix"},
    ("block", "otherwise"): {"when": {"variable": "api", "exists": True}},
    ("block", "stop"): {"when": {"variable": "api", "exists": True}},
    ("repeat", "at_most"): {"for_each": "links"},
    ("step", "otherwise"): {"when": {"variable": "api", "exists": True}},
    ("step", "stop"): {"when": {"variable": "api", "exists": True}},
    ("part", "name"): {"value": "hi"},
    ("part", "value"): {"name": "note"},
    ("part", "file"): {"name": "file"},
    ("part", "file_name"): {"name": "file", "file": "receipt.txt"},
    ("part", "type"): {"name": "file", "file": "receipt.txt"},
}
SUITE = {
    "name": "reference",
    "target": "${env:BASE_URL}",
    "flows": ["order.json"],
    "variables": {"api": "/shop", "limit": "100", "name": "YmxhdQ==", "key": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"},
    "profiles": {
        "smoke": {"iterations": 1}, "load": {"rate": "5/s", "for": "1s"}, "soak": {"rate": "1/s", "for": "1s"},
    },
}
LINKS = {
    "name": "first",
    "request": "GET /shop/",
    "tags": ["write"],
    "captures": {"links": {"xpath": "//a/@href", "list": True}, "next": {"json": "/next", "optional": True}},
}


def members_of(example):
    return json.loads("{" + example + "}")


def has_key(kind, key, members):
    if kind != "filter":
        return key in members
    return any(key == word or (isinstance(word, dict) and key in word) for word in members.get("filters", []))


def renamed(value, old, new):
    """The same example with another key of its row."""
    if isinstance(value, list):
        return [new if item == old else renamed(item, old, new) for item in value]
    if isinstance(value, dict):
        return {new if key == old else key: renamed(item, old, new) for key, item in value.items()}
    return value


def suite_with(kind, key, members):
    """A suite and its flow in which the members stand where they belong."""
    whole = {**BESIDE.get(kind, {}), **COMPANIONS.get((kind, key), {}), **members}
    whole = {name: value for name, value in whole.items() if value is not None}
    suite = copy.deepcopy(SUITE)
    step = {"name": "step", "request": "POST /shop/echo"}
    flow = {"name": "order", "steps": [copy.deepcopy(LINKS), step]}
    if kind == "suite":
        suite.update(whole)
    elif kind == "variable":
        suite["variables"]["variable"] = whole
    elif kind == "defaults":
        suite["defaults"] = whole
    elif kind == "profile":
        suite["profiles"]["profile"] = whole
    elif kind == "objective":
        suite["objectives"] = [whole]
    elif kind == "flow":
        flow = whole
    elif kind == "feed":
        flow["feeds"] = {"customer": whole}
    elif kind == "generator":
        flow["generate"] = {"value": whole}
    elif kind == "session":
        flow["session"] = whole
    elif kind in ("block", "include"):
        flow["steps"].append(whole)
    elif kind == "repeat":
        flow["steps"].append({"repeat": whole, "steps": BESIDE["block"]["steps"]})
    elif kind == "step":
        flow["steps"][1] = whole
    elif kind == "part":
        step["multipart"] = [whole]
    elif kind == "sign":
        step["sign"] = whole
    elif kind == "capture":
        step["captures"] = {"value": whole}
    else:  # check, predicate, filter
        step["checks"] = [whole]
    return suite, flow


class Reference(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="slogate-reference.")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        shutil.copytree(FILES, self.folder, dirs_exist_ok=True)
        for example in reference.examples():
            if example.kind == "steps":
                self.write(example.file, example.text)
        self.write("base.json", json.dumps({**SUITE, "name": "base"}))

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def assert_accepted(self, suite, flow):
        self.write("suite.json", json.dumps(suite, indent=1))
        self.write("order.json", json.dumps(flow, indent=1))
        keep = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        done = subprocess.run([SLOGATE, "check", "suite.json"], env={**keep, **ENVIRONMENT}, cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, 0, f"{json.dumps(suite)}\n{json.dumps(flow)}\n{done.stdout}{done.stderr}")

    def test_every_table_with_examples_is_of_a_known_kind(self):
        found = {(table.heading, table.number) for table in reference.tables() if table.columns[-1] == "example"}
        self.assertEqual(found, set(KINDS))
        # No line of a table is lost on the way: each has a head of two lines.
        lines = sum(line.startswith("|") for line in reference.text_of().split("\n"))
        self.assertEqual(sum(len(table.rows) + 2 for table in reference.tables()), lines)

    def test_the_example_of_every_row_holds_its_key_and_is_accepted(self):
        rows = tried = 0
        for table in reference.tables():
            kind = KINDS.get((table.heading, table.number))
            if kind is None:
                continue
            for line, cells in table.rows:
                rows += 1
                keys = reference.codes_in(cells[0])
                with self.subTest(kind=kind, line=line, keys=keys):
                    self.assertEqual(len(cells), len(table.columns))
                    self.assertTrue(keys)
                    tried += self.try_row(kind, keys, cells[-1])
        self.assertEqual(tried, rows)

    def try_row(self, kind, keys, example):
        self.assertTrue(example.startswith("`") and example.endswith("`"), example)
        members = members_of(example.strip("`"))
        own = [key for key in keys if has_key(kind, key, members)]
        self.assertTrue(own, f"{example} has none of {keys}")
        for key in keys:
            self.assert_accepted(*suite_with(kind, key, renamed(members, own[0], key)))
        return 1

    def test_every_form_of_a_template_is_accepted(self):
        table = next(table for table in reference.tables() if table.heading == "Templates")
        forms = [form for _, cells in table.rows for form in reference.codes_in(cells[0])]
        cell = next(cells[1] for _, cells in table.rows if "|filter" in cells[0])
        filters = reference.codes_in(cell)[0]
        forms.remove("${name|filter|filter}")
        forms.remove("${name|json}")  # a text of its own
        forms += [f"${{name|{word}}}" for word in filters.split()]
        self.assertGreaterEqual(len(forms), 20)
        text = " ".join(forms).replace("${totp:name}", "${totp:key}").replace("${feed.", "${customer.")
        text = text.replace("${hotp:name:counter}", "${hotp:key:limit}")
        text = text.replace("${customer.column}", "${customer.name}")
        flow = {
            "name": "order",
            "feeds": {"customer": "customers.csv"},
            "steps": [
                LINKS,
                {
                    "repeat": {"for_each": "links"},
                    "steps": [{"name": "step", "request": "POST /shop/echo",
                               "json": {"text": text, "number": "${limit|json}"}}],
                },
            ],
        }
        self.assert_accepted(SUITE, flow)


if __name__ == "__main__":
    unittest.main(verbosity=2)
