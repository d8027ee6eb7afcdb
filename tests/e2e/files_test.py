#!/usr/bin/python3
"""The five files: where they may go, that they are whole and private, that the reports come again from run.db byte for
byte, and that they follow what stands in it.
"""

import os
import re
import signal
import sqlite3
import stat
import unittest

from results_case import FolderCase, words_of
from slogate_run import FIVE_FILES, FOUR_REPORTS, Results, end, slogate
from targets import Target


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
        self.change((statement, ("assert.check", row)))
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

if __name__ == "__main__":
    unittest.main()
