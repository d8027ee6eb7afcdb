"""The tree that is linted: which files are ours, and C++ text without comments and literals.

A finding is one line, `file:line: rule: message`, so that editors and CI can jump to it.
"""

import os
import re
from dataclasses import dataclass

SKIPPED_FOLDERS = {".git", "build", "slogate-results", "__pycache__", "node_modules"}
CPP = (".h", ".cc")
CODE = (".h", ".cc", ".py", ".sh")


@dataclass(frozen=True)
class Finding:
    file: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


class SourceTree:
    """All text files under a root, read once; names are relative and use slashes."""

    def __init__(self, root):
        self.root = os.path.abspath(root)
        self.files = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
            for name in sorted(names):
                path = os.path.join(folder, name)
                text = _read_text(path)
                if text is not None:
                    self.files[os.path.relpath(path, self.root)] = text

    def named(self, endings):
        return [(name, text) for name, text in self.files.items() if name.endswith(endings)]

    def cpp(self):
        return self.named(CPP)


def _read_text(path):
    if os.path.islink(path):
        return None
    with open(path, "rb") as file:
        data = file.read()
    try:
        return data.decode("utf-8") if b"\0" not in data else None
    except UnicodeDecodeError:
        return None


_LITERALS = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"
      | "(?:\\.|[^"\\\n])*"
      | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'""",
    re.VERBOSE | re.DOTALL,
)


def without_literals(text):
    """C++ text with comments and literals blanked; every line stays where it was.

    The file names of #include lines are kept: they are what the include rules read.
    """

    def blank(match):
        found = match.group(0)
        start = text.rfind("\n", 0, match.start()) + 1
        if found.startswith('"') and text[start : match.start()].lstrip().startswith("#include"):
            return found
        if found[0] == "/":
            return re.sub(r"[^\n]", " ", found)
        return '"' + re.sub(r"[^\n]", " ", found[1:-1]) + '"'

    return _LITERALS.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1
