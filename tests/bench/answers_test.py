#!/usr/bin/python3
"""The benchmark's nginx answers as its suites and the five shipped flows want to see, and the clients' numbers are read.

Needs nginx and the built program (SLOGATE). No times are looked at, and wrk is not needed.
"""

import json
import os
import subprocess
import tempfile
import unittest

import clients
import table
import versus
from nginx import Nginx


class Answers(unittest.TestCase):
    def setUp(self):
        os.environ["PATH"] += ":/usr/sbin"
        folder = tempfile.TemporaryDirectory(prefix="slogate-bench.")
        self.addCleanup(folder.cleanup)
        self.cores = sorted(os.sched_getaffinity(0))
        self.nginx = Nginx(folder.name, self.cores[-1:])
        self.addCleanup(self.nginx.stop)

    def test_every_suite_passes_its_smoke_and_is_counted_by_nginx(self):
        for suite in ("one-get", "checks", "paced", "go-live"):
            with self.subTest(suite):
                case = versus.Case(2, 0, suite=suite)
                environment = dict(os.environ, BASE_URL=self.nginx.logged_origin(), **clients.GIVEN)
                command = [clients.SLOGATE, "smoke", clients.suite_of(case, self.nginx.dir), "--out", f"{self.nginx.dir}/{suite}.out"]
                done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                with open(f"{self.nginx.dir}/{suite}.out/report.json", encoding="utf-8") as file:
                    report = json.load(file)
                self.assertEqual(report["exit_code"], 0)
                if suite == "go-live":
                    skipped = [step["name"] for flow in report["flows"] for step in flow["steps"] if step["requests"] == 0]
                    # What a plain target without a sign-in begun by hand leaves out.
                    self.assertEqual(skipped, ["verify-given", "certificate", "plain-http", "upstream"])

    def test_a_row_becomes_a_line_and_a_table(self):
        run = clients.Run(20_000, 2_000, 18.2, 1.0, 40, 120, 0)
        other = clients.Run(16_000, 2_000, 5.0, 1.0)
        row = versus.row_of("many-10000", 2, 5, [versus.Pair(run, other, 0.98), versus.Pair(run, other, 0.98)])
        row["met"] = all(one["met"] for one in row["claims"])
        self.assertIn("memory 18 MB (at most 120 MB: met)", table.plain_row(row))
        self.assertIn("one client against itself 0.98 to 0.98", table.plain_row(row))
        result = {"machine": {"cores": 2, "processor": "P", "kernel": "6"}, "command": "c", "cases": [row]}
        self.assertIn("| many-10000 | 10.00 | 8.00 wrk | 1.25 (1.25 to 1.25) | 1.05 | no | memory 18 MB", table.markdown(result))

    def test_a_machine_that_grows_slower_does_not_change_a_pairs_ratio(self):
        runs = []

        def client(name, each):
            def run():
                runs.append(name)
                return clients.Run(1_000 * each * (1 + len(runs) / 10), 1_000, 20 + len(runs), 1.0, dropped=1)
            return run

        pairs = versus.in_pairs(2, client("ours", 3.0), client("theirs", 4.0))
        self.assertEqual("".join(name[0] for name in runs), "otto" + "toot")
        for pair in pairs:
            self.assertAlmostEqual(pair.ours.each_us / pair.theirs.each_us, 0.75)
            self.assertEqual((pair.ours.requests, pair.ours.seconds, pair.ours.dropped), (2_000, 2.0, 2))
            self.assertGreater(pair.itself, 1)
        self.assertEqual([pair.ours.memory_mb for pair in pairs], [24, 27])

    def test_times_are_read_in_any_unit(self):
        self.assertEqual([clients.duration_us(text) for text in ("72 us", "1.46 ms", "2 s")], [72, 1460, 2e6])


if __name__ == "__main__":
    unittest.main()
