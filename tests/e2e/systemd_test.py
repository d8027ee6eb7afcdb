#!/usr/bin/python3
"""The systemd units, installed into a root of their own: systemd finds nothing to say about them and rates them well.
No running systemd is needed.
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
UNITS = ["slogate-smoke@.service", "slogate-soak@.service"]
SYSTEM_UNITS = "/usr/lib/systemd/system"
SLOGATE = os.environ.get("SLOGATE") or "/bin/true"
EXPOSURE = 15  # tenths: at most 1.5 of 10


class InstalledRoot(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = folder.name
        os.makedirs(os.path.join(cls.root, "usr/bin"))
        shutil.copy(SLOGATE, os.path.join(cls.root, "usr/bin/slogate"))
        shutil.copytree(SYSTEM_UNITS, os.path.join(cls.root, SYSTEM_UNITS.lstrip("/")), symlinks=True)

    def install(self, unit, change=lambda text: text):
        with open(os.path.join(ROOT, "ci", "systemd", unit), encoding="utf-8") as file:
            text = change(file.read())
        path = os.path.join(self.root, "etc/systemd/system", unit)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def analyze(self, *arguments):
        done = subprocess.run(["systemd-analyze", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        return done.returncode, done.stdout

    def verify(self, unit):
        return self.analyze("verify", "--man=no", f"--root={self.root}", f"/etc/systemd/system/{unit}")

    def test_verify_has_nothing_to_say(self):
        for unit in UNITS:
            self.install(unit)
            self.assertEqual(self.verify(unit), (0, ""), unit)

    def test_verify_sees_a_misspelt_setting(self):
        self.install(UNITS[0], lambda text: text.replace("ProtectHome", "ProtectHouse"))
        self.assertIn("Unknown key 'ProtectHouse'", self.verify(UNITS[0])[1])

    def test_verify_sees_a_program_that_is_not_there(self):
        self.install(UNITS[1], lambda text: text.replace("/usr/bin/slogate ", "/usr/bin/slowgate "))
        code, words = self.verify(UNITS[1])
        self.assertNotEqual(code, 0)
        self.assertIn("/usr/bin/slowgate is not executable", words)

    def test_the_sandbox_leaves_little_exposed(self):
        for unit in UNITS:
            code, words = self.analyze("security", "--offline=true", f"--threshold={EXPOSURE}", self.install(unit))
            self.assertEqual(code, 0, words)

    def test_the_threshold_bites_without_the_sandbox(self):
        path = self.install(UNITS[0], lambda text: re.sub(r"(?m)^(Protect|Private|Restrict|System).*\n", "", text))
        code, _ = self.analyze("security", "--offline=true", f"--threshold={EXPOSURE}", path)
        self.assertNotEqual(code, 0)

    def test_both_units_start_the_program_with_what_the_environment_file_says(self):
        for unit, command in [(UNITS[0], "smoke --wait-ready 5m"), (UNITS[1], "load --profile soak")]:
            with open(self.install(unit), encoding="utf-8") as file:
                lines = file.read().splitlines()
            self.assertIn("Type=exec", lines)
            self.assertIn("EnvironmentFile=/etc/slogate/%i.env", lines)
            self.assertIn(f"ExecStart=/usr/bin/slogate {command} $SLOGATE_ARGS", lines)


if __name__ == "__main__":
    unittest.main()
