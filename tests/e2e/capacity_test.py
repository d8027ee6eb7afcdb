#!/usr/bin/python3
"""`slogate load --find-capacity` against servers whose capacity is known, and against a generator that has no core. How
near it comes, five times in a row, is what tests/bench/capacity.py reports; here the margin is wide.
"""

import json
import os
import signal
import unittest

import generator_test
from own_suite import write_suite
from results_case import FolderCase
from slogate_run import FOUR_REPORTS, end, slogate, start, wait_until
from slots import Slots
from targets import Target

# Its limit is far: 1 % of it is what a busy machine may start late by before the generator has given in.
FAST = {"name": "fast", "measure": "p90", "below": "2m"}
WIDE = 0.25


class CapacityCase(FolderCase):
    def suite(self, url, profile=None, objectives=(FAST,), **more):
        steps = [{"name": "page", "request": "GET /page", "checks": [{"status": 200}]}]
        return write_suite(self.work, url, steps, {"rate": "20/s", "for": "1h", "drain": "5s", **(profile or {})},
                           suite={"objectives": list(objectives), **more})

    def search(self, suite, *words, code=0, **more):
        done = slogate("load", suite, "--find-capacity", "--step", "3s", *words, "--out", self.out, **more)
        self.assertEqual(done.code, code, done.everything())
        return done

    @property
    def found(self):
        return json.loads(self.results.text("capacity.json"))

    def outcomes(self):
        return [step["outcome"] for step in self.found["steps"]]


class Truth(CapacityCase):
    def test_the_capacity_of_a_server_with_slots_is_found(self):
        with Slots(5, 0.1) as server:  # 50/s
            done = self.search(self.suite(server.url), "--resolution", "10%")
        found = self.found
        self.assertAlmostEqual(found["capacity"]["rate_per_second"] / server.capacity, 1, delta=WIDE, msg=done.everything())
        self.assertEqual((found["gave_in"]["who"], found["ended"], found["settled"]), ("target", "complete", True))
        self.assertGreaterEqual(found["capacity"]["held_in_steps"], 2)
        self.assertIn("\n" + found["sentence"] + "\n", done.out)
        self.assertRegex(found["sentence"], r"^Capacity: [\d.]+/s held in [23] steps, for 3 s \(\d+ iterations, \d+ requests; "
                         r"fast .*, at most .* \(95 %\), limit < 2 min\)\. At [\d.]+/s the target gave in: ")
        self.assertEqual(sum(step["requests"] for step in found["steps"]) <= server.answered + 5, True)
        self.assert_valid(self.out)
        self.assertEqual(self.results.names(), sorted(FOUR_REPORTS + ["capacity.json", "steps"]))
        self.assertEqual(self.results.json["verdict"], "pass")
        for step in found["steps"]:
            self.assertTrue(os.path.exists(os.path.join(self.out, step["run_file"])), step)

    def test_a_start_above_the_capacity_is_searched_downwards(self):
        with Slots(3, 0.1) as server:  # 30/s
            done = self.search(self.suite(server.url), "--from", "90/s", "--resolution", "20%")
        self.assertAlmostEqual(self.found["capacity"]["rate_per_second"] / server.capacity, 1, delta=WIDE,
                               msg=done.everything())
        self.assertEqual(self.outcomes()[:2], ["target gave in"] * 2)

    def test_a_target_that_does_not_keep_up_gives_in_although_no_objective_says_so(self):
        with Slots(4, 0.1) as server:  # 40/s
            self.search(self.suite(server.url), "--from", "60/s", "--up-to", "60/s", "--resolution", "50%")
        first = self.found["steps"][0]
        self.assertEqual(first["outcome"], "target gave in")
        self.assertIn("the target did not keep up: ", first["reason"])


class Ends(CapacityCase):
    def test_the_rate_that_was_asked_for_at_most_is_at_least_the_capacity(self):
        with Target(lambda _request: (200, {}, b"")) as target:
            self.search(self.suite(target.url), "--up-to", "30/s")
        self.assertEqual(self.found["capacity"]["rate_per_second"], 30)
        self.assertIsNone(self.found["gave_in"])
        self.assertRegex(self.found["sentence"], r"^Capacity: at least 30/s held .* No higher rate was asked for \(--up-to\)\.$")

    def test_a_target_that_always_fails_has_none(self):
        with Target(lambda _request: (500, {}, b"")) as target:
            self.search(self.suite(target.url), code=1)
        self.assertIsNone(self.found["capacity"])
        self.assertEqual(self.outcomes(), ["target gave in"] * 8)  # four rates, each tried twice
        self.assertRegex(self.found["sentence"], r"^Capacity not known: no rate held\. At 0\.3125/s the target gave in: ")
        self.assertEqual(self.results.json["verdict"], "fail")

    def test_too_little_data_is_no_capacity_and_names_the_step_that_would_do(self):
        strict = {"name": "errors", "measure": "error_rate", "below": "0.5%"}
        with Target(lambda _request: (200, {}, b"")) as target:
            self.search(self.suite(target.url, objectives=[FAST, strict]), "--up-to", "20/s", code=3)
        self.assertEqual(self.outcomes(), ["too little data"])
        self.assertRegex(self.found["sentence"], r"^Capacity not known: at 20/s there was too little data to tell: .*"
                         r"steps of \d+ s would give enough at this rate: --step \d+s\.$")

    def test_a_cap_on_users_that_is_reached_first_is_not_the_targets_capacity(self):
        with Slots(1000, 0.1) as server:  # 4 users can have 40/s
            done = self.search(self.suite(server.url, {"max_users": 4}), "--resolution", "20%", code=3)
        self.assertEqual(self.found["gave_in"]["who"], "generator", done.everything())
        self.assertIn("all 4 users that the profile allows were busy", self.found["sentence"])
        self.assertEqual(server.most_open, 4)

    def test_an_interrupt_ends_it_and_tells_what_was_found(self):
        with Target(lambda _request: (200, {}, b"")) as target:
            process = start("load", self.suite(target.url), "--find-capacity", "--step", "3s", "--out", self.out)
            self.addCleanup(self.finish, process)
            second = os.path.join(self.out, "steps", "02-40-per-s", "run.db")
            wait_until(lambda: os.path.exists(second))
            process.send_signal(signal.SIGINT)
            done = end(process)
        self.assertEqual(done.code, 130, done.everything())
        self.assertEqual(self.found["ended"], "SIGINT")
        self.assertRegex(self.found["sentence"], r"^INCOMPLETE, ended by SIGINT\. Capacity: at least 20/s held in one step, ")
        self.assertEqual(self.outcomes(), ["held"])

    def test_a_target_that_is_never_ready_has_failed(self):
        with Target(lambda _request: (503, {}, b"")) as target:
            suite = self.suite(target.url, ready={"name": "ready", "request": "GET /", "checks": [{"status": 200}]})
            self.search(suite, "--wait-ready", "1s", code=1)
        self.assertIn("the target was not ready within 1 s", self.found["sentence"])
        self.assertEqual(self.found["steps"], [])


class Refused(CapacityCase):
    def refused(self, *words, suite=None):
        done = slogate("load", suite or self.suite("http://127.0.0.1:1"), *words, "--out", self.out)
        self.assertEqual((done.code, done.out), (2, ""), done.everything())
        self.assertFalse(os.path.exists(self.out))
        return done.err

    def test_options_that_contradict_a_search(self):
        self.assertEqual(self.refused("--find-capacity", "--rate", "5/s", "--users", "3", "--for", "9s"),
                         "--find-capacity and --rate: the search has rates of its own, --from says where it begins\n"
                         "--find-capacity and --users: the search has rates of its own, --from says where it begins\n"
                         "--find-capacity and --for: --step says how long each rate is tried\n"
                         "--rate and --users: an open or a closed model, give one of them\n")

    def test_options_of_a_search_without_one(self):
        self.assertEqual(self.refused("--step", "5s", "--from", "5/s", "--up-to", "9/s", "--resolution", "5%"),
                         "".join(f"--{name} goes with --find-capacity\n" for name in ["step", "from", "up-to", "resolution"]))

    def test_values_that_are_none(self):
        self.assertEqual(self.refused("--find-capacity", "--step", "1s", "--resolution", "5", "--from", "9/s", "--up-to", "5/s"),
                         "--step 1s: a duration from 3s to 1h is meant\n"
                         "--from 9/s is above --up-to 5/s\n"
                         "--resolution 5: a share from 1% to 50% is meant\n")

    def test_a_profile_without_a_rate_where_none_is_given(self):
        path = write_suite(self.work, "http://127.0.0.1:1", [{"name": "page", "request": "GET /"}],
                           {"users": 3, "for": "1s"})
        self.assertRegex(self.refused("--find-capacity", suite=path),
                         r'suite\.json:\d+:\d+: profile "load" has no arrival rate for --find-capacity to begin at: give one, '
                         r"--from 10/s\n")

    def test_a_folder_with_an_earlier_search(self):
        os.makedirs(os.path.join(self.out, "steps"))
        done = slogate("load", self.suite("http://127.0.0.1:1"), "--find-capacity", "--out", self.out)
        self.assertEqual(done.code, 2)
        self.assertEqual(done.err, f"{self.out}/steps: the folder holds the results of an earlier run, choose another one "
                         "with --out\n")


class ClosedProfile(CapacityCase):
    def test_gives_its_weights_to_a_rate_of_the_command_line(self):
        with Target(lambda _request: (200, {}, b"")) as target:
            path = write_suite(self.work, target.url, [{"name": "page", "request": "GET /"}], {"users": 3, "for": "1s"},
                               suite={"objectives": [FAST]})
            self.search(path, "--from", "20/s", "--up-to", "20/s")
        self.assertEqual([step["iterations_due"] for step in self.found["steps"]], [60, 60])


class CapOnUsers(CapacityCase):
    def test_is_the_cap_on_requests_in_flight(self):
        with Slots(1, 0.2) as server:  # 5/s: an open model at 60/s would have far more than 7 in flight
            done = slogate("load", self.suite(server.url, {"rate": "60/s", "for": "3s", "max_users": 7, "drain": "1s"}),
                           "--out", self.out)
        self.assertIn(done.code, (1, 3), done.everything())
        self.assertEqual(server.most_open, 7)


class Burnt(CapacityCase):
    def test_a_generator_without_its_core_gave_in_and_not_the_target(self):
        core = max(os.sched_getaffinity(0))

        def pinned():
            os.sched_setaffinity(0, {core})
            os.nice(19)

        burners = generator_test.Burnt.burn(self, core)
        with Slots(1000, 0.01) as server:
            process = start("load", self.suite(server.url, objectives=()), "--find-capacity", "--step", "3s", "--from", "400/s",
                            "--up-to", "400/s", "--resolution", "50%", "--out", self.out, preexec_fn=pinned)
            self.addCleanup(self.finish, process)
            third = os.path.join(self.out, "steps", "03-100-per-s")
            wait_until(lambda: os.path.exists(third) or process.poll() is not None, 300)
            for burner in burners:  # else the rest takes minutes; what was seen stands
                generator_test.put_out(burner)
            done = end(process)
        self.assertEqual(done.code, 3, done.everything())
        self.assertEqual(self.outcomes()[:2], ["generator gave in"] * 2)
        found = self.found
        self.assertEqual(found["gave_in"]["who"], "generator", done.everything())
        self.assertRegex(found["gave_in"]["reason"], "the generator (started iterations late|stood still)")
        self.assertIn("the generator gave in, so this is not the target's capacity", found["sentence"])


if __name__ == "__main__":
    unittest.main()
