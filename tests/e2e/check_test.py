#!/usr/bin/python3
"""`slogate check`: warnings with their line, the plan, --strict, and the secrets that files and standard input add."""

import os
import re
import tempfile
import unittest

from slogate_run import slogate

SCENARIOS = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scenarios"))
SUITE = """{
  "name": "shop", "target": "${env:BASE_URL}", "flows": ["flow.json"],
  "variables": {"unused": "x"},
  "profiles": {"load": {"rate": "50/s", "for": "6s"}},
  "objectives": [{"name": "p999", "measure": "p99.9", "below": "2s"}]
}
"""
FLOW = """{
  "name": "home",
  "steps": [
    {"name": "page", "request": "GET /", "auth": {"bearer": "hunter2hunter2"}},
    {"name": "mine", "request": "GET /mine", "auth": {"bearer": "${secret:SHOP_KEY}"}}
  ]
}
"""
WARNINGS = """\
suite.json:3:17: warning: the variable "unused" is used nowhere
  3 |   "variables": {"unused": "x"},
    |                 ^~~~~~~~
suite.json:5:18: warning: the objective "p999" can never be decided in the profile "load": it sends 600 such requests, \
and p99.9 < 2 s at 95 % confidence needs 2,995
  5 |   "objectives": [{"name": "p999", "measure": "p99.9", "below": "2s"}]
    |                  ^
flow.json:4:61: warning: the token stands here in clear: keep it out of the file with ${secret:NAME}
"""

# A second warning of the line with the secret, and letters of two bytes before both.
HIDDEN = """{
  "name": "home",
  "steps": [
    {"name": "pägé", "request": "GET /?api_key=hunter2hunter2", "headers": {"user-agent": "Mozilla"}}
  ]
}
"""
DOUBTFUL = """{
  "name": "home",
  "steps": [
    {"name": "ü", "request": "GET /", "captures": {"code": {"json": "/code", "optional": true}}},
    {"name": "ö", "request": "GET /${code}"},
    {"repeat": 1000, "steps": [{"repeat": 101, "steps": [{"name": "mine", "request": "GET /a"}]}]}
  ]
}
"""
DOUBTS = """\
flow.json:5:30: warning: the capture "code" may be unset here: the step "ü" captures it only where its answer holds one
  5 |     {"name": "ö", "request": "GET /${code}"},
    |                              ^~~~~~~~~~~~~~
flow.json:6:5: warning: the repetitions of the flow "home" take 102,000 turns: an iteration ends its repetitions after \
100,000 turns
  6 |     {"repeat": 1000, "steps": [{"repeat": 101, "steps": [{"name": "mine", "request": "GET /a"}]}]}
    |     ^
"""

# Conditions and checks that cannot hold together, each told once and at its place.
UNREACHABLE = """{
  "name": "home",
  "steps": [
    {"name": "list", "request": "GET /", "captures": {"next": {"json": "/next", "optional": true}}},
    {"when": {"variable": "next"}, "steps": [
      {"name": "last", "request": "GET /last", "when": {"variable": "next", "exists": false}},
      {"name": "more", "request": "GET ${next}"}]},
    {"name": "mine", "request": "GET /mine", "checks": [{"status": 200}, {"status": 404}]},
    {"name": "after", "request": "GET /after"}
  ]
}
"""
NEVER = """\
flow.json:6:56: warning: the step "last" is never sent: variable next is there (line 5) and variable next is absent \
cannot both hold
  6 |       {"name": "last", "request": "GET /last", "when": {"variable": "next", "exists": false}},
    |                                                        ^
flow.json:8:74: warning: the step "mine" can never pass: status is 200 and status is 404 cannot both hold, and no step \
after it is sent
  8 |     {"name": "mine", "request": "GET /mine", "checks": [{"status": 200}, {"status": 404}]},
    |                                                                          ^
"""
RAMP = """{
  "name": "shop", "target": "http://127.0.0.1", "flows": ["flow.json"],
  "profiles": {"load": {"stages": [{"to": "10/s", "over": "5m"}]}},
  "limits": [{"over": {"step": "page"}, "at_most": 300, "per": "1m", "because": "codes cost money"}]
}
"""
BUSIEST = """\
suite.json:4:14: warning: the profile "load" sends 540 requests of step page in its busiest 1 min, and the target \
allows 300: codes cost money
"""

# Faults of every kind: keys, names, templates, files, the target, the profile.
BROKEN_SUITE = """{
  "name": "shop", "target": "${env:BASE_URL}", "flows": ["flow.json"],
  "variables": {"api": "/shop/${ipa}", "open": "("},
  "profiles": {"load": {"rate": "50/s", "for": "6s"}},
  "objectives": [{"name": "p999", "measure": "p99.9", "below": "2s", "in": ["laod"]}]
}
"""
BROKEN_FLOW = """{
  "name": "home", "feeds": {"car": "input.csv"},
  "steps": [
    {"name": "page", "request": "GET ${api}/", "cheks": []},
    {"name": "mine", "request": "GET /${tokn", "json": {"a": "${idd}", "b": "${id|uper}"}},
    {"name": "late", "request": "GET http://other.example.invalid/", "text": "${id}", "timeout": 5},
    {"name": "last", "request": "GET /", "checks": [
      {"jsonpath": "$.a[", "exists": true},
      {"body": true, "matches": "${open}"},
      {"json": "", "schema": "none.schema.json"}
    ], "captures": {"id": {"json": "/id"}}}
  ]
}
"""
ALL_BROKEN = """\
suite.json:3:31: unknown name "ipa": no variable, capture or feed column is called so
suite.json:5:77: objective "p999": unknown profile "laod", did you mean "load"?
flow.json:2:36: the feed file "input.csv" does not exist
flow.json:4:48: unknown key "cheks", did you mean "checks"?
flow.json:5:39: "${" is opened and never closed; a literal "${" is "$${"
flow.json:5:63: unknown name "idd", did you mean "id"?
flow.json:5:83: unknown filter "uper", did you mean "upper"?
flow.json:6:79: "id" has no value here: step "last" captures it, and only later steps can use it
flow.json:6:98: "timeout" is a number, it must be a duration such as "250ms", "30s", "5m" or "24h"
flow.json:8:20: bad JSONPath "$.a[": expected a selector after [, found the end, at character 5
flow.json:9:33: bad pattern "(": missing ): (
flow.json:10:30: the schema file "none.schema.json" does not exist
"""

# What only a run asks for: its options, the target, the hosts.
OF_THE_OPTIONS = """\
--var ipa: the suite has no such variable
suite.json:1:1: the suite has no profile "lod", did you mean "load"?
suite.json:1:1: --wait-ready: the suite has no "ready" step to repeat
suite.json:2:30: BASE_URL is not set in the environment: the target needs it; set it or give --target URL
"""
OF_THE_HOST = """\
flow.json:6:5: load on other.example.invalid, step late of flow home, is not allowed: add "other.example.invalid" to \
the suite's "load_hosts" or give --allow-host other.example.invalid
"""


def without_lines(told):
    """The messages alone, without the lines that they quote and the carets below these."""
    return re.sub(r"^  (?:\d+| +) \| .*\n", "", told, flags=re.MULTILINE)


class Check(unittest.TestCase):
    maxDiff = None

    def check(self, *words, env=None, stdin="", flow=FLOW, suite=SUITE, command="check"):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("suite.json", suite), ("flow.json", flow), ("secrets/SHOP_KEY", "12345678\n"),
                               ("input", stdin)):
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            with open(os.path.join(folder, "input"), encoding="utf-8") as given:
                return slogate(command, "suite.json", *words, env=env or {}, cwd=folder, stdin=given)

    def test_warnings_have_their_line_and_a_secret_is_not_shown(self):
        done = self.check()
        self.assertEqual((done.code, done.err), (0, WARNINGS))
        self.assertIn("The suite is sound, with 3 warnings. Nothing was sent.\n", done.out)
        self.assertNotIn("hunter2", done.everything())

    def test_no_warning_shows_a_line_with_a_secret(self):
        done = self.check(flow=HIDDEN)
        self.assertIn('flow.json:4:33: warning: "api_key" in the address stands here in clear', done.err)
        self.assertIn('flow.json:4:91: warning: this "user-agent" does not name the run', done.err)
        self.assertNotIn("hunter2", done.err)

    def test_what_can_hardly_be_meant_has_its_place(self):
        self.assertTrue(self.check(flow=DOUBTFUL).err.endswith(DOUBTS), self.check(flow=DOUBTFUL).err)

    def test_what_can_never_be_sent_or_pass_has_its_place(self):
        done = self.check(flow=UNREACHABLE, suite=SUITE.replace('"variables": {"unused": "x"},', ""))
        self.assertIn(NEVER, done.err)
        self.assertEqual(done.err.count("warning: the step"), 2, done.err)

    def test_a_ramp_is_held_against_a_limit_by_its_busiest_window(self):
        done = self.check(suite=RAMP)
        self.assertIn(BUSIEST, done.err)
        self.assertIn("    300 allowed in 1 min (requests of step page): 540 sent\n", done.out)

    def test_each_stage_is_told(self):
        stages = '"stages": [{"to": 5, "over": "20s"}, {"to": 20, "over": "40s"}, {"to": 0, "over": "20s"}]'
        suite = SUITE.replace('"rate": "50/s", "for": "6s"', stages)
        self.assertIn("  load: 5 users over 20 s, then 20 users over 40 s, then 0 over 20 s, 1 min 20 s in all\n",
                      self.check(suite=suite).out)

    def test_the_shipped_suites_have_no_warning(self):
        for suite in ("go-live", "form-login"):
            done = slogate("check", os.path.join(SCENARIOS, suite, "suite.json"), "--strict")
            self.assertEqual((done.code, done.err), (0, ""), suite)

    def test_everything_that_is_wrong_is_told_in_one_go(self):
        done = self.check(flow=BROKEN_FLOW, suite=BROKEN_SUITE)
        self.assertEqual((done.code, without_lines(done.err)), (2, ALL_BROKEN))

    def test_a_run_tells_what_check_tells_and_what_only_a_run_asks_for(self):
        words = ["--profile", "lod", "--wait-ready", "1s", "--allow-host", "shop.invalid", "--var", "ipa=x"]
        done = self.check(*words, command="load", flow=BROKEN_FLOW, suite=BROKEN_SUITE)
        before, late = ALL_BROKEN.split("flow.json:6:79", 1)
        told = OF_THE_OPTIONS + before + OF_THE_HOST + "flow.json:6:79" + late
        self.assertEqual((done.code, without_lines(done.err)), (2, told))

    def test_strict_ends_with_2(self):
        self.assertEqual(self.check("--strict").code, 2)

    def test_what_is_not_set_is_named(self):
        self.assertIn("Not set, but needed for a run: BASE_URL, SHOP_KEY\n", self.check().out)

    def test_a_folder_of_secrets_is_read(self):
        self.assertIn("Not set, but needed for a run: BASE_URL\n", self.check("--secrets", "secrets").out)

    def test_systemds_credentials_are_read(self):
        done = self.check(env={"CREDENTIALS_DIRECTORY": "secrets"})
        self.assertIn("Not set, but needed for a run: BASE_URL\n", done.out)

    def test_a_named_file_is_read(self):
        done = self.check(env={"SHOP_KEY_FILE": "secrets/SHOP_KEY"})
        self.assertIn("Not set, but needed for a run: BASE_URL\n", done.out)

    def test_standard_input_is_read(self):
        done = self.check("--secrets", "-", stdin="SHOP_KEY=12345678\n")
        self.assertIn("Not set, but needed for a run: BASE_URL\n", done.out)

    def test_a_short_secret_is_refused(self):
        done = self.check("--secrets", "-", stdin="SHOP_KEY=1234567\n")
        self.assertEqual(done.code, 2, done.everything())
        self.assertIn("SHOP_KEY", done.err)
        self.assertNotIn("1234567", done.everything())

    def test_a_wrong_line_of_standard_input_is_not_shown(self):
        done = self.check("--secrets", "-", stdin="hunter2hunter2\n")
        self.assertEqual((done.code, done.err),
                         (2, "--secrets -: line 1 of standard input is not of the form NAME=VALUE\n"))


if __name__ == "__main__":
    unittest.main()
