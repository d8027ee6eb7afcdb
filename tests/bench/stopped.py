#!/usr/bin/python3
"""A target that is stopped (SIGSTOP) while slogate loads it: what the response times then are can be worked out on
paper.

    tests/bench/stopped.py [--json FILE] [--realtime]

1. 100/s for 60 s with users to spare, stopped for 1.4 s: the 140 that arrive meanwhile wait for its end, and the 61st
   slowest of 6,000 is p99. Wanted: response p99 0.8 s +- 50 ms, maximum 1.4 s +- 50 ms.
2. 10/s for 100 s with one user, stopped for 10 s: one request takes 10 s, and what is due meanwhile waits for the
   user. Wanted: response p99 9.0 s +- 0.1 s, service p99 below 5 ms, 1,000 started, none dropped.

Takes three minutes. Exit 0 where all of that holds, 1 where something does not, 2 where something is missing. The
same two are exact on virtual time (tests/runner/engine/latency_test.cc); in CI tests/e2e/truth_test.py stops a target
for real.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import truth  # noqa: E402, beside the tests' other support

# name: profile, when it is stopped and for how long in s
CASES = {
    "1.4 s in 60 s at 100/s": ({"rate": "100/s", "for": "60s", "max_users": 1000}, 20, 1.4),
    "10 s in 100 s at 10/s, one user": ({"rate": "10/s", "for": "100s", "max_users": 1, "drain": "1m"}, 30, 10),
}


def run_case(profile, at, length, realtime):
    with tempfile.TemporaryDirectory(prefix="slogate-stopped.") as folder:
        with truth.TruthServer(folder, "constant:1ms", core=truth.THEIR_CORE, realtime=realtime) as server:
            suite = truth.write_truth_suite(folder, server.url, profile)
            out = os.path.join(folder, "out")
            process = subprocess.Popen(
                [*truth.pinned(truth.OUR_CORE, realtime), truth.SLOGATE, "load", suite, "--out", out],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            time.sleep(at)
            server.process.send_signal(signal.SIGSTOP)
            begin = time.monotonic()
            time.sleep(length)
            server.process.send_signal(signal.SIGCONT)
            stood = time.monotonic() - begin
            text = process.communicate(timeout=300)[0]
        if process.returncode not in (0, 3):
            sys.exit(f"stopped.py: slogate ended with {process.returncode}:\n{text}")
        run_db = os.path.join(out, "run.db")
        response = truth.recorded(run_db, "row_counts", "response")
        service = truth.recorded(run_db, "row_counts", "service")
        started, dropped = truth.sums(run_db, "flow_counts", "started", "dropped")
    return {"stood_s": stood, "started": started, "dropped": dropped,
            "response_p99_s": truth.histogram_quantile(response, 990) / 1e6, "response_max_s": max(response) / 1e6,
            "service_p99_s": truth.histogram_quantile(service, 990) / 1e6}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--realtime", action="store_true")
    arguments = parser.parse_args()
    truth.need(parser.prog)
    machine = truth.machine()
    print(f"machine: {machine}", flush=True)
    found = []
    for name, (profile, at, length) in CASES.items():
        one = {"case": name, **run_case(profile, at, length, arguments.realtime)}
        if length < 2:
            one["met"] = (abs(one["response_p99_s"] - 0.8) <= 0.05 and abs(one["response_max_s"] - 1.4) <= 0.05
                          and (one["started"], one["dropped"]) == (6000, 0))
        else:
            one["met"] = (abs(one["response_p99_s"] - 9.0) <= 0.1 and one["service_p99_s"] < 0.005
                          and (one["started"], one["dropped"]) == (1000, 0))
        found.append(one)
        print(f"{name}: stood {one['stood_s']:.3f} s, response p99 {one['response_p99_s']:.3f} s, maximum "
              f"{one['response_max_s']:.3f} s, service p99 {one['service_p99_s'] * 1e3:.2f} ms, {one['started']} started, "
              f"{one['dropped']} dropped: {'met' if one['met'] else 'NOT met'}", flush=True)
    truth.write_json(arguments.json, {"machine": machine, "realtime": arguments.realtime, "cases": found})
    return 0 if all(one["met"] for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
