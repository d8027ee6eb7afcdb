#!/usr/bin/python3
"""`slogate check`: warnings with their line, the plan, --strict, and the secrets that files and standard input add."""

import os
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
flow.json:4:61: warning: the token stands here in clear: keep it out of the file with ${secret:NAME}
suite.json:5:18: warning: the objective "p999" can never be decided in the profile "load": it sends 600 such requests, \
and p99.9 < 2 s at 95 % confidence needs 2,995
  5 |   "objectives": [{"name": "p999", "measure": "p99.9", "below": "2s"}]
    |                  ^
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


class Check(unittest.TestCase):
    maxDiff = None

    def check(self, *words, env=None, stdin="", flow=FLOW, suite=SUITE):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("suite.json", suite), ("flow.json", flow), ("secrets/SHOP_KEY", "12345678\n"),
                               ("input", stdin)):
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            with open(os.path.join(folder, "input"), encoding="utf-8") as given:
                return slogate("check", "suite.json", *words, env=env or {}, cwd=folder, stdin=given)

    def test_warnings_have_their_line_and_a_secret_is_not_shown(self):
        done = self.check()
        self.assertEqual((done.code, done.err), (0, WARNINGS))
        self.assertIn("The suite is sound, with 3 warnings. Nothing was sent.\n", done.out)
        self.assertNotIn("hunter2", done.everything())

    def test_no_warning_shows_a_line_with_a_secret(self):
        done = self.check(flow=HIDDEN)
        self.assertIn('flow.json:4:33: warning: "api_key" in the address stands here in clear', done.err)
        self.assertIn('flow.json:4:91: warning: this "user-agent" replaces', done.err)
        self.assertNotIn("hunter2", done.err)

    def test_what_can_hardly_be_meant_has_its_place(self):
        self.assertTrue(self.check(flow=DOUBTFUL).err.endswith(DOUBTS), self.check(flow=DOUBTFUL).err)

    def test_each_stage_is_told(self):
        stages = '"stages": [{"to": 5, "over": "20s"}, {"to": 20, "over": "40s"}, {"to": 0, "over": "20s"}]'
        suite = SUITE.replace('"rate": "50/s", "for": "6s"', stages)
        self.assertIn("  load: 5 users over 20 s, then 20 users over 40 s, then 0 over 20 s, 1 min 20 s in all\n",
                      self.check(suite=suite).out)

    def test_the_shipped_suites_have_no_warning(self):
        for suite in ("go-live", "form-login"):
            done = slogate("check", os.path.join(SCENARIOS, suite, "suite.json"), "--strict")
            self.assertEqual((done.code, done.err), (0, ""), suite)

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
