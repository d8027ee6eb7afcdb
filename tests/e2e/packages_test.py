#!/usr/bin/python3
"""ci/packages.sh with dpkg-query, apt-get and sudo replaced by programs that keep what they were asked: what is
installed, what is said, and that no service policy is left behind.
"""

import os
import subprocess
import tempfile
import unittest

CI = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "ci")

DPKG_QUERY = '#!/bin/bash\ngrep -qx "${!#}" "$FAKE/installed" && printf "ii " || exit 1\n'
APT_GET = ('#!/bin/bash\necho "$DEBIAN_FRONTEND $(test -x "$SLOGATE_POLICY_FILE" && echo policy) $*" >>"$FAKE/calls"\n'
           'exit "${APT_EXIT:-0}"\n')


class Packages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.fake = folder.name
        for name, text in [("dpkg-query", DPKG_QUERY), ("apt-get", APT_GET), ("sudo", '#!/bin/bash\n"$@"\n'),
                           ("systemctl", '#!/bin/bash\necho "systemctl $*" >>"$FAKE/calls"\n')]:
            path = os.path.join(self.fake, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(path, 0o755)

    def everything(self):
        script = '. "$1/packages.sh"; printf "%s\\n" "${slogate_packages_build[@]}" "${slogate_packages_test[@]}"'
        return subprocess.run(["bash", "-c", script, "bash", CI], capture_output=True, text=True,
                              check=True).stdout.split()

    def install(self, installed, *kinds, **variables):
        with open(os.path.join(self.fake, "installed"), "w", encoding="utf-8") as file:
            file.write("\n".join(installed) + "\n")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", '. "$1/packages.sh"; shift; slogate_install "$@"', "bash", CI, *kinds],
            env={"PATH": self.fake + ":" + os.environ["PATH"], "FAKE": self.fake,
                 "SLOGATE_POLICY_FILE": os.path.join(self.fake, "policy"), **variables},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        try:
            with open(os.path.join(self.fake, "calls"), encoding="utf-8") as file:
                calls = file.read().splitlines()
        except FileNotFoundError:
            calls = []
        return done.returncode, done.stdout, calls

    def test_nothing_is_called_where_nothing_is_missing(self):
        every = self.everything()
        self.assertEqual(self.install(every, "build", "test"),
                         (0, f"Packages: all {len(every)} that are needed are installed.\n", []))

    def test_only_what_is_missing_is_installed_and_named_first(self):
        every = [p for p in self.everything() if p not in ("mold", "libre2-dev")]
        code, words, calls = self.install(every, "build")
        self.assertEqual(code, 0)
        self.assertRegex(words, r"^Packages: 2 of \d+ are missing\. Installing from Debian, without recommended extras:\n"
                                r"  mold\n  libre2-dev\n$")
        self.assertEqual(calls, [
            "noninteractive policy -q -y -o DPkg::Lock::Timeout=120 update",
            "noninteractive policy -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends mold libre2-dev"])

    def test_the_service_policy_is_gone_afterwards(self):
        self.install([], "build")
        self.assertFalse(os.path.exists(os.path.join(self.fake, "policy")))

    def test_a_service_policy_of_the_machine_is_left_as_it_is(self):
        policy = os.path.join(self.fake, "policy")
        with open(policy, "w", encoding="utf-8") as file:
            file.write("mine")
        self.install([], "build")
        with open(policy, encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")

    def test_a_new_nginx_is_left_off_and_one_that_was_there_alone(self):
        every = [p for p in self.everything() if p != "nginx-light"]
        self.assertIn("its service was not started", self.install(every, "test")[1])
        self.assertIn("systemctl disable --quiet nginx.service", self.install(every, "test")[2])
        os.remove(os.path.join(self.fake, "calls"))
        code, words, calls = self.install(every + ["nginx"], "test")
        self.assertEqual(code, 0)
        self.assertNotIn("nginx came", words)
        self.assertFalse([c for c in calls if c.startswith("systemctl")])

    def test_the_old_boost_is_named_and_nothing_is_touched(self):
        code, words, calls = self.install(["libboost1.74-dev"], "build")
        self.assertEqual((code, calls), (1, []))
        self.assertEqual(words,
                         "libboost1.74-dev is installed, and Debian lets only one Boost version have its headers on a "
                         "machine.\nslogate needs 1.81. Where nothing else here needs 1.74, remove it and start again:\n"
                         "  apt-get remove libboost1.74-dev\n")

    def test_a_failed_installation_is_said(self):
        code, words, _ = self.install([], "build", APT_EXIT="100")
        self.assertEqual(code, 1)
        self.assertIn("apt-get update failed; going on with the package lists that are here.\n", words)
        self.assertTrue(words.endswith("apt-get could not install all of them; its own words stand above.\n"), words)

    def test_a_system_without_apt_is_told_what_to_do(self):
        os.remove(os.path.join(self.fake, "apt-get"))
        code, words, calls = self.install([], "build", PATH=self.bare_path())
        self.assertEqual((code, calls), (1, []))
        self.assertTrue(words.startswith("This script installs Debian 12 packages and finds no apt-get here.\n"), words)

    def bare_path(self):
        """A PATH with bash and nothing of Debian's packaging."""
        bare = os.path.join(self.fake, "bare")
        os.makedirs(bare)
        os.symlink("/bin/bash", os.path.join(bare, "bash"))
        return bare


if __name__ == "__main__":
    unittest.main()
