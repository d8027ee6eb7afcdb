"""Runs a composite action as a GitHub job would: each `run:` in bash with the runner's options, `env:` with its
expressions filled in, temporary GITHUB_* files, `if: always()`, and the files that the upload step's paths match.

Knows the expressions `inputs.NAME` and `steps.ID.outputs.NAME`; any other one is an error.
"""

import glob
import os
import re
import subprocess

import yaml

UPLOAD = "actions/upload-artifact@"
_EXPRESSION = re.compile(r"\$\{\{\s*([^}]*?)\s*\}\}")


class JobResult:
    def __init__(self):
        self.exit_code = 0
        self.log = ""
        self.summary = ""
        self.steps = {}     # id -> outputs
        self.uploaded = []  # relative to the workspace


class CompositeAction:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.definition = yaml.safe_load(file)
        self.steps = self.definition["runs"]["steps"]

    def run(self, workspace, inputs=None, env=None):
        """inputs: as in the workflow's `with:`; env: what the calling step sees beside the runner's own variables."""
        values = {name: str(spec.get("default", "")) for name, spec in self.definition["inputs"].items()}
        for name, value in (inputs or {}).items():
            if name not in values:
                raise ValueError(f"the action has no input {name}")
            values[name] = value
        result = JobResult()
        for number, step in enumerate(self.steps):
            if result.exit_code and step.get("if") != "always()":
                continue
            if "run" in step:
                self._run_step(step, number, workspace, values, env or {}, result)
            elif step["uses"].startswith(UPLOAD):
                result.uploaded += self._upload(step, workspace, values, result)
            else:
                raise ValueError(f"a step that this job cannot act out: {step['uses']}")
        return result

    def _run_step(self, step, number, workspace, values, env, result):
        runner = os.path.join(workspace, "_runner", str(number))
        os.makedirs(runner)
        files = {name: os.path.join(runner, name.lower())
                 for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")}
        for path in files.values():
            with open(path, "w", encoding="utf-8"):
                pass
        script = os.path.join(runner, "script.sh")
        with open(script, "w", encoding="utf-8") as file:
            file.write(step["run"])
        variables = {"PATH": os.environ["PATH"], "HOME": workspace, "CI": "true", "GITHUB_ACTIONS": "true",
                     "GITHUB_WORKSPACE": workspace, **files, **env}
        for name, value in step.get("env", {}).items():
            variables[name] = self._fill_in(str(value), values, result)
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", script], cwd=workspace, env=variables,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        result.log += done.stdout
        result.exit_code = result.exit_code or done.returncode
        with open(files["GITHUB_STEP_SUMMARY"], encoding="utf-8") as file:
            result.summary += file.read()
        with open(files["GITHUB_OUTPUT"], encoding="utf-8") as file:
            result.steps[step.get("id", "")] = dict(line.rstrip("\n").split("=", 1) for line in file)

    def _upload(self, step, workspace, values, result):
        patterns = self._fill_in(step["with"]["path"], values, result).split()
        found = [path for pattern in patterns for path in glob.glob(os.path.join(workspace, pattern))]
        return sorted(os.path.relpath(path, workspace) for path in found)

    @staticmethod
    def _fill_in(text, values, result):
        def value_of(match):
            parts = match.group(1).split(".")
            if parts[0] == "inputs" and len(parts) == 2:
                return values[parts[1]]
            if parts[0] == "steps" and parts[2] == "outputs" and len(parts) == 4:
                return result.steps.get(parts[1], {}).get(parts[3], "")
            raise ValueError(f"an expression that this job cannot fill in: {match.group(1)}")

        return _EXPRESSION.sub(value_of, text)
