"""What slogate measured, request by request, beside what a server of our own noted (slogate_truth_server).

    with TruthServer(folder, "bimodal:1ms:20ms:0.1") as server:
        suite = write_truth_suite(folder, server.url, rate=1000, seconds=10)
        ... slogate load --suite suite --dump-samples FILE ...
        entries = server.stop()
    pairs = join(read_samples(FILE), entries)      # raises Untrue where the two do not know the same requests
"""

import collections
import csv
import json
import os
import platform
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys

from stored_histogram import histogram_of

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SLOGATE = os.environ.get("SLOGATE", os.path.join(ROOT, "build", "release", "slogate"))
SERVER = os.environ.get("SLOGATE_TRUTH_SERVER",
                        os.path.join(ROOT, "build", "release", "tests", "support", "truth_server", "slogate_truth_server"))

OUR_CORE, THEIR_CORE = min(os.sched_getaffinity(0)), max(os.sched_getaffinity(0))

Entry = collections.namedtuple("Entry", "id delay_ns in_ns first_out_ns last_out_ns")
_WORDS = {"flow", "step", "request_id", "traceparent", "outcome"}


class Untrue(AssertionError):
    """The two logs contradict one another."""


class TruthServer:
    def __init__(self, folder, delay, *words, core=None, realtime=False):
        self._log = os.path.join(folder, "truth.tsv")
        self.process = subprocess.Popen([*pinned(core, realtime), SERVER, "--delay", delay, "--log", self._log, *words],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("port "):
            self.__exit__()
            raise Untrue(f"the server did not start: {line!r}")
        self.url = f"http://127.0.0.1:{int(line.split()[1])}"

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(60)
        self.process.stdout.close()

    def stop(self):
        """Ends it; what it noted of each request, in the order in which they came."""
        self.process.terminate()
        code = self.process.wait(60)
        if code != 0:
            raise Untrue(f"the server ended with {code}")
        with open(self._log, encoding="ascii") as file:
            rows = csv.DictReader(file, delimiter="\t")
            return [Entry(row["id"], *(int(row[name]) for name in Entry._fields[1:])) for row in rows]


def write_truth_suite(folder, url, profile):
    """One flow with one step, whose requests name themselves. A timeout of minutes: a server may be stopped for long."""
    suite = {"name": "truth", "target": url, "flows": ["page.json"],
             "profiles": {"smoke": {"iterations": 1}, "load": profile},
             "defaults": {"timeout": "2m", "first_byte_timeout": "2m"},
             "objectives": [{"name": "errors", "measure": "error_rate", "below": "50%", "decision": "observed"}]}
    page = {"name": "page", "steps": [{"name": "get", "request": "GET /", "headers": {"x-request-id": "${request.id}"},
                                       "checks": [{"status": 200}]}]}
    for name, value in {"suite.json": suite, "page.json": page}.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(value, file)
    return os.path.join(folder, "suite.json")


def read_samples(path):
    """The lines of a --dump-samples file; numbers as such, None where there is none."""
    with open(path, encoding="utf-8") as file:
        names = file.readline().rstrip("\n").split("\t")
        kind = collections.namedtuple("Sample", names)
        text = [name in _WORDS for name in names]
        out = []
        for line in file:
            fields = line.rstrip("\n").split("\t")
            if len(fields) != len(names):
                raise Untrue(f"a line of {len(fields)} columns under {len(names)} names: {line!r}")
            out.append(kind(*(field if is_text else int(field) if field else None
                              for field, is_text in zip(fields, text))))
        return out


def join(samples, entries):
    """(sample, entry) of every request, by its identity. Each side must know all of the other's, once."""
    sampled = {}
    for sample in samples:
        if not sample.request_id or sample.request_id in sampled:
            raise Untrue(f"no identity, or one that came before: {sample}")
        sampled[sample.request_id] = sample
    pairs = []
    for entry in entries:
        if entry.id not in sampled:
            raise Untrue(f"the server had a request that was not dumped, or had it twice: {entry}")
        pairs.append((sampled.pop(entry.id), entry))
    if sampled:
        raise Untrue(f"{len(sampled)} dumped requests never came to the server: {next(iter(sampled.values()))}")
    return pairs


def server_time(entry):
    """What the server took: from the request's last byte to the answer's last."""
    return entry.last_out_ns - entry.in_ns


def quantile(values, q):
    """The smallest value that at least the share q is at or below. `q` in parts of 1,000, so that ranks are exact."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * q // 1000) - 1)]


def recorded(run_db, table, column):
    """The sum of a column of histograms over a whole run."""
    database = sqlite3.connect(run_db)
    try:
        total = collections.Counter()
        for (blob,) in database.execute(f"select {column} from {table}"):
            total.update(histogram_of(blob))
        return dict(total)
    finally:
        database.close()


def sums(run_db, table, *columns):
    """Of columns of numbers over a whole run."""
    database = sqlite3.connect(run_db)
    try:
        return database.execute(f"select {', '.join(f'sum({c})' for c in columns)} from {table}").fetchone()
    finally:
        database.close()


def buckets(times_ns):
    """What a histogram holds of these times: whole microseconds, begun ones counted as whole."""
    out = collections.Counter()
    for time in times_ns:
        value = max(1, -(-time // 1000))
        shift = max(value.bit_length() - 11, 0)
        out[value >> shift << shift] += 1
    return dict(out)


def histogram_quantile(counts, q):
    """In us; `q` in parts of 1,000. The bucket's lowest value: at most 0.1 % too low."""
    rank = max(1, -(-sum(counts.values()) * q // 1000))
    for value in sorted(counts):
        rank -= counts[value]
        if rank <= 0:
            return value
    return 0


Ran = collections.namedtuple("Ran", "code text cpu_us wake_ups")


def run_load(words, core=None, realtime=False):
    """A slogate to its end: exit code, what it said, user and system time, and how often it went to sleep."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*pinned(core, realtime), SLOGATE, "load", *words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e6
    return Ran(done.returncode, done.stdout, cpu, after.ru_nvcsw - before.ru_nvcsw)


def pinned(core, realtime=False):
    return ([] if core is None else ["taskset", "-c", str(core)]) + (["chrt", "-f", "10"] if realtime else [])


def machine():
    """What the numbers were measured on, and how busy it was."""
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    return {"cores": os.cpu_count(), "processor": names[0] if names else platform.processor(),
            "kernel": platform.release(), "load_average": os.getloadavg()[0]}


def time_text(ns):
    for unit, size in (("s", 1e9), ("ms", 1e6)):
        if abs(ns) >= size:
            return f"{ns / size:.3f} {unit}"
    return f"{ns / 1e3:.1f} us"


def need(name):
    """Ends the program with 2 where something that a benchmark needs is not there."""
    missing = [path for path in (SLOGATE, SERVER) if not os.path.exists(path)]
    missing += [tool for tool in ("taskset", "chrt") if shutil.which(tool) is None]
    if missing:
        print(f"{name}: not there: {', '.join(missing)}", file=sys.stderr)
        sys.exit(2)


def write_json(path, value):
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(value, file, indent=2)
