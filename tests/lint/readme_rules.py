"""README.md against the tree: links and named files exist, and the table of exit codes says what the program does."""

import os
import re

from source_tree import Finding, line_of

# The contract of the exit codes, as the design fixes it. The README's table must hold exactly these rows.
EXIT_CODES = {
    "0": "pass",
    "1": "a check or an objective failed; a target that cannot be reached, or is not ready in time, "
         "is a failure of the target",
    "2": "bad command line, suite or flow, missing variable, unusable output folder: nothing was sent",
    "3": "inconclusive: no data, too little data for the claim, or the generator could not keep its own schedule",
    "4": "results could not be written, or an internal error",
    "130, 143": "ended by SIGINT or SIGTERM before the plan was over; the reports of what was measured are written, "
                "marked incomplete",
}

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_NAMED = re.compile(r"`\.?/?((?:ci|runner|scenarios|reports|tests|\.ci|\.github)/[\w./@{}-]*)`")
_ROW = re.compile(r"^\|\s*((?:\d+)(?:,\s*\d+)*)\s*\|\s*(.*?)\s*\|\s*$", re.MULTILINE)


def check_links(tree):
    """Relative links of every Markdown file, and the files that README.md names in backticks."""
    for name, text in tree.named((".md",)):
        for match in _LINK.finditer(text):
            target = match.group(1).split("#")[0]
            if target and "://" not in target and not target.startswith("mailto:"):
                yield from _must_exist(tree, name, text, match, os.path.join(os.path.dirname(name), target))
    for match in _NAMED.finditer(tree.files.get("README.md", "")):
        yield from _must_exist(tree, "README.md", tree.files["README.md"], match, match.group(1))


def _must_exist(tree, name, text, match, target):
    if not os.path.exists(os.path.join(tree.root, target)):
        yield Finding(name, line_of(text, match.start()), "readme-links", f"{target} does not exist")


def check_exit_codes(tree):
    text = tree.files.get("README.md")
    if text is None:
        yield Finding("README.md", 1, "exit-codes", "there is no README.md")
        return
    start = text.find("## Exit codes")
    section = text[start : text.find("\n## ", start + 1)] if start >= 0 else ""
    rows = {match.group(1): (match.group(2), start + match.start()) for match in _ROW.finditer(section)}
    for code, meaning in EXIT_CODES.items():
        if code not in rows:
            yield Finding("README.md", line_of(text, max(start, 0)), "exit-codes", f"no row for {code}: {meaning}")
        elif rows[code][0] != meaning:
            yield Finding("README.md", line_of(text, rows[code][1]), "exit-codes", f"{code} means: {meaning}")
    for code, (_, offset) in rows.items():
        if code not in EXIT_CODES:
            yield Finding("README.md", line_of(text, offset), "exit-codes", f"{code} is no exit code of slogate")
