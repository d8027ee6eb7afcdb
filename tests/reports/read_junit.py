#!/usr/bin/python3
"""Reads a JUnit file with junitparser and prints what it found, one line per suite."""
import sys

from junitparser import Error, Failure, JUnitXml, Skipped

for suite in JUnitXml.fromfile(sys.argv[1]):
    kinds = {Failure: 0, Error: 0, Skipped: 0}
    cases = list(suite)
    for case in cases:
        for result in case.result:
            kinds[type(result)] += 1
            assert result.text.startswith(result.message), result.message
    counted = (len(cases), kinds[Failure], kinds[Error], kinds[Skipped])
    stated = (suite.tests, suite.failures, suite.errors, suite.skipped)
    assert counted == stated, (suite.name, counted, stated)
    assert abs(sum(case.time for case in cases) - suite.time) < 0.0005, suite.name
    assert len({case.name for case in cases}) == len(cases), suite.name
    print(suite.name, *counted)
