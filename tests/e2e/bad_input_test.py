#!/usr/bin/python3
"""Wrong input through the command line: exit code 2, exactly the expected words, and a target that saw no connection.

bad_input.json holds the cases: the files that differ from a sound suite, line by line, the words of the command line,
the environment, and what stderr must say. The wrong files of tests/scenarios/suite/bad go the same way.
"""

import json
import os
import re
import tempfile
import unittest

from slogate_run import slogate
from targets import Target

HERE = os.path.dirname(os.path.abspath(__file__))
CORPUS = os.path.join(HERE, "..", "scenarios", "suite", "bad")
AT_LEAST = 40
SUITE_FOLDER = "shop"
SUITE = "shop/suite.json"

SOUND = {
    "suite.json": ["{", '  "name": "shop",', '  "target": "${env:BASE_URL}",', '  "flows": ["flow.json"],',
                   '  "profiles": {"smoke": {"iterations": 1}, "load": {"rate": "5/s", "for": "1s"}}', "}"],
    "flow.json": ["{", '  "name": "home",', '  "steps": [', '    {"name": "page", "request": "GET /"}', "  ]", "}"],
}


# The line at a place and its caret, below a message.
EXCERPT = re.compile(r"^  (?:\d+| +) \| .*\n", re.MULTILINE)
# What a smoke misses in most suites of the corpus beside what is wrong with them, with its line and caret.
NO_PROFILE = re.compile(r'^[^ :]+:1:1: the suite has no profile "smoke"\n(?:  .*\n){2}', re.MULTILINE)
PLACE = re.compile(r"^[^ :]+:\d+:\d+: ", re.MULTILINE)


def load_cases():
    with open(os.path.join(HERE, "bad_input.json"), encoding="utf-8") as file:
        return json.load(file)


class BadInput(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.target = Target(lambda _request: (200, {}, b"{}"))
        cls.target.__enter__()
        cls.addClassCleanup(cls.target.__exit__)

    def run_case(self, case, folder):
        files = {**SOUND, **case.get("files", {})}
        for name, lines in files.items():
            path = os.path.join(folder, SUITE_FOLDER, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write("\n".join(lines) + "\n")
        for name, place in case.get("links", {}).items():
            os.symlink(place, os.path.join(folder, SUITE_FOLDER, name))
        before = sorted(os.listdir(folder))
        words = [word.replace("{target}", self.target.url) for word in case.get("words", ["smoke", SUITE])]
        done = slogate(*words, env={"BASE_URL": self.target.url, **case.get("env", {})}, cwd=folder)
        self.assertEqual(sorted(os.listdir(folder)), before)
        return done

    def assert_refused(self, done, said):
        self.assertEqual((done.code, done.out, EXCERPT.sub("", done.err)), (2, "", said))
        # Each place that has a line shows it, with a caret.
        places, excerpts = PLACE.findall(done.err), EXCERPT.findall(done.err)
        # There is none in an empty file, and none is shown that holds a password.
        hidden = ("the file is empty", "a user and a password", "in this row")
        lines = 0 if any(words in said for words in hidden) else len(places)
        self.assertEqual(len(excerpts), 2 * lines, done.err)
        for caret in excerpts[1::2]:
            self.assertRegex(caret, r"^  +\| +\^~*\n$")
        self.assertEqual(self.target.connections(), 0)

    def test_every_case_gives_exactly_its_words_and_sends_nothing(self):
        for case in load_cases():
            with self.subTest(case["case"]), tempfile.TemporaryDirectory() as folder:
                self.assert_refused(self.run_case(case, folder), "".join(line + "\n" for line in case["says"]))

    def test_every_wrong_suite_of_the_corpus_gives_its_line_and_sends_nothing(self):
        with open(os.path.join(CORPUS, "expected.txt"), encoding="utf-8") as file:
            expected = [line.rstrip("\n").split(" | ", 1) for line in file]
        self.assertGreaterEqual(len(expected), AT_LEAST)
        for name, said in expected:
            suite = name if os.path.isdir(os.path.join(CORPUS, name)) else name + ".json"
            with self.subTest(name):
                done = slogate("smoke", suite, "--target", self.target.url, cwd=CORPUS)
                done.err = NO_PROFILE.sub("", done.err)
                self.assert_refused(done, said + "\n")

    def test_check_says_the_same_as_a_run_of_all_but_the_environment(self):
        for case in load_cases():
            if "words" in case or "env" in case or any("in the environment" in line for line in case["says"]):
                continue
            with self.subTest(case["case"]), tempfile.TemporaryDirectory() as folder:
                done = self.run_case({**case, "words": ["check", SUITE]}, folder)
                self.assert_refused(done, "".join(line + "\n" for line in case["says"]))

    def test_there_are_enough_cases_and_no_two_alike(self):
        cases = load_cases()
        self.assertGreaterEqual(len(cases), AT_LEAST)
        self.assertEqual(len({case["case"] for case in cases}), len(cases))
        for case in cases:
            self.assertTrue(case["says"] and all(case["says"]), case["case"])

    def test_what_is_wrong_inside_a_file_has_its_line_and_column(self):
        for case in load_cases():
            if "words" in case:
                continue
            for line in case["says"]:
                self.assertRegex(line, r"^shop/[\w.-]+:\d+:\d+: \S", case["case"])

    def test_the_sound_suite_that_the_cases_differ_from_passes(self):
        with Target(lambda _request: (200, {}, b"{}")) as target, tempfile.TemporaryDirectory() as folder:
            self.assertEqual(target.connections(), 0)
            for name, lines in SOUND.items():
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write("\n".join(lines) + "\n")
            done = slogate("smoke", "suite.json", "--out", "out", env={"BASE_URL": target.url}, cwd=folder)
            self.assertEqual(done.code, 0, done.everything())
            self.assertEqual(target.connections(), 1)


if __name__ == "__main__":
    unittest.main()
