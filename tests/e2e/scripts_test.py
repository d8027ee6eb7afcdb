#!/usr/bin/python3
"""Shell scripts and YAML files as their linters see them, run bits, and how ci's scripts take arguments."""

import os
import subprocess
import unittest

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
SKIPPED = {".git", "build", "slogate-results", "__pycache__", "node_modules"}


def files(*endings):
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in SKIPPED]
        found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names if name.endswith(endings)]
    return sorted(found)


def call(*command, cwd=ROOT):
    done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    return done.returncode, done.stdout


class Linters(unittest.TestCase):
    def test_shellcheck_finds_nothing(self):
        scripts = files(".sh") + [".ci/run"]
        self.assertIn("ci/demo.sh", scripts)
        self.assertEqual(call("shellcheck", "-x", *scripts), (0, ""))

    def test_yamllint_finds_nothing(self):
        documents = files(".yml", ".yaml") + [".clang-format", ".clang-tidy"]
        self.assertIn("ci/action.yml", documents)
        self.assertEqual(call("yamllint", "-s", "-c", ".yamllint", *documents), (0, ""))


class Scripts(unittest.TestCase):
    def test_what_people_start_has_its_run_bit(self):
        for script in ["ci/demo.sh", "ci/test.sh", ".ci/run"]:
            self.assertTrue(os.access(os.path.join(ROOT, script), os.X_OK), script)

    def test_every_script_names_its_interpreter(self):
        for script in files(".sh"):
            with open(os.path.join(ROOT, script), encoding="utf-8") as file:
                first = file.readline()
            self.assertTrue(first.startswith("#!") or first == "# shellcheck shell=bash\n", script)

    def test_test_sh_explains_itself(self):
        code, words = call("ci/test.sh", "--help")
        self.assertEqual(code, 0)
        self.assertIn("ci/test.sh --sanitizers     the same list under ASan and UBSan", words)

    def test_test_sh_refuses_what_it_does_not_know_before_it_does_anything(self):
        code, words = call("ci/test.sh", "--sanitisers")
        self.assertEqual(code, 2)
        self.assertEqual(words.splitlines()[0], "ci/test.sh: unknown argument '--sanitisers'")
        self.assertEqual(call("ci/test.sh", "--only"), (2, "ci/test.sh: --only needs a value\n"))

    def test_demo_sh_explains_itself_and_takes_no_arguments(self):
        code, words = call("ci/demo.sh", "--help")
        self.assertEqual(code, 0)
        self.assertTrue(words.startswith("The tool in one go: "), words)
        code, words = call(os.path.join(ROOT, "ci/demo.sh"), "now", cwd="/")
        self.assertEqual((code, words.splitlines()[-1]), (2, "ci/demo.sh takes no arguments"))


if __name__ == "__main__":
    unittest.main()
