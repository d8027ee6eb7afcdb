"""A suite of one flow, written for one test.

    path = write_suite(folder, target.url, steps, profile={"rate": "10/s", "for": "1s"})
    start("load", "--suite", path, ...)
"""

import json
import os


def write_suite(folder, target, steps, profile, suite=None, flow=None, files=None):
    """`suite` and `flow` are more members of their objects; `files` are written beside them."""
    whole = {"name": "own", "target": target, "flows": ["own.json"], "profiles": {"load": profile}, **(suite or {})}
    for name, text in {"suite.json": json.dumps(whole), "own.json": json.dumps({"name": "own", **(flow or {}), "steps": steps}),
                       **(files or {})}.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return os.path.join(folder, "suite.json")
