#!/usr/bin/python3
"""Compiles every header alone: what it needs it includes itself.

    tests/lint/headers.py --root DIR --work DIR --compiler g++ [--launcher ccache] [--jobs 2] -- FLAGS...

With ccache as the launcher a header that did not change costs nothing the next time.
"""

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from source_tree import SourceTree

FOLDERS = ("scenarios/", "runner/", "reports/", "tests/")


def headers_of(root):
    return [name for name, _ in SourceTree(root).named((".h",)) if name.startswith(FOLDERS)]


def compile_alone(name, arguments):
    """The compiler's words, or nothing where the header compiles."""
    unit = name.replace("/", "_") + ".cc"
    with open(os.path.join(arguments.work, unit), "w", encoding="utf-8") as file:
        # Twice: #pragma once is missing where the second one collides with the first.
        file.write(f'#include "{name}"\n#include "{name}"\n')
    compiler = [arguments.compiler]
    # A launcher can only keep what was compiled; without one the syntax is all that counts.
    goal = ["-c", "-o", unit + ".o"] if arguments.launcher else ["-fsyntax-only"]
    if arguments.launcher:
        compiler.insert(0, arguments.launcher)
    command = compiler + ["-I", os.path.abspath(arguments.root)] + arguments.flags + goal + [unit]
    done = subprocess.run(command, cwd=arguments.work, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr or f"the compiler ended with {done.returncode}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--launcher", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("flags", nargs="*")
    arguments = parser.parse_args()
    os.makedirs(arguments.work, exist_ok=True)
    names = headers_of(arguments.root)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        answers = list(pool.map(lambda name: compile_alone(name, arguments), names))
    broken = [(name, words) for name, words in zip(names, answers) if words]
    for name, words in broken:
        print(f"{name} does not compile alone:\n{words}")
    print(f"{len(names)} headers compiled alone, {len(broken)} of them not")
    return 1 if broken or not names else 0


if __name__ == "__main__":
    sys.exit(main())
