"""Everything that has threads in one process: the embedded demo, four workers, the run file, progress, signals. Run under
the thread sanitizer by ci/test.sh --sanitizers; a race ends the program with another exit code than a verdict's.
"""

import os
import signal
import tempfile
import unittest

from slogate_run import slogate, start, wait_until


class Threads(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = os.path.join(folder.name, "results")

    def test_four_workers_load_the_demo_beside_them(self):
        done = slogate("load", "--demo", "--workers", "4", "--for", "4s", "--out", self.out)
        self.assertIn(done.code, (0, 3), done.everything())
        self.assertNotIn("ThreadSanitizer", done.err)

    def test_a_smoke_with_its_demo(self):
        done = slogate("smoke", "--demo", "--out", self.out)
        self.assertEqual(done.code, 0, done.everything())
        self.assertNotIn("ThreadSanitizer", done.err)

    def test_a_signal_in_the_middle(self):
        process = start("load", "--demo", "--workers", "2", "--for", "10m", "--out", self.out)
        wait_until(lambda: os.path.exists(os.path.join(self.out, "run.db")))
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 143, errors)


if __name__ == "__main__":
    unittest.main(verbosity=2)
