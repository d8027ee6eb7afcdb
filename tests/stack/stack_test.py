"""The shipped suite against nginx, uvicorn and SQLite: green, or red with the right words.

SLOGATE names the binary. Run with /usr/bin/python3: Debian's FastAPI is not seen by others.
"""

import unittest

from outputs import FILES, Run, blanks_folded, load, smoke
from stack import Stack

EVERYWHERE = {"report.json", "stdout", "junit.xml", "report.html"}
FLOWS = ["home", "auth", "qr", "admin", "health"]
FIRST_STEPS = {
    ("home", "shell"),
    ("auth", "shell"),
    ("qr", "shell"),
    ("admin", "shell"),
    ("health", "health"),
}
NO_CODE = (
    "sign-in started, not completed: no code in the answer (sent by mail, switched off, "
    "or over the request limit)"
)
START_PAGE = (
    "the start page answered instead of the API: the proxy has no location for the API's path "
    "(location /api/ is missing)"
)
NOT_STRIPPED = "most likely the proxy passes the prefix on and must strip it"
NO_BACKEND = (
    "the proxy answers, the backend behind it does not: it is down, starting, or overloaded"
)
NO_ASSET = "the app's start page came instead of this file"


class GreenStack(unittest.TestCase):
    def test_smoke_passes_and_every_step_runs(self):
        with Stack() as stack, smoke(stack) as run:
            self.assertEqual(run.exit_code, 0, run)
            self.assertEqual(run.report["verdict"], "pass", run)
            self.assertEqual([flow["name"] for flow in run.report["flows"]], FLOWS)
            skipped = {(flow, step["name"]) for flow, step in run.steps() if step["requests"] == 0}
            self.assertEqual(skipped, {("auth", "verify-given")}, run)
            self.assertEqual(run.broken(), set(), run)
            for name in FILES:
                self.assertTrue(run.read(name) if name != "run.db" else True, name)

    def test_smoke_leaves_the_target_as_it_was(self):
        with Stack() as stack:
            before = stack.query("SELECT user_id, role FROM users ORDER BY user_id")
            with smoke(stack) as run:
                self.assertEqual(run.exit_code, 0, run)
            self.assertEqual(
                stack.query("SELECT user_id, role FROM users ORDER BY user_id"), before
            )
            # The three given tokens are still good, the session that the run opened is not.
            self.assertEqual(stack.query("SELECT count(*) FROM sessions"), [(3,)])
            self.assertEqual(stack.call("GET", "/api/auth/me", token=stack["ADMIN_TOKEN"])[0], 200)
            self.assertEqual(stack.call("GET", "/api/auth/me", token=stack["USER_TOKEN"])[0], 200)

    def test_every_request_carries_its_ids_and_is_counted_once(self):
        with Stack() as stack, smoke(stack) as run:
            inside = run.step("health", "upstream")["requests"]  # past nginx
            sent = run.requests() - inside
            lines = stack.served(run.report["run_id"], sent)
            self.assertEqual(len(lines), sent, run)
            self.assertEqual(len({line["request_id"] for line in lines}), sent)
            for line in lines:
                self.assertRegex(line["request_id"], r"^[0-9a-f]{32}$")
                self.assertRegex(line["traceparent"], r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")
                self.assertEqual(line["agent"], f"slogate (+{run.report['run_id']})")
                self.assertEqual(line["protocol"], "HTTP/1.1")

    def test_no_output_holds_a_token_or_the_address(self):
        with Stack() as stack, smoke(stack) as run:
            outputs = [run.stdout.encode(), run.stderr.encode()]
            for name in FILES:
                with open(run.path(name), "rb") as file:
                    outputs.append(file.read())
            for name in ("ADMIN_TOKEN", "USER_TOKEN", "LOGIN_EMAIL"):
                self.assertFalse([text for text in outputs if stack[name].encode() in text], name)

    def test_load_counts_what_nginx_counts(self):
        with Stack() as stack, load(stack, environment=stack.environment("UPSTREAM_URL")) as run:
            # A busy machine may leave a claim undecided; it never makes the target fail.
            self.assertIn(run.exit_code, (0, 3), run)
            lines = stack.served(run.report["run_id"], run.requests())
            self.assertEqual(len(lines), run.requests(), run)
            self.assertEqual(run.failed(), 0, run)
            self.assertGreaterEqual(run.requests(tag="api"), 1000, run)
            for flow in ("qr", "admin", "health"):
                self.assertGreaterEqual(run.requests(tag="api", flow=flow), 300, run)

    def test_fifteen_days_left_pass(self):
        with Stack("cert-15-days") as stack, smoke(stack) as run:
            self.assertEqual(run.exit_code, 0, run)


class SignIn(unittest.TestCase):
    def test_without_a_code_the_flow_ends_after_the_request_and_says_so(self):
        with Stack("no-dev-otp") as stack, smoke(stack) as run:
            self.assertEqual(run.exit_code, 0, run)
            self.assertEqual(run.step("auth", "request")["requests"], 1, run)
            for name in ("verify", "me", "logout", "me-after-logout"):
                self.assertEqual(run.step("auth", name)["requests"], 0, run)
            for text in (
                run.stdout,
                run.read("junit.xml"),
                run.html_text(),
                run.read("report.json"),
            ):
                self.assertIn(NO_CODE, blanks_folded(text))

    def test_a_code_given_by_hand_completes_the_sign_in(self):
        with Stack() as stack:
            _, begun = stack.call("POST", "/api/auth/request", {"email": stack["LOGIN_EMAIL"]})
            given = stack.environment(
                LOGIN_CHALLENGE=begun["challenge_id"], LOGIN_CODE=begun["dev_otp"]
            )
            with smoke(stack, "--flow", "auth", environment=given) as run:
                self.assertEqual(run.exit_code, 0, run)
                self.assertEqual(run.step("auth", "verify-given")["requests"], 1, run)
                self.assertEqual(run.step("auth", "verify")["requests"], 0, run)
                self.assertEqual(run.step("auth", "me-after-logout")["requests"], 1, run)

    def test_a_wrong_code_given_by_hand_fails_with_its_own_words(self):
        with Stack() as stack:
            given = stack.environment(LOGIN_CHALLENGE="nothing", LOGIN_CODE="000000")
            with smoke(stack, "--flow", "auth", environment=given) as run:
                self.assertEqual(run.exit_code, 1, run)
                self.assertEqual(
                    run.told_by(
                        "auth",
                        "verify-given",
                        "assert.check",
                        "the given LOGIN_CODE is older than ten minutes, was used already, or does "
                        "not belong to LOGIN_CHALLENGE",
                    ),
                    EVERYWHERE,
                    run,
                )

    def test_a_code_that_stays_away_later_in_the_run_is_a_failure(self):
        # The sixth request for one address in ten minutes is over the limit: 200, no code.
        with Stack() as stack, smoke(stack, "--flow", "auth", "--times", "6") as run:
            self.assertEqual(run.exit_code, 1, run)
            self.assertEqual(run.broken(), {("auth", "request")}, run)
            self.assertEqual(run.step("auth", "request")["failed"], 1, run)
            self.assertEqual(
                run.told_by("auth", "request", "assert.check", "this answer holds no code"),
                EVERYWHERE,
                run,
            )


class Needs(unittest.TestCase):
    def test_missing_names_end_the_run_before_anything_is_sent(self):
        with Stack() as stack:
            given = stack.environment("LOGIN_EMAIL", "ADMIN_TOKEN", "USER_TOKEN")
            with smoke(stack, environment=given) as run:
                self.assertEqual(run.exit_code, 2, run)
                for name in ("LOGIN_EMAIL", "ADMIN_TOKEN", "USER_TOKEN"):
                    self.assertIn(name, run.stderr)
                self.assertEqual(stack.served("slogate"), [])

    def test_a_skipped_flow_needs_nothing_and_is_named(self):
        with Stack() as stack:
            given = stack.environment("ADMIN_TOKEN", "USER_TOKEN")
            with smoke(stack, "--skip-flow", "admin", environment=given) as run:
                self.assertEqual(run.exit_code, 0, run)
                self.assertIn("not checked: admin", run.report["sentence"])


class BrokenStack(unittest.TestCase):
    """Each breakage: exit 1, just the steps that it breaks, the reason alike in all outputs."""

    def check(self, breakage, broken, *told):
        with Stack(breakage) as stack, smoke(stack) as run:
            self.assertEqual(run.exit_code, 1, run)
            self.assertEqual(run.report["verdict"], "fail", run)
            self.assertEqual(run.broken(), broken, run)
            for flow, step, kind, words in told:
                with self.subTest(flow=flow, step=step):
                    self.assertEqual(run.told_by(flow, step, kind, words), EVERYWHERE, run)

    def test_backend_stopped(self):
        self.check(
            "backend-stopped",
            {("auth", "request"), ("qr", "light"), ("admin", "users-public"), ("health", "health")},
            ("auth", "request", "assert.check", "got 502"),
            ("qr", "light", "assert.check", "got 502"),
            ("admin", "users-public", "assert.check", "got 502"),
            ("health", "health", "assert.check", "got 502"),
            ("health", "health", "assert.check", NO_BACKEND),
        )

    def test_proxy_that_does_not_strip_the_prefix(self):
        self.check(
            "proxy-unstripped",
            {("auth", "request"), ("qr", "light"), ("admin", "users-public"), ("health", "health")},
            ("health", "health", "assert.check", "got 404"),
            ("health", "health", "assert.check", NOT_STRIPPED),
        )

    def test_no_location_for_the_api(self):
        self.check(
            "no-api-location",
            {("auth", "request"), ("qr", "light"), ("admin", "users-public"), ("health", "health")},
            ("auth", "request", "assert.check", "got 405"),
            ("health", "health", "assert.check", 'got "text/html"'),
            ("health", "health", "assert.check", START_PAGE),
        )

    def test_missing_asset(self):
        self.check(
            "missing-asset",
            {("home", "script"), ("auth", "script"), ("qr", "script"), ("admin", "script")},
            ("home", "script", "assert.check", 'got "text/html"'),
            ("home", "script", "assert.check", NO_ASSET),
            ("qr", "script", "assert.check", NO_ASSET),
        )

    def test_health_that_is_not_ok(self):
        self.check(
            "ok-false",
            {("health", "health")},
            ("health", "health", "assert.check", "json /ok equals true, got false"),
            (
                "health",
                "health",
                "assert.check",
                "the backend answers and says of itself that it is not well",
            ),
        )

    def test_expired_certificate(self):
        self.check(
            "cert-expired",
            FIRST_STEPS,
            *(
                (
                    flow,
                    step,
                    "tls.cert_expired",
                    "The server's certificate has run out or is not valid yet",
                )
                for flow, step in sorted(FIRST_STEPS)
            ),
        )

    def test_certificate_for_another_host(self):
        self.check(
            "cert-wrong-host",
            FIRST_STEPS,
            *(
                (
                    flow,
                    step,
                    "tls.cert_host",
                    "The server's certificate was issued for another name",
                )
                for flow, step in sorted(FIRST_STEPS)
            ),
        )

    def test_certificate_of_an_unknown_authority(self):
        self.check(
            "cert-unknown-ca",
            FIRST_STEPS,
            *(
                (
                    flow,
                    step,
                    "tls.cert_untrusted",
                    "The server's certificate comes from an authority that is not trusted",
                )
                for flow, step in sorted(FIRST_STEPS)
            ),
        )

    def test_thirteen_days_left(self):
        self.check(
            "cert-13-days",
            {("health", "certificate")},
            ("health", "certificate", "assert.check", "got 13"),
            (
                "health",
                "certificate",
                "assert.check",
                "the certificate runs out too soon: its renewal has not worked",
            ),
        )

    def test_spent_grant_accepted(self):
        self.check(
            "grant-reused",
            {("admin", "grant-again")},
            ("admin", "grant-again", "assert.check", "got 200"),
            ("admin", "grant-again", "assert.check", "a spent grant was accepted a second time"),
        )

    def test_every_fiftieth_answer_is_a_500(self):
        with Stack("every-50th-500") as stack, load(
            stack, environment=stack.environment("UPSTREAM_URL")
        ) as run:
            self.assertEqual(run.exit_code, 1, run)
            lines = stack.served(run.report["run_id"], run.requests())
            self.assertEqual(len(lines), run.requests(), run)
            errors = [line for line in lines if line["status"] == 500]
            self.assertGreaterEqual(len(errors), 20, run)
            self.assertEqual(
                set(run.failed_by_output().values()),
                {len(errors)},
                (run.failed_by_output(), str(run)),
            )
            self.assertRegex(run.html_text(), rf"\b{len(errors)}\b")
            for flow, step in sorted(run.broken()):
                with self.subTest(flow=flow, step=step):
                    # The terminal lists the first twenty kinds only.
                    self.assertLessEqual(
                        {"report.json", "junit.xml", "report.html"},
                        run.told_by(flow, step, "assert.check", "got 500"),
                        run,
                    )
            state = {line["name"]: line["state"] for line in run.report["objectives"]}
            self.assertEqual(state["error-rate"], "fail", run)


class Target(unittest.TestCase):
    def test_a_target_that_nobody_serves_fails(self):
        with Stack() as stack:
            given = stack.environment(BASE_URL=stack["UPSTREAM_URL"])
        with Run("smoke", given, "--skip-flow", "auth") as run:  # after the end of the stack
            self.assertEqual(run.exit_code, 1, run)
            self.assertEqual(
                run.told_by(
                    "health",
                    "health",
                    "connect.refused",
                    "The server is there, but nothing listens at that port",
                ),
                EVERYWHERE,
                run,
            )


if __name__ == "__main__":
    unittest.main(verbosity=2)
