"""scenarios/README.md taken apart: its whole examples, and its tables.

for example in examples(): example.kind, example.file, example.text
for table in tables(): table.heading, table.number, table.columns, table.rows
"""

import dataclasses
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
README = os.path.join(HERE, "..", "..", "scenarios", "README.md")


@dataclasses.dataclass
class Example:
    kind: str  # flow, steps
    file: str
    text: str
    line: int  # of the comment that names it


@dataclasses.dataclass
class Table:
    heading: str
    number: int  # from 0, under its heading
    columns: list
    rows: list  # of (line in the file, cells)


def text_of():
    with open(README, encoding="utf-8") as file:
        return file.read()


def examples(text=None):
    text = text or text_of()
    pattern = re.compile(r"^<!-- example: (\w+) (\S+) -->\n```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return [Example(match[1], match[2], match[3], text[: match.start()].count("\n") + 1)
            for match in pattern.finditer(text)]


def cells_of(line):
    """The cells of a row; a `|` that belongs to one is written with a backslash."""
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def tables(text=None):
    found = []
    heading = ""
    number = 0
    fenced = False
    table = None
    for at, line in enumerate((text or text_of()).split("\n"), 1):
        fenced = fenced != line.startswith("```")
        if line.startswith("## ") and not fenced:
            heading, number = line[3:], 0
        if fenced or not line.startswith("|"):
            table = None
        elif table is None:
            table = Table(heading, number, cells_of(line), [])
            number += 1
            found.append(table)
        elif not re.fullmatch(r"[|\s:-]+", line):
            table.rows.append((at, cells_of(line)))
    return found


def codes_in(cell):
    return re.findall(r"`([^`]+)`", cell)
