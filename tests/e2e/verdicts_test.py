#!/usr/bin/python3
"""Each verdict as a person sees it: the demo passes, fails and stays undecided; what was not checked is said; a target
that cannot be reached, is not ready, or may not be put under load.
"""

import html
import json
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest

from demo_app import DemoApp
from slogate_run import FIVE_FILES, Results, slogate
from targets import Target

ALL_NAMES = ["BASE_URL", "LOGIN_EMAIL", "ADMIN_TOKEN", "USER_TOKEN"]


class VerdictCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = os.path.join(folder.name, "results")
        self.results = Results(self.out)

    def run_it(self, *words, env=None, code=0):
        done = slogate(*words, "--out", self.out, env=env)
        self.assertEqual(done.code, code, done.everything())
        return done

    def plain(self, name):
        """A report file's words without the escapes of its format."""
        text = self.results.text(name)
        return html.unescape(re.sub(r"<[^>]*>", "", text)) if name in ("report.html", "summary.md") else text


class Pass(VerdictCase):
    def test_smoke_of_the_demo_passes_and_names_its_files(self):
        done = self.run_it("smoke", "--demo")
        self.assertIn("\nPASS  All 5 flows work and 11 of 11 judged objectives hold.\n", done.out)
        self.assertEqual(self.results.names(), FIVE_FILES)
        for name in FIVE_FILES:
            self.assertIn(f"\n  {os.path.join(self.out, name)}\n", done.out)
        self.assertEqual(self.results.json["verdict"], "pass")
        self.assertEqual((self.results.cases("failure"), self.results.cases("error")), ([], []))

    def test_objectives_that_smoke_cannot_judge_are_listed_with_their_reason(self):
        done = self.run_it("smoke", "--demo")
        for name, reason in [("page-p99", "judged in: load, soak"), ("rollback-5xx", "judged in: soak"),
                             ("availability", "judged in: soak")]:
            objective = self.results.objective(name)
            self.assertEqual((objective["state"], objective["evidence"]), ("not applicable", reason))
            self.assertIn(f"  {name}: {reason}\n", done.out)
        skipped = [case for case in self.results.cases("skipped") if case[0] == "slo"]
        self.assertEqual([case[3] for case in skipped],
                         ["not applicable: judged in: load, soak", "not applicable: judged in: soak",
                          "not applicable: judged in: soak"])

    def test_times_walks_each_flow_so_often(self):
        self.run_it("smoke", "--demo", "--flow", "qr", "--flow", "health", "--times", "4")
        self.assertEqual(self.results.fact("iterations"), "8")
        self.assertEqual(self.results.step("qr", "light")["requests"], 4)
        self.assertEqual(self.results.step("health", "health")["requests"], 4)

    def test_flow_leaves_out_the_others_and_says_so(self):
        done = self.run_it("smoke", "--demo", "--flow", "health")
        self.assertIn("\nPASS  The flow works and", done.out)
        self.assertIn("not checked: home (not selected by --flow), auth (not selected by --flow), "
                      "qr (not selected by --flow), admin (not selected by --flow).", self.results.json["sentence"])

    def test_skip_flow_is_said_in_the_verdicts_sentence_everywhere(self):
        done = self.run_it("smoke", "--demo", "--skip-flow", "admin")
        for text in [done.out, self.results.json["sentence"], self.plain("report.html"), self.plain("summary.md")]:
            self.assertIn("not checked: admin (--skip-flow)", text)
        self.assertEqual(self.results.objective("api-p99-admin")["state"], "not applicable")
        self.assertEqual([case[1] for case in self.results.cases("skipped") if "--skip-flow" in case[3]][-1],
                         "api-p99-admin: p99 < 2 s over API requests of flow admin")

    def test_the_seed_is_taken_and_reported_and_one_that_was_drawn_too(self):
        self.run_it("smoke", "--demo", "--flow", "qr", "--seed", "18446744073709551615")
        self.assertEqual(self.results.fact("seed"), "18446744073709551615")
        self.results = Results(self.out + "-2")
        self.out = self.results.folder
        self.run_it("smoke", "--demo", "--flow", "qr")
        self.assertRegex(self.results.fact("seed"), r"^\d+$")

    def test_the_same_seed_gives_the_same_work(self):
        sent = []
        for number in range(2):
            with DemoApp() as demo:
                self.out = f"{self.out}-{number}"
                self.results = Results(self.out)
                self.run_it("smoke", "--flow", "qr", "--times", "5", "--seed", "42", env=demo.variables)
            sent.append([exchange["request"].split("\n")[0] for exchange in self.results.step("qr", "light")["exchanges"]])
        self.assertEqual(len(sent[0]), 5)
        self.assertEqual(sent[0], sent[1])


class Fail(VerdictCase):
    def test_a_failing_route_is_named_alike_in_every_report(self):
        with DemoApp("--fail", "/api/auth/request=503") as demo:
            done = self.run_it("smoke", env=demo.variables, code=1)
        reason = "flow auth, step request: expected status is 200, got 503 (1 of 1 request failed)"
        self.assertIn(f"\n  - {reason}\n", done.out)
        self.assertIn(f"\nFAIL  F{reason[1:]}.", done.out)
        self.assertEqual(self.results.json["reasons"][0], reason)
        self.assertIn(reason, self.results.json["sentence"])
        self.assertIn(reason, self.plain("report.html"))
        self.assertIn(f"\n- {reason}\n", self.plain("summary.md"))
        self.assertEqual(self.results.cases("failure")[0],
                         ("smoke.auth", "06 request", "assert.check", "expected status is 200, got 503"))
        failure = self.results.step("auth", "request")["failures"][0]
        self.assertEqual((failure["expected"], failure["got"]), ("status is 200", "503"))

    def test_what_came_after_the_failed_step_was_not_reached(self):
        with DemoApp("--fail", "/api/auth/request=503") as demo:
            self.run_it("smoke", "--flow", "auth", env=demo.variables, code=1)
        for step in ["verify", "me", "logout", "me-after-logout"]:
            found = self.results.step("auth", step)
            self.assertEqual((found["state"], found["requests"], found["reason"]),
                             ("skipped", 0, "not reached: an earlier step failed"))

    def test_a_target_that_nothing_listens_at_is_an_error_of_the_connection(self):
        with Target() as target:
            url = target.url
        done = self.run_it("smoke", "--target", url, "--flow", "health", code=1)
        self.assertIn("[connect.refused]", done.out)
        self.assertEqual(self.results.cases("error")[0][:3], ("smoke.health", "01 health", "connect.refused"))
        self.assertEqual([case for case in self.results.cases("failure") if case[0] != "slo"], [])


class Inconclusive(VerdictCase):
    def test_a_load_that_is_too_short_says_how_many_requests_are_missing(self):
        done = self.run_it("load", "--demo", "--for", "1s", code=3)
        objective = self.results.objective("api-p99")
        sentence = re.match(r".*: at this rate \d+ s more", objective["evidence"]).group()
        self.assertTrue(sentence.startswith(f"299 requests prove p99 < 2 s; there were {objective['samples']}:"))
        assumed = "answers are taken as independent: without a slow answer no burst can show"
        self.assertLess(objective["samples"], 299)
        self.assertEqual((objective["state"], objective["evidence"]), ("inconclusive", f"{sentence}; {assumed}"))
        self.assertIn(f"\nINCONCLUSIVE  P99 of API requests < 2 s is not decided: {sentence}.", done.out)
        self.assertIn(sentence, self.plain("summary.md"))
        self.assertIn(sentence, self.plain("report.html"))
        self.assertIn("slo.inconclusive", [case[2] for case in self.results.cases("error")])
        self.assertEqual(self.results.cases("failure"), [])

    def test_objectives_of_smoke_alone_are_not_applicable_under_load(self):
        self.run_it("load", "--demo", "--for", "1s", code=3)
        for name in ["api-p99-auth", "page-home", "page-slowest"]:
            objective = self.results.objective(name)
            self.assertEqual((objective["state"], objective["evidence"]), ("not applicable", "judged in: smoke"))


class Requests(VerdictCase):
    def test_the_demo_has_answered_as_many_as_load_reports(self):
        process = subprocess.Popen([os.environ["SLOGATE"], "demo", "--listen", "127.0.0.1:0"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        variables = {}
        for line in process.stdout:
            export = re.fullmatch(r"export ([A-Z_]+)='(.*)'\n", line)
            if export:
                variables[export.group(1)] = export.group(2)
            if "listening on" in line:
                break
        slogate("load", "--for", "3s", "--out", self.out, env=variables)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 0)
        answered = int(re.fullmatch(r"demo: (\d+) requests answered\n", said).group(1))
        self.assertGreater(answered, 500)
        self.assertEqual(int(self.results.fact("requests").replace(",", "")), answered)


class BeforeTheRun(VerdictCase):
    def assert_nothing_written(self):
        self.assertFalse(os.path.exists(self.out))

    def test_every_missing_name_is_named_at_once(self):
        done = self.run_it("smoke", code=2)
        self.assertEqual(done.out, "")
        for name in ALL_NAMES:
            self.assertIn(name, done.err)
        for flow in ["auth", "admin"]:
            self.assertIn(f'flow "{flow}" needs ', done.err)
            self.assertIn(f"--skip-flow {flow}", done.err)
        self.assert_nothing_written()

    def test_an_empty_name_is_a_missing_one(self):
        done = self.run_it("smoke", env=dict.fromkeys(ALL_NAMES, ""), code=2)
        for name in ALL_NAMES:
            self.assertIn(name, done.err)

    def test_a_flow_that_is_left_out_needs_nothing(self):
        done = self.run_it("smoke", "--skip-flow", "admin", "--skip-flow", "auth", code=2)
        self.assertNotIn("TOKEN", done.err)
        self.assertNotIn("LOGIN", done.err)
        self.assertIn("BASE_URL", done.err)

    def test_load_on_a_host_that_nobody_named_is_refused_with_the_line_to_add(self):
        done = self.run_it("load", "--target", "http://staging.example.invalid", "--flow", "health", code=2)
        self.assertRegex(done.err, r"^(\S*/)?scenarios/go-live/suite\.json:\d+:\d+: load on staging\.example\.invalid is not "
                         r'allowed: add "staging\.example\.invalid" to the suite\'s "load_hosts" or give '
                         r"--allow-host staging\.example\.invalid\n")
        self.assert_nothing_written()

    def test_what_is_refused_gets_no_connection_and_what_is_allowed_does(self):
        # A name that the resolver turns into loopback, and that is no name of loopback to the rule.
        with Target(health_of(lambda: True)) as target:
            words = ["load", "--target", f"http://127.1:{target.port}", "--flow", "health", "--for", "1s"]
            self.run_it(*words, code=2)
            self.assertEqual(target.connections(), 0)
            self.run_it(*words, "--allow-host", "127.1", code=3)
            self.assertGreater(target.connections(), 0)

    def test_load_refuses_a_step_with_an_address_of_its_own_on_such_a_host(self):
        with Target(health_of(lambda: True)) as target:
            words = ["load", "--target", f"http://127.0.0.1:{target.port}", "--flow", "health", "--for", "1s"]
            done = self.run_it(*words, env={"UPSTREAM_URL": f"http://127.1:{target.port}"}, code=2)
            self.assertRegex(done.err, r"^(\S*/)?scenarios/go-live/health\.json:\d+:\d+: load on 127\.1, step upstream of flow "
                             r"health, is not allowed: add \"127\.1\" to the suite's \"load_hosts\" or give --allow-host 127\.1\n")
            self.assertEqual(target.connections(), 0)

    def test_smoke_may_go_anywhere(self):
        done = self.run_it("smoke", "--target", "http://staging.example.invalid", "--flow", "health", code=1)
        self.assertRegex(done.out, r"\[dns\.\w+\]")


def health_of(is_ready):
    """A target that has nothing but the health route, as go-live's suite asks for it."""
    def answer(request):
        if request.path != "/api/health":
            return 404, {}, b""
        if not is_ready():
            return 503, {"Content-Type": "text/plain"}, b"starting"
        return 200, {"Content-Type": "application/json"}, json.dumps({"ok": True}).encode()
    return answer


class WaitReady(VerdictCase):
    def test_a_target_that_becomes_ready_is_checked_from_then_on(self):
        began = []

        def is_ready():
            began.append(time.monotonic())
            return began[-1] - began[0] > 2

        with Target(health_of(is_ready)) as target:
            done = self.run_it("smoke", "--target", target.url, "--flow", "health", "--wait-ready", "2m")
        self.assertIn("Waiting up to 2 min for http://127.0.0.1:", done.err)
        waited = re.fullmatch(r"([\d.]+) s", self.results.fact("waited until ready"))
        self.assertGreaterEqual(float(waited.group(1)), 2)
        self.assertEqual(self.results.fact("requests"), "1")  # what was asked before does not count
        self.assertGreaterEqual(len(began), 4)  # twice not ready at least, ready, and the flow

    def test_a_target_that_is_never_ready_has_failed(self):
        with Target(health_of(lambda: False)) as target:
            done = self.run_it("smoke", "--target", target.url, "--flow", "health", "--wait-ready", "2s", code=1)
        self.assertIn("\nFAIL  The target was not ready within 2 s: ", done.out)
        self.assertIn("503", self.results.json["reasons"][0])
        self.assertEqual(self.results.names(), FIVE_FILES)

    def test_load_waits_too(self):
        with Target(health_of(lambda: False)) as target:
            self.run_it("load", "--target", target.url, "--flow", "health", "--wait-ready", "1s", "--for", "1s", code=1)
        self.assertEqual(self.results.fact("requests"), "0")


if __name__ == "__main__":
    unittest.main()
