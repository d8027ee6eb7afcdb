#!/usr/bin/python3
"""Histograms held against HdrHistogram's own implementation in Java, both ways and bucket for bucket; and the log of a
run (`report --hlog`), as that implementation reads it, against what stands in run.db.
"""

import datetime
import os
import random
import re
import sqlite3
import subprocess
import sys
import unittest

from results_case import FolderCase
from slogate_run import FOUR_REPORTS, Results, slogate
from targets import Target

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from stored_histogram import histogram_of  # noqa: E402, beside the other tests' support

JAR = "/usr/share/java/hdrhistogram.jar"
ORACLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hdr_oracle.java")
HIGHEST_US = 3_600_000_000
SEED = 20261121
PHASES = ["dns", "connect", "tls", "send", "wait", "receive"]


def lowest(value):
    """Where the bucket of a value begins: 2,048 buckets of 1, then 1,024 for each doubling."""
    value = min(max(value, 1), HIGHEST_US)
    shift = max(value.bit_length() - 11, 0)
    return value >> shift << shift


def buckets(recorded):
    out = {}
    for value, count in recorded:
        out[lowest(value)] = out.get(lowest(value), 0) + count
    return out


def words_of(recorded):
    return " ".join(f"{value}:{count}" for value, count in recorded) or "-"


def counts_of(words):
    return {} if words == "-" else {int(v): int(c) for v, c in (pair.split(":") for pair in words.split(" "))}


def cases():
    """(name, [(value in us, count), …]) of 50 random histograms and of those at the edges."""
    out = [("empty", []), ("one sample", [(42, 1)]), ("lowest", [(1, 1)]), ("highest", [(HIGHEST_US, 1)]),
           ("clamped", [(HIGHEST_US + 1, 2), (10**13, 3), (500, 1)]), ("a single zero between", [(1, 1), (3, 1)]),
           ("2^53", [(1, 2**53), (2_000_000, 2**53)]), ("2^53 - 1 and 2^53 + 1", [(7, 2**53 - 1), (9, 2**53 + 1)]),
           ("2^62", [(5, 2**62)])]
    chance = random.Random(SEED)
    for number in range(50):
        recorded = [(int(HIGHEST_US ** chance.random()), chance.choice([1, 2, 1000, chance.getrandbits(40) + 1]))
                    for _ in range(chance.randrange(1, 400))]
        out.append((f"random {number} of seed {SEED}", recorded))
    return out


class Program:
    """A process that answers each line with one."""

    def __init__(self, *words):
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.line()

    def line(self):
        answer = self.process.stdout.readline()
        if not answer:
            raise AssertionError(f"{self.process.args} ended with {self.process.wait()}")
        return answer.rstrip("\n")

    def end(self):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


def java():
    return Program("java", "-Xshare:auto", "-cp", JAR, ORACLE)


class BothWays(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ours = Program(os.environ["SLOGATE_HDR_LINES"])
        cls.addClassCleanup(cls.ours.end)
        cls.theirs = java()
        cls.addClassCleanup(cls.theirs.end)

    def test_java_reads_what_slogate_writes_bucket_for_bucket(self):
        for name, recorded in cases():
            with self.subTest(name):
                text = self.ours.ask("encode " + words_of(recorded))
                self.assertTrue(text.startswith("HISTFAAA"), text)
                self.assertEqual(counts_of(self.theirs.ask("decode " + text)), buckets(recorded))

    def test_slogate_reads_what_java_writes_bucket_for_bucket(self):
        for name, recorded in cases():
            with self.subTest(name):
                within = [(min(value, HIGHEST_US), count) for value, count in recorded]
                text = self.theirs.ask("encode " + words_of(within))
                self.assertEqual(counts_of(self.ours.ask("decode " + text)), buckets(recorded))

    def test_both_write_the_same_bytes_before_they_are_compressed(self):
        for name, recorded in cases():
            with self.subTest(name):
                canonical = words_of(sorted(buckets(recorded).items()))
                self.assertEqual(self.ours.ask("plain " + canonical), self.theirs.ask("plain " + canonical))


def recorded_in(path):
    """{(tag, interval begin, interval end in ms): counts} of a run file."""
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    out = {}
    for interval in database.execute("select * from intervals"):
        at = tuple((interval[key] + 500_000) // 1_000_000 for key in ("begin_ns", "end_ns"))
        everything = {}
        rows = database.execute("select * from row_counts join rows using (row) where interval = ?",
                                (interval["interval"],))
        for row in rows:
            name = row["flow"] + "/" + (row["step"] or "group:" + row["step_group"])
            kinds = ["response", "service", "failures"] + PHASES
            for kind in kinds:
                column = kind if kind not in PHASES else "phase_" + kind
                out[(f"{name}/{kind}", *at)] = histogram_of(row[column])
            if row["step"]:
                for value, count in histogram_of(row["response"]).items():
                    everything[value] = everything.get(value, 0) + count
        out[("-", *at)] = everything
        for kind in ("wait_for_user", "dispatch_lag"):
            out[(kind, *at)] = histogram_of(interval[kind])
    database.close()
    return {key: counts for key, counts in out.items() if counts or key[0] == "-"}


LINE = re.compile(r"(?:Tag=([\w.~%/:-]+),)?(\d+\.\d{3}),(\d+\.\d{3}),(\d+\.\d{3}),(HISTFAAA[\w+/]+=*)")


class Log(FolderCase):
    """`slogate report RUN --hlog FILE` of a smoke run that failed in part."""

    @classmethod
    def setUpClass(cls):
        cls.theirs = java()
        cls.addClassCleanup(cls.theirs.end)

    def written(self, name="run.hlog", code=0):
        path = os.path.join(self.work, name)
        done = slogate("report", self.results.path("run.db"), "--out", os.path.join(self.work, "again"), "--hlog", path)
        self.assertEqual(done.code, code, done.everything())
        self.assertTrue(done.out.endswith(f"  {path}\n"), done.out)
        with open(path, encoding="ascii") as file:
            return path, file.read()

    def read_by_java(self, path):
        """{(tag, start, end in ms after the base): counts}, and the base in ms since 1970."""
        with open(path, encoding="ascii") as file:
            base = round(float(re.search(r"#\[BaseTime: (\S+) ", file.read()).group(1)) * 1000)
        out = {}
        answer = self.theirs.ask("log " + path)
        while answer != "end":
            tag, start, end, words = answer.split(" ", 3)
            out[(tag, int(start) - base, int(end) - base)] = counts_of(words)
            answer = self.theirs.line()
        return out

    def assert_same(self, read, recorded):
        """Java adds the length to the start in seconds since 1970 and cuts the sum to milliseconds, so an end may be one
        lower; a start it reads is exact."""
        self.assertEqual(len(read), len(recorded))
        ends = {(tag, start): end for tag, start, end in recorded}
        for (tag, start, end), counts in read.items():
            self.assertIn(ends[(tag, start)] - end, (0, 1), (tag, start, end))
            self.assertEqual(counts, recorded[(tag, start, ends[(tag, start)])], (tag, start))

    def test_java_reads_from_the_log_what_stands_in_the_run_file(self):
        self.smoke("--times", "5")
        path, _ = self.written()
        recorded = recorded_in(self.results.path("run.db"))
        self.assertGreater(len(recorded), 50)
        self.assert_same(self.read_by_java(path), recorded)

    def test_every_interval_of_a_load_has_its_lines(self):
        done = slogate("load", "--demo", "--rate", "50/s", "--for", "3s", "--out", self.out)
        self.assertIn(done.code, (0, 3), done.everything())
        path, _ = self.written(code=done.code)
        recorded = recorded_in(self.results.path("run.db"))
        self.assertGreaterEqual(len([key for key in recorded if key[0] == "-"]), 3)
        self.assert_same(self.read_by_java(path), recorded)

    def test_failures_have_their_own_lines(self):
        with Target() as target:
            slogate("smoke", "--target", target.url, "--flow", "health", "--out", self.out)
        path, _ = self.written(code=1)
        tags = {tag: counts for (tag, _, _), counts in self.read_by_java(path).items()}
        self.assertIn("health/health/failures", tags)
        self.assertNotIn("health/health/response", tags)
        self.assertEqual(tags["-"], {})

    def test_the_head_says_format_units_and_start_and_each_line_has_nothing_but_its_five_parts(self):
        self.smoke("--times", "3")
        _, text = self.written()
        lines = text.split("\n")
        started = datetime.datetime.fromisoformat(self.results.json["started"].replace("Z", "+00:00"))
        self.assertRegex(lines[0], r"^#\[slogate [\d.]+, run smoke-\d{8}T\d{6}Z-[0-9a-f]+\]$")
        self.assertEqual(lines[1], "#[Values are microseconds; Interval_Max is in milliseconds]")
        self.assertEqual(lines[2], "#[Histogram log format version 1.3]")
        seconds = f"{started.timestamp():.3f} (seconds since epoch)"
        self.assertEqual(lines[3], f"#[StartTime: {seconds}, {started:%a %b %d %H:%M:%S UTC %Y}]")
        self.assertEqual(lines[4], f"#[BaseTime: {seconds}]")
        self.assertEqual(lines[5], '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"')
        self.assertEqual(lines[-1], "")
        for line in lines[6:-1]:
            self.assertRegex(line, "^" + LINE.pattern + "$")

    def test_the_column_of_maxima_is_milliseconds(self):
        self.smoke()
        path, text = self.written()
        highest = {(match.group(1) or "-", round(float(match.group(2)) * 1000)): float(match.group(4))
                   for match in map(LINE.match, text.split("\n")) if match}
        for (tag, start, _), counts in self.read_by_java(path).items():
            top = max(counts, default=0)
            width = 1 << max(top.bit_length() - 11, 0)
            self.assertEqual(highest[(tag, start)], (top + width - 1) / 1000 if counts else 0, tag)

    def test_the_same_run_file_gives_the_same_bytes_and_the_reports_are_the_same_with_and_without(self):
        self.smoke()
        before = self.results.all_bytes(FOUR_REPORTS)
        _, first = self.written("first.hlog")
        _, second = self.written("second.hlog")
        self.assertEqual(first, second)
        self.assertNotIn(self.work, first)
        self.assertEqual(Results(os.path.join(self.work, "again")).all_bytes(FOUR_REPORTS), before)

    def test_the_processor_of_the_project_itself_takes_the_log(self):
        self.smoke("--times", "4")
        path, _ = self.written()
        done = subprocess.run(["java", "-cp", JAR, "org.HdrHistogram.HistogramLogProcessor", "-i", path, "-tag",
                               "health/health/response", "-outputValueUnitRatio", "1000"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"Total count    =\s+4\]")

    def test_the_run_file_itself_is_never_replaced(self):
        self.smoke()
        run_file = self.results.path("run.db")
        before = self.results.all_bytes(["run.db"])
        done = slogate("report", run_file, "--hlog", os.path.join(self.out, ".", "run.db"))
        self.assertEqual((done.code, done.out, done.err),
                         (2, "", f"--hlog {self.out}/./run.db: that is the run file itself\n"))
        self.assertEqual(self.results.all_bytes(["run.db"]), before)

    def test_a_log_that_cannot_be_written_ends_with_4_after_the_reports(self):
        self.smoke()
        place = os.path.join(self.work, "absent", "run.hlog")
        again = os.path.join(self.work, "again")
        done = slogate("report", self.results.path("run.db"), "--out", again, "--hlog", place)
        self.assertEqual((done.code, done.err), (4, f"{place}: cannot be written: No such file or directory\n"))
        self.assertEqual(Results(again).names(), FOUR_REPORTS)

    def test_a_run_file_that_cannot_be_read_leaves_no_log(self):
        self.smoke()
        database = sqlite3.connect(self.results.path("run.db"))
        database.execute("update row_counts set response = x'ff' where rowid = (select max(rowid) from row_counts)")
        database.commit()
        database.close()
        place = os.path.join(self.work, "run.hlog")
        done = slogate("report", self.results.path("run.db"), "--hlog", place)
        self.assertEqual(done.code, 2, done.everything())
        self.assertIn("holds a histogram that cannot be decoded", done.err)
        self.assertEqual([name for name in os.listdir(self.work) if "hlog" in name], [])


if __name__ == "__main__":
    unittest.main()
