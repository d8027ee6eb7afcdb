#!/usr/bin/python3
"""How a run ends other than by itself, and what it leaves behind: a kill, a signal, a reader that has gone, a full disk.
"""

import itertools
import os
import shutil
import signal
import subprocess
import threading
import time
import unittest

from own_suite import write_suite
from results_case import LONG, NO_END, FolderCase, end_of, intervals_of, words_of
from slogate_run import FIVE_FILES, FOUR_REPORTS, Results, end, slogate, start, wait_until
from targets import Target


class Unfinished(FolderCase):
    def test_a_run_file_copied_from_a_killed_run_without_its_log_says_so_everywhere(self):
        process = self.running()
        process.kill()
        process.wait()
        self.assertIn("run.db-wal", self.results.names())
        alone = os.path.join(self.work, "alone")
        os.mkdir(alone)
        shutil.copy(self.results.path("run.db"), alone)
        done = slogate("report", os.path.join(alone, "run.db"))
        self.assertIn(done.code, (1, 3), done.everything())
        self.assertIn(NO_END, done.out)
        copied = Results(alone)
        for name, words in words_of(copied).items():
            self.assertIn(NO_END, words, name)
        self.assertFalse(copied.json["complete"])
        self.assertEqual(copied.json["exit_code"], done.code)
        self.assertIn("the run file has no end record", copied.text("junit.xml"))

    def test_the_whole_of_a_killed_run_is_read_with_its_log(self):
        process = self.running()
        process.kill()
        process.wait()
        stored = intervals_of(self.out)
        done = slogate("report", self.results.path("run.db"))
        self.assertEqual(done.code, 3, done.everything())
        self.assertIn(NO_END, done.out)
        self.assertGreaterEqual(stored, 2)
        self.assertGreater(int(self.results.fact("requests").replace(",", "")), 0)

    def stopped(self, number, code, kind):
        process = self.running()
        asked = time.monotonic()
        process.send_signal(number)
        done = end(process)
        self.assertEqual(done.code, code, done.everything())
        self.assertLess(time.monotonic() - asked, 60)
        self.assertEqual(self.results.names(), FIVE_FILES)
        self.assert_valid(self.out)
        self.assertEqual(end_of(self.out), [kind])
        self.assertFalse(self.results.json["complete"])
        self.assertIn("INCOMPLETE  the run did not end by itself", done.out)
        self.assertIn("**Incomplete**", self.results.text("summary.md"))
        again = slogate("report", self.results.path("run.db"), "--out", os.path.join(self.work, "again"))
        self.assertEqual(again.code, 3, again.everything())

    def test_sigterm_leaves_five_valid_files_marked_incomplete(self):
        self.stopped(signal.SIGTERM, 143, "sigterm")

    def test_sigint_does_the_same(self):
        self.stopped(signal.SIGINT, 130, "sigint")

    def test_a_second_sigint_waits_for_no_answer(self):
        hanging = []

        released = threading.Event()
        self.addCleanup(released.set)

        def never(_request):
            hanging.append(True)
            released.wait()
            return 200, {}, b""

        with Target(never) as target:
            process = start("load", "--target", target.url, "--flow", "health", "--users", "3", "--for", "10m",
                            "--out", self.out)
            self.addCleanup(self.finish, process)
            wait_until(lambda: len(hanging) >= 3)
            asked = time.monotonic()
            process.send_signal(signal.SIGINT)
            wait_until(lambda: time.monotonic() - asked > 0.5)
            self.assertIsNone(process.poll(), "the first one lets running iterations come to their end")
            process.send_signal(signal.SIGINT)
            done = end(process)
            self.assertEqual(done.code, 130, done.everything())
            self.assertLess(time.monotonic() - asked, 8)  # a request alone may last ten seconds
            self.assertEqual(self.results.names(), FIVE_FILES)
            self.assertEqual(self.results.fact("requests"), "0")
            self.assertEqual(self.results.fact("not counted: no answer when the run ended"), str(len(hanging)))
            self.assertEqual(self.results.step("health", "health")["unanswered"], len(hanging))
            for words in ("SIGINT: nothing new is started, and what runs has 10 s to come to its end; a second signal "
                          "ends the run at once\n", "second signal: the run ends at once\n"):
                self.assertIn(words, done.err)

    def test_a_signal_while_it_waits_for_the_target_ends_it(self):
        with Target() as target:
            process = start("smoke", "--target", target.url, "--flow", "health", "--wait-ready", "10m", "--out", self.out)
            self.addCleanup(self.finish, process)
            wait_until(lambda: target.connections() > 0)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(end(process).code, 143)
        self.assertEqual(self.results.names(), FIVE_FILES)


class Behind(FolderCase):
    """A signal when the last iteration of the plan is under way already."""

    def signalled(self, drain, answers):
        asked = []
        released = threading.Event()
        self.addCleanup(released.set)

        def answer(_request):
            asked.append(True)
            released.wait()
            return 200, {}, b""

        with Target(answer) as target:
            path = write_suite(self.work, target.url, [{"name": "slow", "request": "GET /", "timeout": "1h",
                                                        "first_byte_timeout": "1h"}],
                               {"users": 1, "for": "1s"}, suite={"profiles": {"smoke": {"iterations": 1, "drain": drain}}})
            process = start("smoke", "--suite", path, "--out", self.out)
            self.addCleanup(self.finish, process)
            wait_until(lambda: asked)
            process.send_signal(signal.SIGTERM)
            for said in process.stderr:
                if said.startswith("SIGTERM: nothing new is started"):
                    break
            if answers:
                released.set()
            done = end(process)
        return done

    def test_leaves_a_run_complete_whose_drain_ends_by_itself(self):
        done = self.signalled("10m", True)
        self.assertEqual(done.code, 0, done.everything())
        self.assertEqual(end_of(self.out), ["complete"])
        self.assertTrue(self.results.json["complete"])
        self.assertEqual(self.results.fact("ended"), "by itself")
        self.assertIn("SIGTERM came when everything planned had started already, and cut nothing off: the run is complete",
                      self.results.json["warnings"])

    def test_is_an_interruption_where_it_cuts_that_off(self):
        done = self.signalled("1s", False)
        self.assertEqual(done.code, 143, done.everything())
        self.assertEqual(end_of(self.out), ["sigterm"])
        self.assertFalse(self.results.json["complete"])


class Teardown(FolderCase):
    """Interrupted while an answer is awaited that never comes, with a teardown behind it."""

    def interrupted(self, signals):
        asked = []
        released = threading.Event()
        self.addCleanup(released.set)

        def answer(request):
            asked.append(request.path)
            if request.path == "/slow":
                released.wait()
            return 200, {}, b""

        with Target(answer) as target:
            path = write_suite(self.work, target.url, [{"name": "slow", "request": "GET /slow", "timeout": "1h",
                                                        "first_byte_timeout": "1h"}],
                               {"users": 2, "for": "10m", "drain": "1s"},
                               suite={"teardown": [{"name": "tidy", "request": "POST /tidy"}]})
            process = start("load", "--suite", path, "--out", self.out)
            self.addCleanup(self.finish, process)
            wait_until(lambda: asked.count("/slow") == 2)
            for count, number in enumerate(signals):
                process.send_signal(number)
                if count == 0 and len(signals) > 1:
                    time.sleep(0.3)
            done = end(process)
        again = slogate("report", self.results.path("run.db"), "--out", os.path.join(self.work, "again"))
        return done, asked, again

    def test_one_signal_drains_as_the_profile_says_and_walks_teardown(self):
        done, asked, again = self.interrupted([signal.SIGTERM])
        self.assertEqual(done.code, 143, done.everything())
        self.assertIn("SIGTERM: nothing new is started, and what runs has 1 s to come to its end, then teardown is "
                      "walked within 10 s; a second signal ends the run at once\n", done.err)
        self.assertEqual(asked[-1], "/tidy")
        self.assertEqual(again.code, 3, again.everything())

    def test_a_second_one_leaves_teardown_out_which_is_no_failure_of_the_target(self):
        done, asked, again = self.interrupted([signal.SIGINT, signal.SIGINT])
        self.assertEqual(done.code, 130, done.everything())
        self.assertIn("second signal: the run ends at once, without teardown\n", done.err)
        self.assertNotIn("/tidy", asked)
        self.assertEqual(again.code, 3, again.everything())
        self.assertEqual(self.results.json["verdict"], "inconclusive")
        self.assertIn("teardown was not walked: the run was ended at once", self.results.json["warnings"])
        self.assertEqual(self.results.cases("failure"), [])


class Counts(FolderCase):
    def test_what_was_sent_is_what_the_server_saw_also_where_it_never_answered(self):
        seen = []
        numbers = itertools.count(1)
        released = threading.Event()
        self.addCleanup(released.set)

        def answer(_request):
            number = next(numbers)
            seen.append(number)
            if number % 5 == 0:
                released.wait()
            return 200, {}, b""

        with Target(answer) as target:
            path = write_suite(self.work, target.url, [{"name": "page", "request": "GET /", "timeout": "1h",
                                                        "first_byte_timeout": "1h"}],
                               {"rate": "20/s", "for": "2s", "drain": "1s"})
            done = end(start("load", "--suite", path, "--out", self.out))
            self.assertEqual(done.code, 3, done.everything())
            count = len(seen)
        missing = int(self.results.fact("not counted: no answer when the run ended"))
        self.assertEqual(missing, count // 5)
        self.assertEqual(int(self.results.fact("requests")) + missing, count)
        self.assertIn(f"{missing} not counted: no answer when the run ended\n", done.out)
        self.assertIn(f"{missing} of {count} requests (20 %) had no answer when the run ended", done.out)
        self.assertIn(f"{missing} of {count} iterations were cut off by the end of the run", done.out)
        before = self.results.all_bytes()
        self.assertEqual(slogate("report", self.results.path("run.db")).code, 3)
        self.assertEqual(self.results.all_bytes(), before)
        self.assertEqual(self.results.step("own", "page")["unanswered"], missing)
        for name in ("junit.xml", "report.html", "summary.md"):
            self.assertIn(f"{missing} not counted: no answer when the run ended", self.results.text(name), name)

    def test_what_was_never_sent_is_told_apart_from_what_the_server_failed(self):
        seen = []

        def answer(request):
            seen.append(request.path)
            return 200, {"content-type": "application/json"}, b'{"word": "a\\r\\nb"}'

        with Target(answer) as target:
            path = write_suite(self.work, target.url,
                               [{"name": "ask", "request": "GET /ask", "captures": {"word": {"json": "/word"}}},
                                {"name": "tell", "request": "GET /tell", "headers": {"x-word": "${word}"}}],
                               {"rate": "5/s", "for": "1s"})
            done = end(start("load", "--suite", path, "--out", self.out))
        self.assertEqual(done.code, 1, done.everything())
        self.assertEqual(seen, ["/ask"] * 5)
        self.assertEqual(self.results.fact("requests"), "10")
        self.assertEqual(self.results.fact("of these never sent"), "5")
        self.assertEqual(self.results.step("own", "tell")["never_sent"], 5)
        self.assertIn("of the failed, 5 were never sent\n", done.out)


class SpentRows(FolderCase):
    def test_end_the_run_and_every_report_says_so(self):
        with Target(lambda _request: (200, {}, b"")) as target:
            path = write_suite(self.work, target.url, [{"name": "use", "request": "GET /${row.id}"}],
                               {"rate": "20/s", "for": "10m"},
                               flow={"feeds": {"row": {"file": "rows.csv", "order": "unique"}}},
                               files={"rows.csv": "id\n" + "".join(f"r{n}\n" for n in range(20))})
            for model in (["--rate", "20/s"], ["--users", "3"]):
                out = self.out + model[0]
                began = time.monotonic()
                done = end(start("load", "--suite", path, *model, "--for", "10m", "--out", out))
                self.assertLess(time.monotonic() - began, 60)
                self.assertEqual(done.code, 0, done.everything())
                results = Results(out)
                self.assertTrue(results.json["complete"])
                self.assertEqual(results.fact("requests"), "20")
                self.assertTrue(results.fact("ended").startswith(
                    "before its time: the only flow had come to the end of its rows after "))
                for name, words in words_of(results).items():
                    self.assertIn("of 10 min only: the only flow had come to the end of its rows after", words, name)


class Output(FolderCase):
    def test_a_reader_of_stdout_that_has_gone_does_not_end_the_run(self):
        reading, writing = os.pipe()
        os.close(reading)
        process = start("load", "--demo", "--for", "2s", "--out", self.out, stdout=writing)
        os.close(writing)
        done = end(process)
        self.assertIn(done.code, (0, 3), done.err)
        self.assertEqual(end_of(self.out), ["complete"])
        self.assertEqual(self.results.names(), FIVE_FILES)

    def test_a_stdout_that_is_full_does_not_end_the_run_either(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = end(start("smoke", "--demo", "--out", self.out, stdout=full))
        self.assertEqual(done.code, 0, done.err)  # run.db and the reports are there, and hold the verdict
        self.assertEqual(end_of(self.out), ["complete"])
        self.assert_valid(self.out)

    def test_a_stderr_that_is_closed_does_not_end_the_run(self):
        reading, writing = os.pipe()
        os.close(reading)
        process = start("load", "--demo", "--for", "2s", "--out", self.out, stderr=writing)
        os.close(writing)
        self.assertIn(end(process).code, (0, 3))
        self.assertEqual(end_of(self.out), ["complete"])


class FullDisk(FolderCase):
    def disk(self, size):
        place = os.path.join(self.work, "disk")
        os.mkdir(place)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", place],
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if mounted.returncode != 0:
            self.skipTest(f"this machine gives no small disk to fill: {mounted.stdout.strip()}")
        self.addCleanup(subprocess.run, ["umount", place], check=True)
        return place

    @staticmethod
    def fill(place):
        with open(os.path.join(place, "filler"), "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                return

    def test_reports_on_a_full_disk_leave_the_older_ones_whole(self):
        self.smoke()
        place = self.disk("1m")
        self.assertEqual(slogate("report", self.results.path("run.db"), "--out", place).code, 0)
        before = Results(place).all_bytes()
        self.fill(place)
        self.smoke("--times", "2", out=os.path.join(self.work, "other"))
        done = slogate("report", os.path.join(self.work, "other", "run.db"), "--out", place)
        self.assertEqual(done.code, 4, done.everything())
        self.assertIn("No space left on device", done.err)
        self.assertEqual(Results(place).all_bytes(), before)
        self.assertEqual(Results(place).names(), sorted(FOUR_REPORTS + ["filler"]))

    def test_a_run_whose_disk_is_full_from_the_start_ends_with_4(self):
        place = self.disk("1m")
        self.fill(place)
        with Target() as target:
            done = slogate("smoke", "--target", target.url, "--flow", "health", "--out", os.path.join(place, "results"))
            self.assertEqual(done.code, 4, done.everything())
            self.assertIn("cannot create the run file: database or disk is full", done.err)
            self.assertEqual(target.connections(), 0)

    def test_a_run_whose_disk_fills_up_stops_and_ends_with_4(self):
        place = self.disk("300k")
        began = time.monotonic()
        done = slogate(*LONG, "--out", os.path.join(place, "results"))
        self.assertEqual(done.code, 4, done.everything())
        self.assertRegex(done.err, r"run\.db: cannot write the run file: database or disk is full\n")
        self.assertLess(time.monotonic() - began, 240)

if __name__ == "__main__":
    unittest.main()
