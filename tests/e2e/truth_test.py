#!/usr/bin/python3
"""slogate's raw samples (`--dump-samples`) held against the log of a server that shares no code with it, request by
request. Only what holds on a machine that has other work: tests/bench/truth.py measures how near the two are.
"""

import collections
import os
import signal
import stat
import sys
import unittest

from results_case import FolderCase, intervals_of
from slogate_run import end, slogate, start, wait_until

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import truth  # noqa: E402, beside the other tests' support

MS = 1_000_000


class TruthCase(FolderCase):
    def setUp(self):
        super().setUp()
        self.dump = os.path.join(self.work, "samples.tsv")

    def load(self, server, profile, *words, code=0):
        suite = truth.write_truth_suite(self.work, server.url, {"drain": "2m", **profile})
        done = slogate("load", suite, "--out", self.out, "--dump-samples", self.dump, *words)
        self.assertEqual(done.code, code, done.everything())
        return done

    def sums(self, table, *columns):
        return truth.sums(self.results.path("run.db"), table, *columns)


class Joined(TruthCase):
    def pairs_of(self, delay, rate, seconds, *words):
        with truth.TruthServer(self.work, delay) as server:
            # 3: the machine was too busy for the schedule; what is asserted holds all the same.
            suite = truth.write_truth_suite(self.work, server.url,
                                            {"rate": f"{rate}/s", "for": f"{seconds}s", "drain": "2m", "max_users": 500})
            done = slogate("load", suite, "--out", self.out, "--dump-samples", self.dump, *words)
            self.assertIn(done.code, (0, 3), done.everything())
            entries = server.stop()
        samples = truth.read_samples(self.dump)
        self.assertEqual(len(samples), rate * seconds)
        return truth.join(samples, entries)

    def assert_true(self, pairs):
        for sample, entry in pairs:
            self.assertEqual((sample.outcome, sample.status), ("ok", 200))
            finish = sample.begin_ns + sample.service_time_ns
            self.assertGreaterEqual(sample.service_time_ns, truth.server_time(entry))
            self.assertGreaterEqual(truth.server_time(entry), entry.delay_ns)
            # The two processes' clocks are one.
            self.assertLessEqual(sample.begin_ns, entry.in_ns)
            self.assertLessEqual(entry.last_out_ns, finish + MS)  # the begin is noted a moment before the time is taken
            self.assertLessEqual(sample.intended_start_ns, sample.actual_start_ns)
            self.assertLessEqual(sample.actual_start_ns, sample.begin_ns)
            self.assertEqual(sample.intended_start_ns + sample.wait_for_user_ns + sample.dispatch_lag_ns,
                             sample.actual_start_ns)
            self.assertEqual(sample.response_time_ns,
                             sample.service_time_ns + sample.wait_for_user_ns + sample.dispatch_lag_ns)
            phases = (sample.dns_ns, sample.connect_ns, sample.tls_ns, sample.send_ns, sample.wait_ns, sample.receive_ns)
            self.assertLessEqual(sum(phases), sample.service_time_ns)

    def assert_sums(self, pairs):
        samples = [sample for sample, _ in pairs]
        self.assertEqual(self.sums("row_totals", "finished", "failed"), (len(samples), 0))
        self.assertEqual(self.sums("row_counts", "class_2xx", "bytes_out", "bytes_in", "new_connections"),
                         (len(samples), sum(s.bytes_out for s in samples), sum(s.bytes_in for s in samples),
                          sum(s.new_connection for s in samples)))
        self.assertEqual(self.sums("flow_counts", "started", "succeeded", "dropped"), (len(samples), len(samples), 0))
        # What was recorded is what was dumped, bucket for bucket.
        for table, column, times in (("row_counts", "service", [s.service_time_ns for s in samples]),
                                     ("row_counts", "response", [s.response_time_ns for s in samples]),
                                     ("row_counts", "phase_wait", [s.wait_ns for s in samples if s.wait_ns > 0]),
                                     ("intervals", "dispatch_lag", [s.dispatch_lag_ns for s in samples]),
                                     ("intervals", "wait_for_user", [s.wait_for_user_ns for s in samples])):
            self.assertEqual(truth.recorded(self.results.path("run.db"), table, column), truth.buckets(times), column)
        self.assertEqual(sorted(s.iteration for s in samples), list(range(len(samples))))
        self.assertEqual(self.results.fact("requests"), str(len(samples)))

    def test_over_constant_delays(self):
        pairs = self.pairs_of("constant:20ms", 100, 4)
        self.assert_true(pairs)
        self.assert_sums(pairs)
        # Wide: what two processes and the kernel between them may take on a busy machine.
        median = truth.quantile([sample.service_time_ns for sample, _ in pairs], 500)
        self.assertLess(median - 20 * MS, 10 * MS)
        starts = sorted(sample.intended_start_ns for sample, _ in pairs)
        self.assertEqual({later - earlier for earlier, later in zip(starts, starts[1:])}, {10 * MS})

    def test_over_bimodal_delays_with_two_workers(self):
        pairs = self.pairs_of("bimodal:5ms:80ms:0.2", 100, 4, "--workers", "2")
        self.assert_true(pairs)
        self.assert_sums(pairs)
        slow = collections.Counter(entry.delay_ns for _, entry in pairs)[80 * MS]
        self.assertGreater(slow, 40)
        self.assertGreaterEqual(sum(sample.service_time_ns >= 80 * MS for sample, _ in pairs), slow)

    def test_over_heavy_tailed_delays_in_two_parts(self):
        """The body's last byte comes 10 ms after the rest."""
        with truth.TruthServer(self.work, "pareto:2ms:1.2:400ms", "--receive", "10ms") as server:
            self.load(server, {"users": 4, "iterations": 100, "for": "2m"})
            entries = server.stop()
        pairs = truth.join(truth.read_samples(self.dump), entries)
        self.assertEqual(len(pairs), 100)
        self.assert_true(pairs)
        self.assert_sums(pairs)
        for sample, entry in pairs:
            self.assertGreaterEqual(entry.last_out_ns - entry.first_out_ns, 10 * MS)
            # Begun when the first bytes had been read; that may be late on a busy machine, never early.
            self.assertGreaterEqual(sample.wait_ns + sample.send_ns, entry.first_out_ns - entry.in_ns)


class Stopped(TruthCase):
    def test_a_target_that_stands_still_for_a_second_shows_in_p99_and_maximum(self):
        """10 s at 100/s: what arrives in the stopped time waits for its end, and is over 1 % of all."""
        with truth.TruthServer(self.work, "constant:1ms") as server:
            suite = truth.write_truth_suite(self.work, server.url, {"rate": "100/s", "for": "10s", "max_users": 500})
            process = start("load", suite, "--out", self.out, "--dump-samples", self.dump)
            self.addCleanup(self.finish, process)
            wait_until(lambda: intervals_of(self.out) >= 2 or process.poll() is not None)
            server.process.send_signal(signal.SIGSTOP)
            seen = intervals_of(self.out)
            try:
                wait_until(lambda: intervals_of(self.out) >= seen + 2 or process.poll() is not None)
            finally:
                server.process.send_signal(signal.SIGCONT)
            done = end(process)
            self.assertIn(done.code, (0, 3), done.everything())  # 3: the machine was too busy for the schedule
            entries = server.stop()
        pairs = truth.join(truth.read_samples(self.dump), entries)
        self.assertEqual(len(pairs), 1000)
        self.assertEqual(self.sums("flow_counts", "started", "succeeded", "dropped"), (1000, 1000, 0))
        responses = [sample.response_time_ns for sample, _ in pairs]
        stopped = max(responses)
        self.assertGreater(stopped, 900 * MS)  # between two intervals' ends lies one whole
        # Ten of a hundred a second are 1 %: the eleventh slowest came 0.1 s after the slowest.
        self.assertGreater(truth.quantile(responses, 990), stopped - 400 * MS)


class Dump(TruthCase):
    def test_holds_what_was_sent_and_nothing_that_is_secret(self):
        with truth.TruthServer(self.work, "constant:0") as server:
            suite = truth.write_truth_suite(self.work, server.url, {"users": 1, "for": "1s"})
            done = slogate("smoke", suite, "--times", "3", "--out", self.out, "--dump-samples", self.dump)
            self.assertEqual(done.code, 0, done.everything())
            self.assertIn(f"  {self.dump}\n", done.out)
            entries = server.stop()
        samples = truth.read_samples(self.dump)
        self.assertEqual([(s.flow, s.step, s.iteration, s.request) for s in samples],
                         [("page", "get", n, 0) for n in range(3)])
        self.assertEqual([s.request_id for s in samples], [entry.id for entry in entries])
        self.assertEqual(stat.S_IMODE(os.stat(self.dump).st_mode), 0o600)

    def refused(self, path, why):
        with truth.TruthServer(self.work, "constant:0") as server:
            suite = truth.write_truth_suite(self.work, server.url, {"users": 1, "for": "1s"})
            done = slogate("load", suite, "--out", self.out, "--dump-samples", path)
            self.assertEqual((done.code, done.err), (2, why))
            self.assertEqual(server.stop(), [])

    def test_to_an_unusable_place_is_refused_before_anything_is_sent(self):
        path = os.path.join(self.work, "none", "samples.tsv")
        self.refused(path, f"{path}: --dump-samples: cannot be written: No such file or directory\n")
        self.refused(self.work, f"{self.work}: --dump-samples: cannot be written: Is a directory\n")
        path = os.path.join(self.out, "run.db")
        self.refused(path, f"{path}: --dump-samples: the run writes a file of its own there, choose another name\n")
        self.refused("", "--dump-samples: the name of a file is meant\n")

    def test_that_cannot_be_written_to_its_end_is_exit_code_4_and_the_run_is_whole(self):
        with truth.TruthServer(self.work, "constant:0") as server:
            self.dump = "/dev/full"
            done = self.load(server, {"users": 1, "iterations": 5, "for": "1m"}, code=4)
            self.assertEqual(len(server.stop()), 5)
        self.assertIn("/dev/full: the samples could not be written to their end: No space left on device\n", done.err)
        self.assertNotIn("  /dev/full\n", done.out)
        self.assertEqual(self.results.fact("requests"), "5")


if __name__ == "__main__":
    unittest.main()
