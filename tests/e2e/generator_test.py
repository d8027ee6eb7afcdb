#!/usr/bin/python3
"""Whose doing it was: a target that stands still fails the run, a generator that does leaves it undecided. Processes
are stopped by SIGSTOP, their core is burnt, their descriptors are few.
"""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest

from demo_app import DemoApp
from own_suite import write_suite
from results_case import FolderCase, intervals_of
from slogate_run import SLOGATE, end, slogate, start, wait_until
from targets import Target

STILL = r"the generator stood still for [\d.]+ s \(stopped"
LATE = "the generator started iterations late"
LONG_LIMITS = {"timeout": "5m", "first_byte_timeout": "5m", "connect_timeout": "5m"}
BURNERS = 4


def pass_time(seconds):
    """Lets so much time pass: that is what the test is about, and no state shows it."""
    until = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() >= until, seconds + 60)


class GeneratorCase(FolderCase):
    def suite(self, url, objective, **profile):
        return write_suite(self.work, url, [{"name": "page", "request": "GET /api/health", **LONG_LIMITS}],
                           {"rate": "20/s", "for": "8s", "max_users": 4, "drain": "5m", **profile},
                           suite={"objectives": [{"name": "o", **objective}]})

    def under_way(self, path, **more):
        """A load of that suite that has come to its second second."""
        process = start("load", "--suite", path, "--out", self.out, **more)
        self.addCleanup(self.finish, process)
        wait_until(lambda: intervals_of(self.out) >= 1 or process.poll() is not None)
        return process

    def loaded(self, url, objective, **more):
        return self.under_way(self.suite(url, objective), **more)

    @staticmethod
    def stop(seconds, *processes):
        for process in processes:
            process.send_signal(signal.SIGSTOP)
        try:
            pass_time(seconds)
        finally:
            for process in processes:
                process.send_signal(signal.SIGCONT)

    def why(self, done, code):
        """All the reasons of a run that ended so."""
        self.assertEqual(done.code, code, done.everything())
        return "\n".join(self.results.json["reasons"])


class Stopped(GeneratorCase):
    def test_a_target_that_stands_still_fails(self):
        with DemoApp() as demo:
            process = self.loaded(demo.variables["BASE_URL"], {"measure": "max", "below": "3s"})
            self.stop(5, demo.process)
            done = end(process)
        why = self.why(done, 1)
        self.assertRegex(why, r"slowest answer.* is .* s, limit 3 s")
        self.assertNotRegex(why, STILL)

    def test_a_generator_that_stands_still_leaves_it_undecided(self):
        with DemoApp() as demo:
            process = self.loaded(demo.variables["BASE_URL"], {"measure": "max", "below": "5m"})
            self.stop(3, process)
            done = end(process)
        self.assertRegex(self.why(done, 3), STILL)
        self.assertIn("stood still", [fact["name"] for fact in self.results.json["generator"]])
        again = slogate("report", self.results.path("run.db"), "--out", os.path.join(self.work, "again"))
        self.assertEqual(again.code, 3, again.everything())

    def test_both_at_once_leave_a_latency_undecided(self):
        with DemoApp() as demo:
            process = self.loaded(demo.variables["BASE_URL"], {"measure": "max", "below": "3s"})
            self.stop(5, demo.process, process)
            done = end(process)
        self.assertRegex(self.why(done, 3), STILL)

    def test_answers_that_came_meanwhile_are_no_timeouts(self):
        """More users than one look at the sockets serves, and a limit that is over when the generator goes on."""
        def answer(_request):
            threading.Event().wait(0.3)  # what the target takes
            return 200, {}, b""

        with Target(answer) as target:
            step = {"name": "page", "request": "GET /", **LONG_LIMITS, "timeout": "4s"}
            path = write_suite(self.work, target.url, [step], {"users": 150, "for": "8s", "drain": "5m"},
                               suite={"objectives": [{"name": "o", "measure": "p50", "below": "5m"}]})
            process = self.under_way(path)
            self.stop(5, process)
            done = end(process)
        self.assertRegex(self.why(done, 3), STILL)
        self.assertEqual(self.results.fact("failed requests"), "0")

    def test_what_the_burst_behind_it_breaks_is_no_fail(self):
        """All that was due meanwhile is sent at once, which is more than the target takes at a time."""
        places = threading.BoundedSemaphore(40)

        def answer(_request):
            if not places.acquire(blocking=False):
                return 503, {}, b""
            threading.Event().wait(0.1)  # what the target takes
            places.release()
            return 200, {}, b""

        with Target(answer) as target:
            path = write_suite(self.work, target.url, [{"name": "page", "request": "GET /"}],
                               {"rate": "100/s", "for": "8s"},
                               suite={"objectives": [{"name": "o", "measure": "error_rate", "below": "20%"}]})
            process = self.under_way(path)
            self.stop(3, process)
            done = end(process)
        self.assertRegex(self.why(done, 3), STILL)
        self.assertNotEqual(self.results.fact("failed requests"), "0")

    def test_a_fail_that_stands_without_the_stopped_time_is_one(self):
        with DemoApp("--fail", "/api/health=503") as demo:
            process = self.loaded(demo.variables["BASE_URL"], {"measure": "error_rate", "below": "50%"})
            self.stop(3, process)
            done = end(process)
        why = self.why(done, 1)
        self.assertRegex(why, STILL)
        self.assertRegex(why, r"error rate.* is 100 %, limit 50 %")


def put_out(burner):
    try:
        os.killpg(burner.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it has ended with all its children
    burner.wait()


class Burnt(GeneratorCase):
    """The core that the generator is pinned to has other work, which is served first."""

    def burn(self, core):
        def pin():
            os.sched_setaffinity(0, {core})

        if shutil.which("stress-ng"):
            words = [["stress-ng", "--cpu", str(BURNERS), "--quiet"]]
        else:
            words = [[sys.executable, "-c", "while True: pass"]] * BURNERS
        burners = []
        for each in words:
            # A group of their own, which ends as a whole: stress-ng has children. No session of their own: a scheduler
            # may deal time out to sessions first, and then what is niced has its share.
            burners.append(subprocess.Popen(each, preexec_fn=pin, stdin=subprocess.DEVNULL, process_group=0))
            self.addCleanup(put_out, burners[-1])
        return burners

    def test_a_generator_without_its_core_leaves_it_undecided(self):
        cores = os.sched_getaffinity(0)
        core = max(cores)
        try:
            os.sched_setaffinity(0, cores)
        except PermissionError:
            self.skipTest("may not pin a process to a core here")

        def pinned():
            os.sched_setaffinity(0, {core})
            os.nice(19)  # at equal rights a scheduler may still let one through that needs little

        with DemoApp() as demo:
            # No latency is judged: then 10 ms of lag are too much.
            process = self.loaded(demo.variables["BASE_URL"], {"measure": "error_rate", "below": "50%"},
                                  preexec_fn=pinned)
            burners = self.burn(core)
            pass_time(5)
            for burner in burners:  # else the reports take as long as the run did
                burner.terminate()
            done = end(process)
        why = self.why(done, 3)
        self.assertTrue(LATE in why or re.search(STILL, why), why)
        if LATE in why and os.path.exists("/proc/self/schedstat"):
            self.assertRegex(why, r"worker 1 waited \d+ % of the time for a core that other work had: use a less busy")


def looks_at_types():
    """Whether the program is built with UBSan's look at the types of objects."""
    with open(SLOGATE, "rb") as program:
        return b"__ubsan_handle_dynamic_type_cache_miss" in program.read()


class Descriptors(GeneratorCase):
    def slow_target(self):
        released = threading.Event()
        self.addCleanup(released.set)

        def answer(_request):
            released.wait(1)
            return 200, {}, b""

        return Target(answer)

    def limited(self, soft, hard, host="127.0.0.1"):
        with self.slow_target() as target:
            path = self.suite(target.url.replace("127.0.0.1", host), {"measure": "max", "below": "5m"},
                              **{"rate": "60/s", "max_users": 200, "for": "3s"})
            return end(start("load", "--suite", path, "--out", self.out,
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))))

    @unittest.skipIf(looks_at_types(), "without a descriptor UBSan has no pipe to look through, and calls every type wrong")
    def test_that_are_short_are_told_before_the_run_and_leave_it_undecided(self):
        done = self.limited(48, 48)
        self.assertRegex(self.why(done, 3), r"[\d,]+ requests? found no free descriptor or port on the generator")
        warning = ("180 users with one connection each may need 212 descriptors, and `ulimit -Hn` allows 48: raise "
                   "that limit, or use fewer users")
        self.assertIn(f"warning: {warning}\n", done.err)
        self.assertIn(warning, self.results.json["warnings"])

    @unittest.skipIf(looks_at_types(), "without a descriptor UBSan has no pipe to look through, and calls every type wrong")
    def test_that_are_short_leave_it_undecided_where_a_name_is_looked_up_too(self):
        done = self.limited(48, 48, "localhost")
        self.assertRegex(self.why(done, 3), r"[\d,]+ requests? found no free descriptor or port on the generator")

    def test_that_only_the_soft_limit_keeps_short_are_no_trouble(self):
        done = self.limited(48, min(2000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        self.assertIn(done.code, (0, 3), done.everything())  # 3: the machine was too busy for the schedule
        self.assertEqual(self.results.fact("failed requests"), "0")
        self.assertEqual(self.results.fact("requests"), "180")
        self.assertNotIn("descriptors", done.err)


if __name__ == "__main__":
    unittest.main()
