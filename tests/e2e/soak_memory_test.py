#!/usr/bin/python3
"""Memory of a long load: what the process holds resident after its first minute and after five differs by less than
2 MB. SLOGATE_SOAK_SECONDS shortens it; the two marks move along. Belongs to the release build: sanitizers keep memory.
"""

import os
import tempfile
import time
import unittest

from demo_app import DemoApp
from slogate_run import Results, end, start, wait_until

SECONDS = int(os.environ.get("SLOGATE_SOAK_SECONDS", "300"))
RATE = 200
ALLOWED_KB = 2048
EARLY, LATE = 0.2, 0.99  # of the length: minute 1, and the end of minute 5 while it still sends


def resident_kb(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    raise AssertionError("the process has ended")


class Soak(unittest.TestCase):
    def test_memory_does_not_grow_with_the_length_of_the_run(self):
        with tempfile.TemporaryDirectory() as folder, DemoApp() as demo:
            out = os.path.join(folder, "results")
            began = time.monotonic()
            process = start("load", "--rate", f"{RATE}/s", "--for", f"{SECONDS}s", "--flow", "health", "--flow", "qr",
                            "--out", out, env=demo.variables)
            held = []
            try:
                for part in (EARLY, LATE):
                    wait_until(lambda mark=began + part * SECONDS: time.monotonic() >= mark or process.poll() is not None,
                               SECONDS + 60)
                    held.append(resident_kb(process.pid))
            finally:
                done = end(process, SECONDS + 120)
            print(f"resident: {held[0]} kB at {EARLY * SECONDS:.0f} s, {held[1]} kB at {LATE * SECONDS:.0f} s")
            self.assertIn(done.code, (0, 3), done.everything())
            self.assertEqual(Results(out).fact("failed requests"), "0")
            requests = int(Results(out).fact("requests").replace(",", ""))
            self.assertGreater(requests, RATE * SECONDS)  # a walk through qr is four of them
            self.assertLess(held[1] - held[0], ALLOWED_KB)


if __name__ == "__main__":
    unittest.main()
