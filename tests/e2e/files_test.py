#!/usr/bin/python3
"""The five files: where they may go, that they are whole and private, that the reports come again from run.db byte for
byte and follow what stands in it, and what a kill, a signal, a closed pipe and a full disk leave behind.
"""

import html
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

from slogate_run import FIVE_FILES, FOUR_REPORTS, Results, end, slogate, start, wait_until
from targets import Target

NO_END = ("This run file has no end record: the run was killed or is still going on, or run.db was copied without the "
          "run.db-wal beside it.")
LONG = ["load", "--demo", "--rate", "40/s", "--for", "10m"]


class FolderCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = folder.name
        self.out = os.path.join(self.work, "results")
        self.results = Results(self.out)

    def smoke(self, *words, code=0, out=None):
        done = slogate("smoke", "--demo", *words, "--out", out or self.out)
        self.assertEqual(done.code, code, done.everything())
        return done

    def running(self, *words, **more):
        """A long load, once some of it stands in its run file."""
        process = start(*(words or LONG), "--out", self.out, **more)
        self.addCleanup(self.finish, process)
        wait_until(lambda: intervals_of(self.out) >= 2)
        return process

    @staticmethod
    def finish(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def assert_valid(self, folder):
        """All four reports can be read by those who read their kind."""
        results = Results(folder)
        lint = subprocess.run(["xmllint", "--noout", results.path("junit.xml")], capture_output=True, check=False)
        self.assertEqual((lint.returncode, lint.stderr), (0, b""))
        self.assertEqual(results.json["schema_version"], 1)
        page = results.text("report.html")
        self.assertTrue(page.startswith("<!doctype html>") and page.endswith("</html>\n"), page[:40] + page[-40:])
        self.assertTrue(results.text("summary.md").startswith("# "))


def intervals_of(folder):
    """How many intervals a running program has stored; it is read as others may read it, beside the writer."""
    path = os.path.join(folder, "run.db")
    if not os.path.exists(path):
        return 0
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        return database.execute("select count(*) from intervals").fetchone()[0]
    except sqlite3.OperationalError:
        return 0  # its tables are being made
    finally:
        database.close()


def end_of(folder):
    database = sqlite3.connect(os.path.join(folder, "run.db"))
    try:
        return [row[0] for row in database.execute("select kind from run_end")]
    finally:
        database.close()


def words_of(results):
    """What each report says, without its format's escapes."""
    page = html.unescape(re.sub(r"<[^>]*>", "", results.text("report.html")))
    return {"report.html": page, "summary.md": html.unescape(results.text("summary.md")),
            "report.json": results.text("report.json")}


class Folder(FolderCase):
    def test_missing_parents_are_made_for_the_owner_alone(self):
        deep = os.path.join(self.work, "a", "b", "c")
        self.smoke(out=deep)
        self.assertEqual(Results(deep).names(), FIVE_FILES)
        self.assertEqual(stat.S_IMODE(os.stat(deep).st_mode), 0o700)

    def test_a_new_folder_has_five_valid_files_for_the_owner_alone(self):
        self.smoke()
        self.assertEqual(self.results.names(), FIVE_FILES)
        for name in FIVE_FILES:
            self.assertEqual(stat.S_IMODE(os.stat(self.results.path(name)).st_mode), 0o600, name)
        self.assert_valid(self.out)
        database = sqlite3.connect(self.results.path("run.db"))
        self.addCleanup(database.close)
        self.assertEqual(database.execute("pragma integrity_check").fetchall(), [("ok",)])
        self.assertEqual(database.execute("pragma journal_mode").fetchall(), [("delete",)])

    def test_without_out_the_folder_is_named_by_time_and_command(self):
        done = slogate("smoke", "--demo", "--flow", "health", cwd=self.work)
        self.assertEqual(done.code, 0, done.everything())
        names = os.listdir(os.path.join(self.work, "slogate-results"))
        self.assertEqual(len(names), 1)
        self.assertRegex(names[0], r"^\d{8}T\d{6}Z-smoke$")

    def test_a_folder_that_cannot_be_made_or_written_ends_the_command_before_any_request(self):
        file = os.path.join(self.work, "file")
        with open(file, "w", encoding="utf-8"):
            pass
        for place in [os.path.join(file, "x"), file, "/dev/null/x", "/proc/slogate"]:
            with self.subTest(place), Target() as target:
                done = slogate("smoke", "--target", target.url, "--flow", "health", "--out", place)
                self.assertEqual((done.code, done.out), (2, ""), done.everything())
                self.assertRegex(done.err, re.escape(place) + r": the results folder cannot be (created|written): .+\n$")
                self.assertEqual(target.connections(), 0)

    def test_the_results_of_an_earlier_run_are_never_replaced(self):
        self.smoke()
        before = self.results.all_bytes(FIVE_FILES)
        done = self.smoke(code=2)
        self.assertEqual(done.err, f"{self.out}/run.db: the folder holds the results of an earlier run, "
                                   "choose another one with --out\n")
        self.assertEqual(self.results.all_bytes(FIVE_FILES), before)
        self.assertEqual(self.results.names(), FIVE_FILES)

    def test_two_runs_never_share_a_folder(self):
        first = self.running()
        done = self.smoke(code=2)
        self.assertEqual(done.err, f"{self.out}: another run writes to this folder, choose another one with --out\n")
        first.send_signal(signal.SIGTERM)
        self.assertEqual(end(first).code, 143)
        self.assertEqual(self.results.names(), FIVE_FILES)

    def test_other_files_in_the_folder_stay(self):
        os.makedirs(self.out)
        with open(self.results.path("notes.txt"), "w", encoding="utf-8") as file:
            file.write("mine")
        self.smoke()
        self.assertEqual(self.results.text("notes.txt"), "mine")


class Again(FolderCase):
    def again(self, code):
        out = os.path.join(self.work, "again")
        done = slogate("report", self.results.path("run.db"), "--out", out)
        self.assertEqual(done.code, code, done.everything())
        self.assertEqual(Results(out).names(), FOUR_REPORTS)
        return Results(out), done

    def change(self, *statements):
        database = sqlite3.connect(self.results.path("run.db"))
        for statement, values in statements:
            self.assertEqual(database.execute(statement, values).rowcount, 1, statement)
        database.commit()
        database.close()

    def row_of(self, flow, step):
        database = sqlite3.connect(self.results.path("run.db"))
        row = database.execute("select row from rows where flow = ? and step = ?", (flow, step)).fetchone()[0]
        database.close()
        return row

    def test_smoke_load_and_a_failure_give_the_same_bytes_and_exit_code_again(self):
        with Target() as target:
            failing = ["smoke", "--target", target.url, "--flow", "health"]
            for number, (code, words) in enumerate([(0, ["smoke", "--demo"]), (3, ["load", "--demo", "--for", "1s"]),
                                                    (1, failing)]):
                with self.subTest(words):
                    self.results = Results(os.path.join(self.work, str(number)))
                    first = slogate(*words, "--out", self.results.folder)
                    self.assertEqual(first.code, code, first.everything())
                    again, done = self.again(code)
                    self.assertEqual(again.all_bytes(), self.results.all_bytes())
                    self.assertEqual(done.out.split("\nReports in ")[0], first.out.split("\nReports in ")[0])

    def test_reports_hold_no_path_of_their_folder(self):
        self.smoke()
        for name, text in self.results.all_bytes().items():
            self.assertNotIn(self.work.encode(), text, name)

    def test_report_without_out_writes_beside_the_run_file(self):
        self.smoke()
        before = self.results.all_bytes()
        for name in FOUR_REPORTS:
            os.remove(self.results.path(name))
        self.assertEqual(slogate("report", self.results.path("run.db")).code, 0)
        self.assertEqual(self.results.all_bytes(), before)

    def test_every_report_and_the_exit_code_follow_the_counts_of_one_interval(self):
        self.smoke("--times", "3")
        before = self.results.all_bytes()
        row = self.row_of("health", "health")
        self.change(("update outcome_counts set count = 2 where row = ? and outcome = 'ok'", (row,)),
                    ("insert into outcome_counts select interval, row, 'assert.check', 1 from outcome_counts "
                     "where row = ?", (row,)))
        again, done = self.again(1)
        self.assertEqual((again.json["verdict"], again.json["exit_code"]), ("fail", 1))
        step = again.step("health", "health")
        self.assertEqual((step["requests"], step["failed"], step["state"]), (3, 1, "fail"))
        self.assertEqual(again.cases("failure")[0][:3], ("smoke.health", "01 health", "assert.check"))
        self.assertIn("\nFAIL  Flow health, step health: ", done.out)
        for name, words in words_of(again).items():
            self.assertRegex(words.lower(), r"flow health, step health: .*1 of 3 requests failed", name)
        for name, text in again.all_bytes().items():
            self.assertNotEqual(text, before[name], name)

    def test_changing_the_counts_back_gives_the_first_bytes_back(self):
        self.smoke()
        row = self.row_of("qr", "light")
        statement = "update outcome_counts set outcome = ? where row = ?"
        self.change((statement, ("limited", row)))
        self.again(1)
        self.change((statement, ("ok", row)))
        self.assertEqual(self.again(0)[0].all_bytes(), self.results.all_bytes())

    def test_a_file_that_is_no_run_file_and_one_that_is_not_there_are_refused(self):
        path = os.path.join(self.work, "run.db")
        self.assertEqual(slogate("report", path).err, f"{path}: cannot read the run file: there is no such file\n")
        with open(path, "w", encoding="utf-8") as file:
            file.write("no database " * 100)
        done = slogate("report", path)
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertEqual(done.err, f"{path}: cannot read the run file: it is no run file: it does not begin like one\n")
        self.assertEqual(os.listdir(self.work), ["run.db"])


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

        def never(_request):
            hanging.append(True)
            wait_until(lambda: len(hanging) > 1_000_000, 3600)

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

    def test_a_signal_while_it_waits_for_the_target_ends_it(self):
        with Target() as target:
            process = start("smoke", "--target", target.url, "--flow", "health", "--wait-ready", "10m", "--out", self.out)
            self.addCleanup(self.finish, process)
            wait_until(lambda: target.connections() > 0)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(end(process).code, 143)
        self.assertEqual(self.results.names(), FIVE_FILES)


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
        self.assertIn(done.code, (0, 4), done.err)
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
            self.assertIn(done.code, (2, 4), done.everything())
            self.assertEqual(target.connections(), 0)

    def test_a_run_whose_disk_fills_up_stops_and_ends_with_4(self):
        place = self.disk("300k")
        began = time.monotonic()
        done = slogate(*LONG, "--out", os.path.join(place, "results"))
        self.assertEqual(done.code, 4, done.everything())
        self.assertRegex(done.err, r"run\.db: .*full")
        self.assertLess(time.monotonic() - began, 240)


if __name__ == "__main__":
    unittest.main()
