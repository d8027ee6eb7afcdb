#!/usr/bin/python3
"""How near `slogate load --find-capacity` comes to a capacity that is known: a server of K slots, each held for S
seconds, answers at most K / S requests a second. Several searches in a row, each from another start. Exit 1 where one of
them found a rate that is more than 10 % beside it.

    tests/bench/capacity.py [--slogate build/release/slogate] [--runs 5] [--slots 8] [--seconds 0.05] [--step 10s]
                            [--json FILE]

A search takes about ten steps and as many rests: with the defaults five take ten minutes. On a busy machine slogate may
say that it gave in itself; such a run is shown as one.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))

# Behind the line above: these modules lie there.
from own_suite import write_suite  # noqa: E402
from slots import Slots  # noqa: E402

STARTS = [0.1, 0.3, 0.7, 1.5, 3]  # of the capacity


def search(slogate, folder, server, start, step):
    objective = {"name": "fast", "measure": "p90", "below": "30s"}
    suite = write_suite(folder, server.url, [{"name": "page", "request": "GET /page"}],
                        {"rate": f"{start:g}/s", "for": "1h"}, suite={"objectives": [objective]})
    out = os.path.join(folder, "results")
    done = subprocess.run([slogate, "load", suite, "--find-capacity", "--step", step, "--out", out],
                          capture_output=True, text=True, check=False)
    try:
        with open(os.path.join(out, "capacity.json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        sys.exit(f"the search left no capacity.json, exit {done.returncode}:\n{done.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slogate", default=os.path.join(HERE, "..", "..", "build", "release", "slogate"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slots", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=0.05)
    parser.add_argument("--step", default="10s")
    parser.add_argument("--json", help="also write the figures there")
    given = parser.parse_args()
    truth = given.slots / given.seconds
    print(f"{given.slots} slots of {given.seconds * 1000:g} ms: {truth:g}/s; {os.cpu_count()} cores, load average "
          f"{os.getloadavg()[0]:.1f}, steps of {given.step}")
    runs = []
    for number in range(given.runs):
        start = truth * STARTS[number % len(STARTS)]
        with tempfile.TemporaryDirectory() as folder, Slots(given.slots, given.seconds) as server:
            found = search(given.slogate, folder, server, start, given.step)
        rate = (found["capacity"] or {"rate_per_second": 0})["rate_per_second"]
        who = (found["gave_in"] or {"who": "nobody"})["who"]
        runs.append({"start": start, "found": rate, "error": rate / truth - 1, "gave_in": who,
                     "steps": len(found["steps"]), "exit_code": found["exit_code"]})
        print(f"run {number + 1}: from {start:g}/s found {rate:g}/s ({runs[-1]['error']:+.1%}) in {len(found['steps'])} "
              f"steps; above it the {who} gave in; exit {found['exit_code']}", flush=True)
    near = sum(abs(run["error"]) <= 0.1 for run in runs)
    print(f"within 10 %: {near} of {len(runs)}")
    if given.json:
        with open(given.json, "w", encoding="utf-8") as file:
            json.dump({"truth": truth, "cores": os.cpu_count(), "within_10_percent": near, "runs": runs}, file, indent=2)
    return 0 if near == len(runs) else 1


if __name__ == "__main__":
    sys.exit(main())
