#!/usr/bin/python3
"""CPU time per request of `slogate load` beside wrk's, against nginx on loopback: both in turn, pair by pair.

    tests/bench/versus.py [--rounds 9] [--seconds 5] [--case NAME]... [--json FILE]

The client has core 0, nginx core 1. A pair is one run of each, and its ratio is what counts: machines are shared, and both
met the same quarter of a minute. Printed are medians with the quartiles of the ratio. Before each case both clients make one
short run that nginx logs: slogate's own count must be nginx's, and wrk is given a header so that its requests have the bytes
of slogate's. Needs Debian's nginx and wrk; h2load, ab and hey are shown beside them where they are installed.

Exit 0 where every median is within its target and its upper quartile within 5 % of it, 1 where one is not, 2 where something
is missing. No part of CI: a busy machine decides nothing.
"""

import argparse
import json
import os
import platform
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SLOGATE = os.environ.get("SLOGATE", os.path.join(ROOT, "build", "release", "slogate"))

# name: users, TLS, how many times wrk's CPU time is allowed.
CASES = {
    "get-50": (50, False, 1.00),
    "get-1000": (1000, False, 1.00),
    "tls-50": (50, True, 1.00),
    "tls-1000": (1000, True, 1.00),
    "many-10000": (10000, False, 1.05),
}

NGINX = """\
worker_processes 1;
worker_rlimit_nofile 30000;
pid {dir}/nginx.pid;
error_log {dir}/error.log;
events {{ worker_connections 25000; }}
http {{
  log_format one '$request_length';
  keepalive_requests 100000000;
  keepalive_timeout 600s;
  ssl_certificate {dir}/cert.pem;
  ssl_certificate_key {dir}/key.pem;
  ssl_protocols TLSv1.3;
  server {{ listen 127.0.0.1:{plain} backlog=20000; access_log off;
    location / {{ return 200 "a short answer\\n"; }} }}
  server {{ listen 127.0.0.1:{tls} ssl backlog=20000; access_log off;
    location / {{ return 200 "a short answer\\n"; }} }}
  server {{ listen 127.0.0.1:{logged} backlog=20000; access_log {dir}/access.log one;
    location / {{ return 200 "a short answer\\n"; }} }}
}}
"""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Nginx:
    def __init__(self, folder):
        self.dir = folder
        self.plain, self.tls, self.logged = free_ports(3)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"], check=True, stderr=subprocess.DEVNULL)
        with open(f"{folder}/nginx.conf", "w", encoding="utf-8") as out:
            out.write(NGINX.format(dir=folder, plain=self.plain, tls=self.tls, logged=self.logged))
        subprocess.run(["taskset", "-c", "1", "nginx", "-c", f"{folder}/nginx.conf"], check=True, stderr=subprocess.DEVNULL)

    def stop(self):
        with open(f"{self.dir}/nginx.pid", encoding="ascii") as pid:
            os.kill(int(pid.read()), 15)

    def url(self, tls):
        return f"https://127.0.0.1:{self.tls}" if tls else f"http://127.0.0.1:{self.plain}"

    def take_log(self):
        """How many requests were logged since the last call, and the bytes of the last one."""
        path = f"{self.dir}/access.log"
        with open(path, encoding="ascii") as log:
            lengths = log.read().split()
        os.truncate(path, 0)
        return len(lengths), int(lengths[-1]) if lengths else 0


def cpu_of(command, env=None):
    """Microseconds of user and system time of a command on core 0, its greatest resident memory in MB, and its output."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(["taskset", "-c", "0", *command], stdout=out, stderr=subprocess.DEVNULL, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    return (usage.ru_utime + usage.ru_stime) * 1e6, usage.ru_maxrss / 1024, text


def run_slogate(nginx, users, tls, seconds, url=None):
    env = dict(os.environ, BASE_URL=url or nginx.url(tls))
    out = f"{nginx.dir}/results"
    command = [SLOGATE, "load", f"{HERE}/one-get/suite.json", "--users", str(users), "--for", f"{seconds}s", "--out", out]
    if tls:
        command += ["--cacert", f"{nginx.dir}/cert.pem"]
    cpu, memory, text = cpu_of(command, env)
    shutil.rmtree(out, ignore_errors=True)
    found = re.search(r"^ *requests +([\d,]+)$", text, re.M)
    if found is None or not re.search(r"^ *failed requests +0$", text, re.M):
        sys.exit(f"versus.py: slogate's run went wrong:\n{text}")
    return cpu, int(found[1].replace(",", "")), memory


def run_wrk(nginx, users, tls, seconds, pad, url=None):
    command = ["wrk", "-t1", f"-c{users}", f"-d{seconds}s", url or nginx.url(tls)]
    if pad:
        command += ["-H", f"x-pad: {'p' * pad}"]
    cpu, memory, text = cpu_of(command)
    found = re.search(r"(\d+) requests in", text)
    return cpu, int(found[1]), memory


def run_others(nginx, users, tls, seconds):
    """CPU time per request of further clients, once each: for orientation."""
    url = nginx.url(tls) + "/"
    commands = {
        "h2load": (["h2load", "--h1", "-t1", f"-c{users}", "-D", str(seconds), url], r"(\d+) succeeded"),
        "ab": (["ab", "-k", "-q", f"-c{users}", f"-t{seconds}", "-n100000000", url], r"Complete requests: +(\d+)"),
        "hey": (["hey", "-cpus", "1", "-c", str(users), "-z", f"{seconds}s", url], r"\[200\]\s+(\d+) responses"),
    }
    found = {}
    for name, (command, pattern) in commands.items():
        if shutil.which(name) is None:
            continue
        cpu, _, text = cpu_of(command)
        count = re.search(pattern, text)
        if count and int(count[1]) > 0:
            found[name] = round(cpu / int(count[1]), 2)
    return found


def check_alike(nginx, users):
    """Counts by nginx, and the bytes that wrk's requests lack of slogate's."""
    url = f"http://127.0.0.1:{nginx.logged}"
    _, counted, _ = run_slogate(nginx, min(users, 50), False, 1, url)
    time.sleep(0.5)  # nginx writes a line after the answer is out
    logged, ours = nginx.take_log()
    if logged != counted:
        sys.exit(f"versus.py: slogate counts {counted} requests, nginx {logged}")
    run_wrk(nginx, min(users, 50), False, 1, 0, url)
    time.sleep(0.5)
    _, theirs = nginx.take_log()
    return ours, theirs, max(0, ours - theirs - len("x-pad: \r\n"))


def measure(nginx, name, rounds, seconds):
    users, tls, target = CASES[name]
    ours, theirs, pad = check_alike(nginx, users)
    pairs = []
    for number in range(rounds):
        runs = [lambda: run_slogate(nginx, users, tls, seconds), lambda: run_wrk(nginx, users, tls, seconds, pad)]
        first = number % 2  # neither is always the first
        results = [None, None]
        for which in (first, 1 - first):
            results[which] = runs[which]()
        (cpu, count, memory), (wrk_cpu, wrk_count, _) = results
        pairs.append({"slogate_us": cpu / count, "wrk_us": wrk_cpu / wrk_count, "memory_mb": memory,
                      "ratio": (cpu / count) / (wrk_cpu / wrk_count)})
    ratios = [pair["ratio"] for pair in pairs]
    low, median, high = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    return {
        "case": name, "users": users, "tls": tls, "target": target, "rounds": rounds, "seconds": seconds,
        "slogate_us": statistics.median(pair["slogate_us"] for pair in pairs),
        "wrk_us": statistics.median(pair["wrk_us"] for pair in pairs),
        "ratio": median, "lower_quartile": low, "upper_quartile": high,
        "memory_mb": max(pair["memory_mb"] for pair in pairs),
        "request_bytes": ours, "wrk_bytes_without_pad": theirs,
        "met": median <= target and high <= target * 1.05,
        "others_us": run_others(nginx, users, tls, seconds), "pairs": pairs,
    }


def print_row(row):
    others = ", ".join(f"{name} {value:.2f}" for name, value in row["others_us"].items())
    print(f"{row['case']:<11} {row['slogate_us']:>9.2f} {row['wrk_us']:>8.2f} {row['ratio']:>6.2f} "
          f"{row['lower_quartile']:>6.2f} to {row['upper_quartile']:.2f} {row['target']:>7.2f}  "
          f"{'yes' if row['met'] else 'no':<4}{row['memory_mb']:>6.0f}  {others}", flush=True)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        found = re.search(r"model name\s*: (.*)", info.read())
    return {"cores": os.cpu_count(), "processor": found[1] if found else platform.processor(), "kernel": platform.release()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--case", action="append", choices=CASES, help="only this one (may be repeated)")
    parser.add_argument("--json", metavar="FILE")
    arguments = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin"
    missing = [tool for tool in ("nginx", "wrk", "taskset", "openssl") if shutil.which(tool) is None]
    if missing or not os.path.exists(SLOGATE):
        print(f"versus.py: not there: {', '.join(missing) or SLOGATE}", file=sys.stderr)
        return 2
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 30000)), hard))
    rows = []
    with tempfile.TemporaryDirectory(prefix="slogate-versus.") as folder:
        nginx = Nginx(folder)
        try:
            print("CPU us a request      slogate      wrk  ratio quartiles     target  met    MB  others, once", flush=True)
            for name in arguments.case or CASES:
                rows.append(measure(nginx, name, arguments.rounds, arguments.seconds))
                print_row(rows[-1])
        finally:
            nginx.stop()
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as out:
            json.dump({"machine": machine(), "cases": rows}, out, indent=2)
    return 0 if all(row["met"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
