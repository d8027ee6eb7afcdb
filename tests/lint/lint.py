#!/usr/bin/python3
"""Holds the tree against the rules of the house. Prints one line for each finding; exit 1 where there is any.

    tests/lint/lint.py [ROOT] [--only RULE]...
"""

import argparse
import os
import sys

import include_rules
import readme_rules
import text_rules
from source_tree import SourceTree

CHECKS = [
    include_rules.check_houses,
    include_rules.check_third_parties,
    include_rules.check_pragma_once,
    text_rules.check_file_length,
    text_rules.check_function_length,
    text_rules.check_tokens,
    text_rules.check_unfinished,
    text_rules.check_machine_paths,
    readme_rules.check_links,
    readme_rules.check_exit_codes,
]


def lint(root):
    tree = SourceTree(root)
    return [finding for check in CHECKS for finding in check(tree)]


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", nargs="?", default=os.path.join(here, "..", ".."))
    parser.add_argument("--only", action="append", default=[], metavar="RULE", help="findings of this rule alone")
    arguments = parser.parse_args()
    findings = [f for f in lint(arguments.root) if not arguments.only or f.rule in arguments.only]
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings" if findings else "the tree keeps the rules of the house")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
