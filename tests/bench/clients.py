"""The clients of the benchmarks, each run as a command on cores of its own, with what it cost and what it counted."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SLOGATE = os.environ.get("SLOGATE", os.path.join(ROOT, "build", "release", "slogate"))

# What the go-live flows ask for; answers.conf knows the same.
GIVEN = {"LOGIN_EMAIL": "check@app.example", "ADMIN_TOKEN": "bench-admin-token", "USER_TOKEN": "bench-user-token"}


@dataclass
class Run:
    cpu_us: float  # user and system time
    requests: int
    memory_mb: float  # the most that was resident
    seconds: float = 0  # how long it says that it sent
    lag_p50_us: float = 0
    lag_p99_us: float = 0
    dropped: int = 0

    @property
    def each_us(self):
        return self.cpu_us / self.requests

    @property
    def rate(self):
        return self.requests / self.seconds

    def and_of(self, other):
        """Both runs as one: sums, and of memory and lag the greater."""
        return Run(self.cpu_us + other.cpu_us, self.requests + other.requests, max(self.memory_mb, other.memory_mb),
                   self.seconds + other.seconds, max(self.lag_p50_us, other.lag_p50_us),
                   max(self.lag_p99_us, other.lag_p99_us), self.dropped + other.dropped)


def suite_of(case, folder):
    """The case's suite file. The shipped flows are taken as they are: beside a copy of them stands a suite that extends
    theirs by a closed model, as its own load starts the sign-in but 24 times an hour."""
    if case.suite != "go-live":
        return f"{HERE}/{case.suite}/suite.json"
    copy = f"{folder}/go-live"
    if not os.path.exists(copy):
        shutil.copytree(f"{ROOT}/scenarios/go-live", copy)
        with open(f"{copy}/closed.json", "w", encoding="utf-8") as out:
            json.dump({"extends": "suite.json", "name": "go-live-closed", "title": "The five shipped flows in turn",
                       "profiles": {"load": {"users": case.users, "for": "10s"}}}, out)
    return f"{copy}/closed.json"


def run_on(cores, command, env=None):
    """Microseconds of user and system time of a command on these cores, its greatest resident memory in MB, and its output."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(["taskset", "-c", cores, *command], stdout=out, stderr=subprocess.STDOUT, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    return (usage.ru_utime + usage.ru_stime) * 1e6, usage.ru_maxrss * 1024 / 1e6, text


def duration_us(text):
    """Of "72 us", "1.46 ms", "2 s"."""
    number, unit = text.replace(",", "").split()
    return float(number) * {"us": 1, "ms": 1e3, "s": 1e6, "min": 6e7}[unit]


def read_report(folder, text):
    try:
        with open(f"{folder}/report.json", encoding="utf-8") as file:
            report = json.load(file)
    except FileNotFoundError:
        sys.exit(f"versus.py: slogate wrote no report:\n{text}")
    facts = {fact["name"]: fact["value"] for fact in report["facts"] + report["generator"]}
    if facts["failed requests"] != "0" or report["exit_code"] not in (0, 3):
        sys.exit(f"versus.py: slogate's run went wrong:\n{text}")
    return report, facts


def run_slogate(nginx, case, seconds, *, origin=None, load=None, workers=1):
    """`load`: the options that say how much, where it is not the case's number of users. `origin`: not the case's own."""
    env = dict(os.environ, BASE_URL=origin or nginx.origin(case.tls), **GIVEN)
    folder = f"{nginx.dir}/results"
    command = [SLOGATE, "load", suite_of(case, nginx.dir), *(load or ["--users", str(case.users)]),
               "--for", f"{seconds}s", "--workers", str(workers), "--out", folder]
    if case.tls:
        command += ["--cacert", nginx.certificate()]
    cpu, memory, text = run_on("0" if workers == 1 else f"0-{workers - 1}", command, env)
    report, facts = read_report(folder, text)
    shutil.rmtree(folder)
    return Run(cpu, int(facts["requests"].replace(",", "")), memory, report["duration_seconds"],
               duration_us(facts["dispatch lag p50"]), duration_us(facts["dispatch lag p99"]),
               int(facts["dropped iterations"].replace(",", "")))


def run_wrk(nginx, case, seconds, pad, *, origin=None):
    url = (origin or nginx.origin(case.tls)) + case.path
    command = ["wrk", "-t1", f"-c{case.users}", f"-d{seconds}s", url]
    if pad:
        command += ["-H", f"x-pad: {'p' * pad}"]
    cpu, memory, text = run_on("0", command)
    found = re.search(r"(\d+) requests in", text)
    if found is None or "Non-2xx" in text or int(found[1]) == 0:
        sys.exit(f"versus.py: wrk's run went wrong:\n{text}")
    return Run(cpu, int(found[1]), memory)


# How each is asked, and where it says how many answers came.
OTHERS = {
    "h2load": (["--h1", "-t1", "-c{users}", "-D{seconds}", "{url}"], r"(\d+) succeeded"),
    "ab": (["-k", "-q", "-c{users}", "-t{seconds}", "-n100000000", "{url}"], r"Complete requests: +(\d+)"),
    "hey": (["-cpus", "1", "-c", "{users}", "-z", "{seconds}s", "{url}"], r"\[200\]\s+(\d+) responses"),
}


def others_present():
    return [name for name in OTHERS if shutil.which(name)]


def run_others(nginx, case, seconds):
    """CPU time per request of further clients, once each: for orientation. One that gives up is left out."""
    found = {}
    for name in others_present():
        words, pattern = OTHERS[name]
        url = nginx.origin(case.tls) + case.path
        cpu, _, text = run_on("0", [name, *(word.format(users=case.users, seconds=seconds, url=url) for word in words)])
        count = re.search(pattern, text)
        if count and int(count[1]) > 0:
            found[name] = cpu / int(count[1])
    return found
