#!/usr/bin/python3
"""README.md against the program: every command and option that stands in it exists."""

import os
import re
import subprocess
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SLOGATE = os.environ.get("SLOGATE", "")
COMMANDS = ["smoke", "load", "report", "check", "demo"]


class Readme(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
            cls.text = file.read()
        cls.help = {command: cls.help_of(command) for command in COMMANDS}

    @staticmethod
    def help_of(command):
        done = subprocess.run([SLOGATE, command, "--help"], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f"slogate {command} --help ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def mentioned(self):
        """(command, options) of each `slogate COMMAND ...` in code, the rest of its line or backticks."""
        return [(m.group(1), re.findall(r"--[a-z][a-z-]*", m.group(2)))
                for m in re.finditer(r"\bslogate (" + "|".join(COMMANDS) + r")\b([^\n`]*)", self.text)]

    def test_all_five_commands_are_shown(self):
        self.assertEqual({command for command, _ in self.mentioned()}, set(COMMANDS))

    def test_every_option_in_it_is_one_of_its_command(self):
        for command, options in self.mentioned():
            for option in options:
                self.assertIn(option, self.help[command], f"slogate {command} {option}")


if __name__ == "__main__":
    unittest.main()
