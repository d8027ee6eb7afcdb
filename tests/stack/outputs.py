"""One run of slogate and all that it put out, to hold the outputs against each other."""

import html
import json
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

SLOGATE = os.environ.get("SLOGATE", "slogate")
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SUITE = os.path.join(SOURCE, "scenarios", "go-live", "suite.json")
FILES = ("run.db", "report.html", "junit.xml", "report.json", "summary.md")


def blanks_folded(text):
    return " ".join(text.split())


class Run:
    """Runs `slogate COMMAND SUITE …` with only the environment given, reads what came out."""

    def __init__(self, command, environment, *options, suite=SUITE, timeout=240):
        self.folder = tempfile.TemporaryDirectory(prefix="slogate-out.")
        self.out = os.path.join(self.folder.name, "out")
        keep = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
            if name in os.environ
        }
        done = subprocess.run(
            [SLOGATE, command, suite, "--out", self.out, *options],
            env={**keep, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=timeout,
        )
        self.exit_code = done.returncode
        self.stdout = done.stdout
        self.stderr = done.stderr
        self.report = None
        if os.path.exists(self.path("report.json")):
            self.report = json.loads(self.read("report.json"))

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.folder.cleanup()

    def __str__(self):
        return f"exit code {self.exit_code}\n--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"

    def path(self, name):
        return os.path.join(self.out, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    # --- report.json
    def flow(self, name):
        return next(flow for flow in self.report["flows"] if flow["name"] == name)

    def step(self, flow, name):
        return next(
            step for step in self.flow(flow)["steps"] if step["name"] == name and is_request(step)
        )

    def steps(self):
        """Every step that sends requests, as (flow's name, step); the rows of groups left out."""
        return [
            (flow["name"], step)
            for flow in self.report["flows"]
            for step in flow["steps"]
            if is_request(step)
        ]

    def requests(self, tag=None, flow=None):
        return sum(
            step["requests"]
            for name, step in self.steps()
            if (tag is None or tag in step["tags"]) and (flow is None or name == flow)
        )

    def failed(self):
        return sum(step["failed"] for _, step in self.steps())

    def broken(self):
        """Where something failed: {(flow, step)}."""
        return {(flow, step["name"]) for flow, step in self.steps() if step["failed"]}

    # --- the same, as the other outputs tell it
    def junit_cases(self):
        """(flow, step) to the test case. Suites are named `profile.flow`, cases `07 step`."""
        cases = {}
        for suite in ElementTree.fromstring(self.read("junit.xml")).iter("testsuite"):
            for case in suite.iter("testcase"):
                cases[suite.get("name").rpartition(".")[2], case.get("name").partition(" ")[2]] = (
                    case
                )
        return cases

    def html_text(self):
        page = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", self.read("report.html"))
        return blanks_folded(html.unescape(re.sub(r"<[^>]*>", " ", page)))

    def told_by(self, flow, step, kind, words):
        """Which outputs name this failure by flow, step, kind and words: all four should."""
        words = blanks_folded(words)
        told = set()
        for failure in self.step(flow, step)["failures"]:
            text = "{title}; expected {expected}, got {got}; {because}".format(**failure)
            if failure["type"] == kind and words in blanks_folded(text):
                told.add("report.json")
        place = f"{flow} / {step}:"
        stdout = self.stdout.split("\n")
        for number, line in enumerate(stdout):
            block = blanks_folded(" ".join(stdout[number : number + 6]))
            if place in line and f"[{kind}]" in line and words in block:
                told.add("stdout")
        case = self.junit_cases().get((flow, step))
        for element in [] if case is None else [*case.findall("failure"), *case.findall("error")]:
            if element.get("type") == kind and words in blanks_folded(
                element.get("message") + " " + element.text
            ):
                told.add("junit.xml")
        for article in self.html_failures():
            here = article.startswith(f"{flow} / {step} ") and kind in article
            if here and all(part in article.lower() for part in words.lower().split(", ")):
                told.add("report.html")
        return told

    def html_failures(self):
        """The text of each failure that the page tells, beginning with its flow and step."""
        articles = re.findall(r'<article class="failure[^>]*>(.*?)</article>', self.read("report.html"), re.DOTALL)
        return [blanks_folded(html.unescape(re.sub(r"<[^>]*>", " ", text))).strip() for text in articles]

    def failed_by_output(self):
        """The count of failed requests as each output tells it, step by step, summed."""
        totals = {"report.json": self.failed()}
        names = {(flow, step["name"]) for flow, step in self.steps()}
        totals["junit.xml"] = sum(
            int(re.search(r"failed: (\d+)", case.findtext("system-out", "failed: 0")).group(1))
            for place, case in self.junit_cases().items()
            if place in names
        )
        rows = re.findall(
            r"(?m)^ +(?:pass|fail|error|inconclusive|skipped) +(\S+) +\d+ +(\d+)\b", self.stdout
        )
        known = {name for _, name in names}
        totals["stdout"] = sum(int(failed) for name, failed in rows if name in known)
        return totals


def is_request(step):
    """True for a step; false for the row of a step group, whose time is measured as a whole."""
    return step["request"].split(" ")[0] in (
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
    )


def smoke(stack, *options, environment=None, **more):
    return Run(
        "smoke",
        stack.environment() if environment is None else environment,
        "--cacert",
        stack["CACERT"],
        *options,
        **more,
    )


def load(stack, *options, environment=None, **more):
    return Run(
        "load",
        stack.environment() if environment is None else environment,
        "--cacert",
        stack["CACERT"],
        *options,
        **more,
    )
