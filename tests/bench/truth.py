#!/usr/bin/python3
"""slogate's service times beside the truth: a server that holds each answer back by a known schedule notes when the last
byte of a request came in and the last byte of its answer went out, slogate writes its raw samples, and both are
joined request by request.

    tests/bench/truth.py [--rounds 5] [--seconds 10] [--case NAME]... [--rate N]... [--json FILE] [--realtime]

Both note what comes in by the kernel's receive stamp, each with code of its own. slogate has the first core, the
server the last one, which it keeps busy while a connection is open, so that it answers when that is due. Shown are
medians over the rounds, which take turns. Wanted is: slogate's service time is never below the server's; p50, p90 and
p99 differ by at most 1 % or 100 us, whichever is more, p99.9 by at most 1 % or 1 ms. --realtime gives both the
scheduler's real-time class (and lets the server sleep): for a machine that has other work, and to be named with the
numbers.

Exit 0 where all of that holds, 1 where something does not, 2 where something is missing. No part of CI: there
tests/e2e/truth_test.py makes the same join.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import truth  # noqa: E402, beside the tests' other support

CASES = {"constant": "constant:2ms", "bimodal": "bimodal:1ms:20ms:0.05", "heavy-tailed": "pareto:1ms:1.5:500ms"}
RATES = [100, 1000, 5000]
QUANTILES = [("p50", 500, 100_000), ("p90", 900, 100_000), ("p99", 990, 100_000), ("p99.9", 999, 1_000_000)]


def one_round(delay, rate, seconds, seed, realtime):
    """{quantile: (server, slogate)} in ns, the least difference of one request, and how many there were."""
    with tempfile.TemporaryDirectory(prefix="slogate-truth.") as folder:
        words = ["--seed", str(seed), *([] if realtime else ["--turn", "always"])]
        with truth.TruthServer(folder, delay, *words, core=truth.THEIR_CORE, realtime=realtime) as server:
            profile = {"rate": f"{rate}/s", "for": f"{seconds}s", "max_users": 2000, "drain": "1m"}
            suite = truth.write_truth_suite(folder, server.url, profile)
            dump = os.path.join(folder, "samples.tsv")
            ran = truth.run_load([suite, "--out", os.path.join(folder, "out"), "--dump-samples", dump],
                                 truth.OUR_CORE, realtime)
            entries = server.stop()
        if ran.code not in (0, 3):  # 3: too busy for the schedule, which says nothing of service times
            sys.exit(f"truth.py: slogate ended with {ran.code}:\n{ran.text}")
        pairs = truth.join(truth.read_samples(dump), entries)
    ours = [sample.service_time_ns for sample, _ in pairs]
    theirs = [truth.server_time(entry) for _, entry in pairs]
    return {"requests": len(pairs), "least_difference_ns": min(a - b for a, b in zip(ours, theirs)),
            "planned": rate * seconds, "load_average": os.getloadavg()[0],
            **{name: (truth.quantile(theirs, q), truth.quantile(ours, q)) for name, q, _ in QUANTILES}}


def judged(case, rate, rounds):
    row = {"case": case, "delay": CASES[case], "rate": rate, "rounds": rounds,
           "least_difference_ns": min(one["least_difference_ns"] for one in rounds),
           "all_sent": all(one["requests"] == one["planned"] for one in rounds), "quantiles": {}}
    for name, _, least in QUANTILES:
        server = statistics.median(one[name][0] for one in rounds)
        limit = max(least, server / 100)
        difference = statistics.median(one[name][1] - one[name][0] for one in rounds)
        row["quantiles"][name] = {"server_ns": server, "slogate_ns": statistics.median(one[name][1] for one in rounds),
                                  "difference_ns": difference, "limit_ns": limit, "met": abs(difference) <= limit}
    row["met"] = (row["least_difference_ns"] >= 0 and row["all_sent"]
                  and all(value["met"] for value in row["quantiles"].values()))
    return row


def print_row(row):
    below = "never below" if row["least_difference_ns"] >= 0 else f"BELOW by {-row['least_difference_ns']} ns"
    requests = sum(one["requests"] for one in row["rounds"])
    print(f"{row['case']}, {row['rate']}/s: {requests} requests joined, {below} "
          f"(least difference {truth.time_text(row['least_difference_ns'])}), {'met' if row['met'] else 'NOT met'}")
    for name, value in row["quantiles"].items():
        times = {key: truth.time_text(value[f"{key}_ns"]) for key in ("server", "slogate", "difference", "limit")}
        print(f"  {name:<6} server {times['server']:>11}  slogate {times['slogate']:>11}  difference "
              f"{times['difference']:>10}  limit {times['limit']:>10}  {'met' if value['met'] else 'NOT met'}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--case", action="append", choices=CASES, help="only this one (may be repeated)")
    parser.add_argument("--rate", action="append", type=int, help="only this one (may be repeated)")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--realtime", action="store_true")
    arguments = parser.parse_args()
    truth.need(parser.prog)
    machine = truth.machine()
    print(f"machine: {machine}, {arguments.rounds} rounds of {arguments.seconds} s", flush=True)
    wanted = [(case, rate) for case in arguments.case or CASES for rate in arguments.rate or RATES]
    rounds = {each: [] for each in wanted}
    for number in range(arguments.rounds):
        for case, rate in wanted:
            rounds[case, rate].append(one_round(CASES[case], rate, arguments.seconds, number + 1, arguments.realtime))
    rows = [judged(case, rate, rounds[case, rate]) for case, rate in wanted]
    for row in rows:
        print_row(row)
    truth.write_json(arguments.json, {"machine": machine, "realtime": arguments.realtime, "cases": rows})
    return 0 if all(row["met"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
