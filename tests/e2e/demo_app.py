"""Starts `slogate demo` on a free port as a person would, and ends it again.

    with DemoApp("--fail", "/api/health=503") as demo:
        run_something(env=demo.variables)     # BASE_URL and all else that the suites ask for
"""

import os
import re
import select
import shlex
import subprocess

# From the environment, as CMake sets it; the program under test.
SLOGATE = os.environ.get("SLOGATE", "")

_START_LIMIT_S = 60
_QUIET_S = 0.5  # after the last line of the start-up text


class DemoApp:
    def __init__(self, *arguments):
        self._arguments = arguments
        self._process = None
        self.variables = {}
        self.text = ""

    def __enter__(self):
        self._process = subprocess.Popen(
            [SLOGATE, "demo", "--listen", "127.0.0.1:0", *self._arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._read_start_up()
        for line in self.text.splitlines():
            export = re.fullmatch(r"export ([A-Z0-9_]+)=(.*)", line)
            if export:
                self.variables[export.group(1)] = "".join(shlex.split(export.group(2)))
        return self

    @property
    def process(self):
        return self._process

    def _read_start_up(self):
        stream = self._process.stdout.fileno()
        while True:
            started = "listening on" in self.text and "export BASE_URL=" in self.text
            ready, _, _ = select.select([stream], [], [], _QUIET_S if started else _START_LIMIT_S)
            if not ready:
                if started:
                    return
                self.__exit__()
                raise AssertionError(f"the demo said nothing more for {_START_LIMIT_S} s after: {self.text}")
            piece = os.read(stream, 65536)
            if not piece:
                raise AssertionError(f"the demo ended with {self._process.wait()}: {self.text}")
            self.text += piece.decode()

    def __exit__(self, *_):
        self._process.terminate()
        self._process.communicate()
