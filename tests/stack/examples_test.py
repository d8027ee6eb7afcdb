#!/usr/bin/python3
"""The whole flows of scenarios/README.md, as written there, against the real stack: in smoke and under load."""

import json
import os
import re
import shutil
import tempfile
import unittest

import reference
from outputs import Run
from stack import Stack

FILES = os.path.join(reference.HERE, "examples")
GIVEN = ("BASE_URL", "SHOP_PASSWORD", "HOOK_KEY")
FLOWS = ["order", "token", "catalogue", "account", "webhook", "cart"]


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = Stack()
        cls.stack.__enter__()
        cls.addClassCleanup(cls.stack.__exit__)
        folder = tempfile.TemporaryDirectory(prefix="slogate-examples.")
        cls.addClassCleanup(folder.cleanup)
        cls.suite = os.path.join(folder.name, "suite.json")
        shutil.copytree(FILES, folder.name, dirs_exist_ok=True)
        with open(cls.suite, encoding="utf-8") as file:
            suite = json.load(file)
        for example in reference.examples():
            with open(os.path.join(folder.name, example.file), "w", encoding="utf-8") as file:
                file.write(example.text)
            if example.kind == "flow":
                suite["flows"].append(example.file)
        with open(cls.suite, "w", encoding="utf-8") as file:
            json.dump(suite, file)

    def run_suite(self, command, *options):
        given = {name: self.stack[name] for name in GIVEN}
        return Run(command, given, "--cacert", self.stack["CACERT"], *options, suite=self.suite, timeout=100)

    def test_every_block_of_the_reference_is_named_and_run(self):
        text = reference.text_of()
        self.assertEqual(len(reference.examples(text)), len(re.findall(r"(?m)^```json$", text)))
        self.assertEqual(text.count("<!-- example:"), len(reference.examples(text)))
        flows = [json.loads(example.text)["name"] for example in reference.examples(text) if example.kind == "flow"]
        self.assertEqual(flows, FLOWS)

    def test_smoke_passes_and_sends_every_step(self):
        with self.run_suite("smoke", "--wait-ready", "20s") as run:
            self.assertEqual(run.exit_code, 0, run)
            self.assertEqual([flow["name"] for flow in run.report["flows"]], FLOWS, run)
            self.assertEqual({place for place in run.steps() if place[1]["requests"] == 0}, set(), run)
            self.assertEqual(run.step("order", "list")["requests"], 3, run)
            self.assertEqual(run.step("order", "done")["requests"], 3, run)
            self.assertEqual(run.step("catalogue", "page")["requests"], 3, run)
            self.assertEqual(run.step("account", "open link")["requests"], 4, run)

    def test_load_passes(self):
        with self.run_suite("load", "--seed", "5", "--workers", "2") as run:
            # A busy machine may leave a claim undecided; it never makes the target fail.
            self.assertIn(run.exit_code, (0, 3), run)
            self.assertEqual(run.failed(), 0, run)
            self.assertEqual(sum(flow["iterations"] for flow in run.report["flows"]), 30, run)
            self.assertEqual(len(self.stack.served(run.report["run_id"], run.requests())), run.requests(), run)


if __name__ == "__main__":
    unittest.main(verbosity=2)
