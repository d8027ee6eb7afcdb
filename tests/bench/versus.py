#!/usr/bin/python3
"""CPU time per request of `slogate load` beside wrk's, against nginx on loopback: both in turn, pair by pair.

    tests/bench/versus.py [--rounds 9] [--seconds 5] [--case NAME]... [--json FILE] [--table]
    tests/bench/versus.py --from FILE --table     a table of what --json has written, nothing is run

The client has core 0, nginx core 1. A pair is four runs, ours, theirs, theirs, ours, and then the other way round: machines are
shared, and one that grows slower or faster for half a minute does so to both. The ratio of a pair counts, its quartiles are
printed with the medians. What the machine alone does is printed beside it: the quartiles of one client against itself, of the
two runs in a pair that follow each other. Before each case both clients make one
short run that nginx logs: slogate's own count must be nginx's, and wrk is given a header so that its requests have the bytes
of slogate's, within 10 %. --table adds a Markdown table. Needs Debian's nginx and wrk; h2load (nghttp2-client), ab
(apache2-utils) and hey are shown beside them where they are installed.

get-*, tls-*, many-10000: one GET with a status check. checks-50: three checks, a capture, two variables; wrk gets the same
answers and looks at none. flows-50: the five shipped flows, beside a plain GET of wrk's. tls-10000 is about memory: a good
part of its CPU time goes into opening the connections. open-20000 stands beside slogate's own closed model at that rate,
two-workers beside one worker; its target holds on machines of four cores or more.

Exit 0 where everything is met: medians within the target, upper quartiles within 5 % of it, and what is claimed beside; 1
where something is not, 2 where something is missing. No part of CI: a busy machine decides nothing.
"""

import argparse
import json
import os
import platform
import re
import resource
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, replace

import clients
from nginx import Nginx
from table import markdown, plain_head, plain_row


@dataclass(frozen=True)
class Case:
    users: int
    target: float  # CPU time per request, in times of what it is compared with; 0: none
    tls: bool = False
    suite: str = "one-get"
    path: str = "/plain"  # what wrk asks for
    beside: str = "wrk"
    lengthened: int = 1  # so many times --seconds: where opening the connections takes a good part of the time
    most_mb: float = 0
    most_kb_a_user: float = 0


OPEN_RATE = 20_000
OPEN_LAG_US = 300
TWO_WORKERS = 1.8
CASES = {
    "get-50": Case(50, 1.00),
    "get-1000": Case(1000, 1.00),
    "tls-50": Case(50, 1.00, tls=True),
    "tls-1000": Case(1000, 1.00, tls=True),
    "many-10000": Case(10000, 1.05, lengthened=2, most_mb=120),
    "tls-10000": Case(10000, 0, tls=True, lengthened=4, most_kb_a_user=80),
    "checks-50": Case(50, 1.25, suite="checks", path="/users/123456?page=50"),
    "flows-50": Case(50, 2.00, suite="go-live"),
    "open-20000": Case(50, 2.00, beside="closed model"),
    "two-workers": Case(200, 0, beside="one worker"),
}


def short(case):
    """What nginx can log: plain, and no more users than a second is enough for."""
    return replace(case, tls=False, users=min(case.users, 1000))


def check_count(nginx, case, **how):
    """slogate's own count is that of nginx's log; the bytes of a request."""
    counted = clients.run_slogate(nginx, short(case), 1, origin=nginx.logged_origin(), **how).requests
    time.sleep(0.5)  # nginx writes a line after the answer is out
    logged, request_bytes = nginx.take_log()
    if logged != counted:
        sys.exit(f"versus.py: slogate counts {counted} requests, nginx {logged}")
    return request_bytes


def check_alike(nginx, case):
    """Counts by nginx, and the bytes that wrk's requests lack of slogate's: ours, theirs, and how long a header to add."""
    ours = check_count(nginx, case)
    clients.run_wrk(nginx, short(case), 1, 0, origin=nginx.logged_origin())
    time.sleep(0.5)
    _, theirs = nginx.take_log()
    pad = max(0, round(ours - theirs) - len("x-pad: \r\n"))
    padded = theirs + (pad + len("x-pad: \r\n") if pad else 0)
    if abs(padded - ours) > ours / 10:
        sys.exit(f"versus.py: slogate's requests have {ours:.0f} bytes, wrk's {padded:.0f}")
    return ours, theirs, pad


@dataclass(frozen=True)
class Pair:
    ours: clients.Run
    theirs: clients.Run
    itself: float  # of the client that ran twice without the other between: the second run's cost in times of the first's


def in_pairs(rounds, ours, theirs):
    """Each pair in mirrored order, so that what grows with time weighs alike on both; neither is always the first."""
    pairs = []
    for number in range(rounds):
        outer, inner = (ours, theirs) if number % 2 == 0 else (theirs, ours)
        first, second, third, fourth = outer(), inner(), inner(), outer()
        both = [first.and_of(fourth), second.and_of(third)]
        if number % 2 == 1:
            both.reverse()
        pairs.append(Pair(*both, third.each_us / second.each_us))
    return pairs


def quartiles(values):
    return statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3


def row_of(name, rounds, seconds, pairs, **more):
    case = CASES[name]
    low, median, high = quartiles([pair.ours.each_us / pair.theirs.each_us for pair in pairs])
    itself = quartiles([pair.itself for pair in pairs])
    claims = [claim("ratio", median, case.target), claim("upper quartile", high, case.target * 1.05)] if case.target else []
    memory = max(pair.ours.memory_mb for pair in pairs)
    if case.most_mb:
        claims.append(claim("memory", memory, case.most_mb, "MB"))
    if case.most_kb_a_user:
        claims.append(claim("memory per user", memory * 1e3 / case.users, case.most_kb_a_user, "KB"))
    return {
        "case": name, "users": case.users, "tls": case.tls, "beside": case.beside, "target": case.target,
        "rounds": rounds, "seconds": seconds,
        "slogate_us": statistics.median(pair.ours.each_us for pair in pairs),
        "other_us": statistics.median(pair.theirs.each_us for pair in pairs),
        "ratio": median, "lower_quartile": low, "upper_quartile": high,
        "itself_lower_quartile": itself[0], "itself_upper_quartile": itself[2],
        "memory_mb": memory, "claims": claims, "others_us": {},
        "pairs": [{"slogate": vars(pair.ours), "other": vars(pair.theirs), "itself": pair.itself} for pair in pairs], **more,
    }


def claim(what, value, limit, unit="", at_least=False):
    return {"what": what, "value": value, "limit": limit, "unit": unit, "at_least": at_least,
            "met": value >= limit if at_least else value <= limit}


def beside_wrk(nginx, name, rounds, seconds):
    case = CASES[name]
    seconds *= case.lengthened
    ours, theirs, pad = check_alike(nginx, case)
    pairs = in_pairs(rounds, lambda: clients.run_slogate(nginx, case, seconds),
                     lambda: clients.run_wrk(nginx, case, seconds, pad))
    return row_of(name, rounds, seconds, pairs, request_bytes=ours, wrk_bytes_without_pad=theirs,
                  others_us=clients.run_others(nginx, case, seconds))


def beside_closed_model(nginx, name, rounds, seconds):
    """Users with a think time send as often: a request then costs a wake-up for its timer and one for its answer in both."""
    case = CASES[name]
    paced = Case(1000, 0, suite="paced")
    check_count(nginx, case, load=["--rate", f"{OPEN_RATE}/s"])
    pairs = in_pairs(rounds, lambda: clients.run_slogate(nginx, case, seconds, load=["--rate", f"{OPEN_RATE}/s"]),
                     lambda: clients.run_slogate(nginx, paced, seconds))
    row = row_of(name, rounds, seconds, pairs)
    lag = statistics.median(pair.ours.lag_p99_us for pair in pairs)
    row["lag_p50_us"] = statistics.median(pair.ours.lag_p50_us for pair in pairs)
    row["claims"] += [claim("dispatch lag p99", lag, OPEN_LAG_US, "us"),
                      claim("dropped iterations", sum(pair.ours.dropped for pair in pairs), 0)]
    full = statistics.median(pair.theirs.rate for pair in pairs)
    row["notes"] = [f"the closed model: 1,000 users who think, {full:,.0f} requests/s"]
    row["others_us"] = {"50 users who do not": clients.run_slogate(nginx, case, seconds).each_us}
    return row


def beside_one_worker(nginx, name, rounds, seconds):
    """Two workers on cores 0 and 1; nginx has what is left, and on two cores it shares the second."""
    case = CASES[name]
    check_count(nginx, case, workers=2)
    pairs = in_pairs(rounds, lambda: clients.run_slogate(nginx, case, seconds, workers=2),
                     lambda: clients.run_slogate(nginx, case, seconds))
    row = row_of(name, rounds, seconds, pairs)
    low, median, high = quartiles([pair.ours.rate / pair.theirs.rate for pair in pairs])
    row["times_as_many_requests"] = {"lower_quartile": low, "median": median, "upper_quartile": high}
    if os.cpu_count() >= 4:
        row["claims"].append(claim("times one worker's rate", median, TWO_WORKERS, at_least=True))
    return row


def measure(nginx, name, rounds, seconds):
    ways = {"wrk": beside_wrk, "closed model": beside_closed_model, "one worker": beside_one_worker}
    row = ways[CASES[name].beside](nginx, name, rounds, seconds)
    row["met"] = all(one["met"] for one in row["claims"]) if row["claims"] else None
    return row


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        found = re.search(r"model name\s*: (.*)", info.read())
    return {"cores": os.cpu_count(), "processor": found[1] if found else platform.processor(), "kernel": platform.release()}


def server_cores(name):
    """One core, as the client has one; for two workers all that they leave."""
    return list(range(2, os.cpu_count())) if CASES[name].beside == "one worker" and os.cpu_count() > 2 else [1]


def run_all(arguments):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 30000)), hard))
    print(plain_head(), flush=True)
    rows = []
    for name in arguments.case or CASES:
        with tempfile.TemporaryDirectory(prefix="slogate-versus.") as folder:
            nginx = Nginx(folder, server_cores(name))
            try:
                rows.append(measure(nginx, name, arguments.rounds, arguments.seconds))
            finally:
                nginx.stop()
        print(plain_row(rows[-1]), flush=True)
    command = ["tests/bench/versus.sh", f"--rounds {arguments.rounds}", f"--seconds {arguments.seconds}"]
    command += [f"--case {name}" for name in arguments.case or []]
    return {"machine": machine(), "command": " ".join(command), "others": clients.others_present(), "cases": rows}


def missing():
    tools = [tool for tool in ("nginx", "wrk", "taskset", "openssl") if shutil.which(tool) is None]
    return tools + [clients.SLOGATE] * (not os.path.exists(clients.SLOGATE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--case", action="append", choices=CASES, help="only this one (may be repeated)")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--table", action="store_true", help="print a Markdown table too")
    parser.add_argument("--from", dest="earlier", metavar="FILE", help="measure nothing, take what --json has written")
    arguments = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin"
    if arguments.earlier:
        with open(arguments.earlier, encoding="utf-8") as file:
            result = json.load(file)
    else:
        lacking = missing()
        if lacking:
            print(f"versus.py: not there: {', '.join(lacking)}", file=sys.stderr)
            return 2
        result = run_all(arguments)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as out:
            json.dump(result, out, indent=2)
    if arguments.table:
        print(markdown(result))
    return 0 if all(row["met"] is not False for row in result["cases"]) else 1


if __name__ == "__main__":
    sys.exit(main())
