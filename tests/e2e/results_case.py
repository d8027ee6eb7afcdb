"""A results folder as the tests of the five files look at it: made by smoke, by a long load that still runs, and held
against what those expect who read its kinds.
"""

import html
import os
import re
import sqlite3
import subprocess
import tempfile
import unittest

from slogate_run import Results, slogate, start, wait_until

NO_END = ("This run file has no end record: the run was killed or is still going on, or run.db was copied without the "
          "run.db-wal beside it.")
JUNIT_SCHEMA = os.path.join(os.path.dirname(__file__), "..", "reports", "junit.xsd")
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
        lint = subprocess.run(["xmllint", "--noout", "--schema", JUNIT_SCHEMA, results.path("junit.xml")],
                              capture_output=True, check=False)
        self.assertEqual(lint.returncode, 0, lint.stderr)
        self.assertEqual(results.json["schema_version"], 1)
        page = results.text("report.html")
        self.assertTrue(page.startswith("<!DOCTYPE html>") and page.endswith("</html>\n"), page[:40] + page[-40:])
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
