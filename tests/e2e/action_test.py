#!/usr/bin/python3
"""ci/action.yml, executed as GitHub would execute it: against the demo app that passes, against one that fails, and
against a fake slogate where the demo could not show the case.
"""

import os
import re
import tempfile
import unittest

import yaml
from demo_app import SLOGATE, DemoApp
from github_job import CompositeAction

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
ACTION = os.path.join(ROOT, "ci", "action.yml")
FIVE_FILES = ["junit.xml", "report.html", "report.json", "run.db", "summary.md"]


class ActionCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.workspace = os.path.realpath(folder.name)
        self.action = CompositeAction(ACTION)

    def fake_slogate(self, body):
        """A program that keeps its arguments, one a line, in `arguments` and then does as told; $out is its folder."""
        path = os.path.join(self.workspace, "fake-slogate")
        with open(path, "w", encoding="utf-8") as file:
            file.write('#!/bin/bash\nprintf "%s\\n" "$@" >arguments\nout=${!#}\nmkdir -p "$out"\n' + body)
        os.chmod(path, 0o755)
        return path

    def arguments(self):
        with open(os.path.join(self.workspace, "arguments"), encoding="utf-8") as file:
            return file.read().splitlines()


class AgainstTheDemo(ActionCase):
    def run_smoke(self, *demo_arguments, **inputs):
        self.assertTrue(os.access(SLOGATE, os.X_OK), f"SLOGATE={SLOGATE} is not the program under test")
        with DemoApp(*demo_arguments) as demo:
            return self.action.run(self.workspace, {"slogate": SLOGATE, "out": "results", **inputs}, demo.variables)

    def read(self, name):
        with open(os.path.join(self.workspace, "results", name), encoding="utf-8") as file:
            return file.read()

    def test_a_target_that_passes_gives_exit_0_summary_and_all_five_files(self):
        job = self.run_smoke()
        self.assertEqual(job.exit_code, 0, job.log)
        self.assertEqual(job.steps["slogate"], {"out": "results", "exit-code": "0"})
        self.assertEqual(job.uploaded, ["results/" + name for name in FIVE_FILES])
        self.assertEqual(job.summary, self.read("summary.md"))
        self.assertRegex(job.summary.lower(), r"\bpass")

    def test_a_target_that_fails_gives_exit_1_and_the_same_files(self):
        job = self.run_smoke("--fail", "/api/health=503")
        self.assertEqual(job.exit_code, 1, job.log)
        self.assertEqual(job.steps["slogate"]["exit-code"], "1")
        self.assertEqual(job.uploaded, ["results/" + name for name in FIVE_FILES])
        self.assertEqual(job.summary, self.read("summary.md"))
        self.assertRegex(job.summary.lower(), r"\bfail")
        self.assertIn("health", job.summary)
        self.assertIn("503", job.summary)

    def test_a_suite_that_does_not_exist_gives_exit_2_and_a_summary_that_says_so(self):
        job = self.run_smoke(suite="no-such-suite.json")
        self.assertEqual(job.exit_code, 2, job.log)
        self.assertIn("no-such-suite.json", job.log)
        self.assertEqual(job.uploaded, [])
        self.assertEqual(job.summary, "**slogate wrote no results** (exit code 2); the log says why.\n")

    def test_further_arguments_reach_the_program(self):
        job = self.run_smoke(args="--skip-flow\nadmin\n")
        self.assertEqual(job.exit_code, 0, job.log)
        self.assertIn("not checked: admin", job.summary)


class WithAFakeProgram(ActionCase):
    def test_inputs_become_arguments_each_a_whole(self):
        fake = self.fake_slogate("exit 0\n")
        job = self.action.run(self.workspace, {
            "slogate": fake, "command": "load", "suite": "my suite.json", "target": "https://a.example",
            "profile": "soak", "args": "--var\nNAME=two words\n\n--times\n3\n", "out": "o"})
        self.assertEqual(job.exit_code, 0, job.log)
        self.assertEqual(self.arguments(), ["load", "my suite.json", "--target", "https://a.example", "--profile", "soak",
                                            "--var", "NAME=two words", "--times", "3", "--out", "o"])

    def test_without_inputs_the_shipped_suite_is_smoked(self):
        job = self.action.run(self.workspace, {"slogate": self.fake_slogate("exit 0\n")})
        self.assertEqual(job.exit_code, 0, job.log)
        self.assertEqual(self.arguments(), ["smoke", "--out", "slogate-results/gate"])

    def test_every_exit_code_is_the_jobs_exit_code(self):
        for code in (1, 2, 3, 4, 130, 143):
            with self.subTest(code), tempfile.TemporaryDirectory() as self.workspace:
                job = self.action.run(self.workspace, {"slogate": self.fake_slogate(f"exit {code}\n")})
                self.assertEqual((job.exit_code, job.steps["slogate"]["exit-code"]), (code, str(code)))

    def test_an_unfinished_run_file_goes_with_its_log(self):
        fake = self.fake_slogate('touch "$out"/{run.db,run.db-wal,run.db-shm,report.html,other.txt}\nexit 143\n')
        job = self.action.run(self.workspace, {"slogate": fake, "out": "o"})
        self.assertEqual(job.uploaded, ["o/report.html", "o/run.db", "o/run.db-shm", "o/run.db-wal"])
        self.assertEqual(job.summary, "**slogate wrote no results** (exit code 143); the log says why.\n")

    def test_a_program_that_is_not_there_fails_the_job(self):
        job = self.action.run(self.workspace, {"slogate": "./no-such-program"})
        self.assertEqual(job.exit_code, 127)
        self.assertEqual(job.summary, "**slogate wrote no results** (exit code 127); the log says why.\n")

    def test_a_command_that_slogate_has_not_is_refused(self):
        job = self.action.run(self.workspace, {"slogate": self.fake_slogate("exit 0\n"), "command": "demo"})
        self.assertEqual(job.exit_code, 2)
        self.assertIn("the input 'command' is smoke or load", job.log)
        self.assertFalse(os.path.exists(os.path.join(self.workspace, "arguments")))

    def test_inputs_are_never_executed(self):
        fake = self.fake_slogate("exit 0\n")
        attack = '"; touch "$HOME/taken"; $(touch "$HOME/taken") `touch "$HOME/taken"` #'
        self.action.run(self.workspace, {"slogate": fake, "suite": attack, "target": attack, "profile": attack,
                                         "args": attack, "out": "o"})
        self.assertFalse(os.path.exists(os.path.join(self.workspace, "taken")))
        self.assertEqual(self.arguments().count(attack), 4)

    def test_secrets_of_the_environment_reach_the_program_and_no_command_line(self):
        fake = self.fake_slogate('[[ $ADMIN_TOKEN == correct-horse ]] || exit 9\n')
        job = self.action.run(self.workspace, {"slogate": fake}, {"ADMIN_TOKEN": "correct-horse"})
        self.assertEqual(job.exit_code, 0)
        self.assertNotIn("correct-horse", " ".join(self.arguments()) + job.log)


class Definition(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.action = CompositeAction(ACTION)
        with open(os.path.join(ROOT, "ci", "workflows", "gate.yml"), encoding="utf-8") as file:
            cls.gate = yaml.safe_load(file)

    def test_no_script_holds_an_expression(self):
        for step in self.action.steps:
            self.assertNotIn("${{", step.get("run", ""))
        for job in self.gate["jobs"].values():
            for step in job["steps"]:
                self.assertNotIn("${{", step.get("run", ""))

    def test_every_script_names_its_shell(self):
        self.assertEqual({step["shell"] for step in self.action.steps if "run" in step}, {"bash"})

    def test_summary_and_upload_happen_after_a_failure_too(self):
        self.assertEqual([step.get("if") for step in self.action.steps], [None, "always()", "always()"])

    def test_outputs_name_outputs_that_the_script_writes(self):
        script = self.action.steps[0]["run"]
        for spec in self.action.definition["outputs"].values():
            name = re.fullmatch(r"\$\{\{ steps\.slogate\.outputs\.([\w-]+) \}\}", spec["value"]).group(1)
            self.assertIn(f'echo "{name}=', script)

    def test_the_example_workflow_uses_the_action_as_it_is(self):
        triggers = self.gate.get("on", self.gate.get(True))
        self.assertEqual(triggers["push"], {"tags": ["prod-*"]})
        self.assertIn("workflow_dispatch", triggers)
        job = self.gate["jobs"]["gate"]
        self.assertEqual(job["container"], "debian:12")
        step = [s for s in job["steps"] if s.get("uses") == "./ci"][0]
        self.assertLessEqual(set(step["with"]), set(self.action.definition["inputs"]))


if __name__ == "__main__":
    unittest.main()
