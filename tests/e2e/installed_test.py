#!/usr/bin/python3
"""The program as `cmake --install` leaves it: it finds the shipped suites from any directory, without the checkout."""

import os
import stat
import subprocess
import tempfile
import unittest

from demo_app import DemoApp
from slogate_run import FIVE_FILES, Results, slogate

BUILD = os.environ.get("SLOGATE_BUILD", "")
SHIPPED = "share/slogate/scenarios"


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.prefix = os.path.join(folder.name, "prefix")
        done = subprocess.run(["cmake", "--install", BUILD, "--prefix", cls.prefix], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stdout)
        cls.program = os.path.join(cls.prefix, "bin", "slogate")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = folder.name

    def run_it(self, *words, env=None, program=None):
        done = slogate(*words, env=env, program=program or self.program, cwd=self.work)
        self.assertEqual(done.code, 0, done.everything())
        return done

    def test_program_and_both_suites_are_there_and_nothing_of_the_tests(self):
        found = []
        for folder, _, names in os.walk(self.prefix):
            found += [os.path.relpath(os.path.join(folder, name), self.prefix) for name in names]
        self.assertLessEqual({"bin/slogate", f"{SHIPPED}/go-live/suite.json", f"{SHIPPED}/go-live/vehicles.csv",
                              f"{SHIPPED}/go-live/CONTRACT.md", f"{SHIPPED}/form-login/suite.json"}, set(found))
        self.assertEqual([name for name in found if name.startswith("bin/")], ["bin/slogate"])
        self.assertEqual([name for name in found if "test" in name or "unredacted" in name or name.endswith((".a", ".h"))],
                         [])
        self.assertTrue(os.stat(self.program).st_mode & stat.S_IXOTH)

    def test_smoke_without_a_suite_takes_the_installed_one(self):
        self.run_it("smoke", "--demo", "--out", "out")
        results = Results(os.path.join(self.work, "out"))
        self.assertEqual(results.names(), FIVE_FILES)
        self.assertTrue(results.objective("api-p99")["file"].startswith(os.path.join(self.prefix, SHIPPED)))

    def test_it_is_found_through_a_link_too(self):
        link = os.path.join(self.work, "slogate")
        os.symlink(self.program, link)
        self.run_it("smoke", "--demo", program=link)

    def test_check_works_from_another_directory(self):
        done = self.run_it("check")
        self.assertIn("five core flows", done.out)
        for suite in ["go-live/suite.json", "go-live/go-live-first-hours.json", "form-login/suite.json"]:
            self.run_it("check", os.path.join(self.prefix, SHIPPED, suite))
        self.assertEqual(os.listdir(self.work), [])

    def test_the_form_login_suite_passes_against_the_demo(self):
        with DemoApp() as demo:
            self.run_it("smoke", os.path.join(self.prefix, SHIPPED, "form-login", "suite.json"), env=demo.variables)

    def test_every_command_has_its_help_with_an_example(self):
        for command in ["smoke", "load", "report", "check", "demo"]:
            self.assertRegex(self.run_it(command, "--help").out, rf"\nExample:\n  slogate {command} ")
        self.assertRegex(self.run_it("--version").out, r"^slogate \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    unittest.main()
