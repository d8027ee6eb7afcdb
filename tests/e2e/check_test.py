#!/usr/bin/python3
"""`slogate check`: warnings with their line, the plan, --strict, and the secrets that files and standard input add."""

import os
import tempfile
import unittest

from slogate_run import slogate

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


class Check(unittest.TestCase):
    maxDiff = None

    def check(self, *words, env=None, stdin=""):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("suite.json", SUITE), ("flow.json", FLOW), ("secrets/SHOP_KEY", "12345678\n"),
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
