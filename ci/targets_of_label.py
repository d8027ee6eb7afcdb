#!/usr/bin/python3
"""What the tests with a label need to be built, as ninja's targets, one a line: for a build of a part of the tests.

    ci/targets_of_label.py build/tsan threads

ctest names no command of a test whose program is not built yet, so the files that CMake wrote for it are read: the
programs that a test starts or is told of (`SLOGATE=.../slogate`) are the paths inside the build folder.
"""

import glob
import os
import re
import subprocess
import sys


def names_of_label(build, label):
    listing = subprocess.run(["ctest", "--test-dir", build, "-N", "-L", f"^{label}$"], check=True, capture_output=True,
                             text=True).stdout
    return set(re.findall(r"^ *Test +#\d+: (\S+)$", listing, re.MULTILINE))


def paths_of_tests(build, names):
    inside = re.compile(re.escape(build) + r'/([^";\s]+)')
    for file in glob.glob(os.path.join(build, "**", "CTestTestfile.cmake"), recursive=True):
        with open(file, encoding="utf-8") as text:
            for name, rest in re.findall(r"^(?:add_test|set_tests_properties)\(\[=*\[(.*?)\]=*\](.*)$", text.read(),
                                         re.MULTILINE):
                if name in names:
                    yield from inside.findall(rest)


def main():
    build, label = os.path.abspath(sys.argv[1]), sys.argv[2]
    paths = set(paths_of_tests(build, names_of_label(build, label)))
    print("\n".join(sorted(path for path in paths if not os.path.isdir(os.path.join(build, path)))))


if __name__ == "__main__":
    main()
