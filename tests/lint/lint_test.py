#!/usr/bin/python3
"""Each rule of the lint is shown to bite: a tree with one seeded fault gives that finding, a clean tree gives none."""

import os
import subprocess
import sys
import tempfile
import unittest

import lint
import readme_rules
import text_rules

README = "# slogate\n\n## Exit codes\n| code | meaning |\n|---|---|\n" + "".join(
    f"| {code} | {meaning} |\n" for code, meaning in readme_rules.EXIT_CODES.items())

HERE = os.path.dirname(os.path.abspath(__file__))


class Tree(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.root = self._folder.name
        self.write("README.md", README)

    def write(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def found(self):
        return [str(f) for f in lint.lint(self.root)]

    def assert_finds(self, *expected):
        self.assertEqual(self.found(), list(expected))

    def assert_rule(self, name, text, rule):
        """One file with one fault gives exactly one finding, of this rule; another name may hold the same."""
        self.write(name, text)
        self.assertEqual([f.split(": ")[1] for f in self.found()], [rule], f"{name}: {text}")
        os.remove(os.path.join(self.root, name))


class Houses(Tree):
    def test_a_clean_tree_has_no_findings(self):
        self.write("scenarios/suite/a.h", '#pragma once\n#include "scenarios/message/b.h"\n')
        self.write("runner/app/a.cc", '#include "reports/model/report.h"\n#include "scenarios/suite/a.h"\n')
        self.assert_finds()

    def test_scenarios_include_nothing_of_runner(self):
        self.write("scenarios/suite/a.cc", '\n#include "runner/clock/clock.h"\n')
        self.assert_finds("scenarios/suite/a.cc:2: houses: scenarios/suite may not include runner/clock/clock.h")

    def test_reports_include_nothing_of_runner_or_scenarios(self):
        self.assert_rule("reports/html/a.cc", '#include "runner/slo/verdict.h"\n', "houses")
        self.assert_rule("reports/html/a.cc", '#include "scenarios/suite/suite.h"\n', "houses")

    def test_runner_outside_app_includes_no_reports(self):
        self.write("runner/record/a.cc", '#include "reports/model/report.h"\n')
        self.assert_finds("runner/record/a.cc:1: houses: runner/record may not include reports/model/report.h")

    def test_the_program_includes_no_tests(self):
        self.assert_rule("runner/app/a.cc", '#include "tests/support/x.h"\n', "houses")

    def test_an_include_in_a_comment_counts_for_nothing(self):
        self.write("scenarios/suite/a.cc", '// #include "runner/clock/clock.h"\n/*\n#include "runner/net/x.h"\n*/\n')
        self.assert_finds()

    def test_rooms_include_only_those_before_them(self):
        self.write("runner/measure/a.cc", '#include "runner/user/user.h"\n')
        self.assert_finds("runner/measure/a.cc:1: order: runner/measure stands before runner/user and may not include it")
        os.remove(os.path.join(self.root, "runner/measure/a.cc"))
        self.assert_rule("scenarios/message/a.h", '#pragma once\n#include "scenarios/compile/x.h"\n', "order")
        self.assert_rule("runner/record/a.cc", '#include "runner/slo/verdict.h"\n', "order")
        self.assert_rule("runner/demo/a.cc", '#include "runner/app/x.h"\n', "order")

    def test_a_writer_includes_the_model_only(self):
        self.write("reports/html/a.cc", '#include "reports/json/x.h"\n')
        self.assert_finds("reports/html/a.cc:1: order: a writer includes reports/model only, not reports/json/x.h")

    def test_a_new_room_must_be_put_in_order(self):
        self.assert_rule("runner/utils/a.cc", "int x;\n", "rooms")


class ThirdParties(Tree):
    def test_each_library_has_its_room(self):
        for include, wrong in [
            ("boost/asio/ip/tcp.hpp", "runner/engine/a.cc"),
            ("boost/asio/ssl.hpp", "runner/http/a.cc"),
            ("boost/asio/basic_stream_socket.hpp", "runner/user/a.cc"),
            ("boost/asio/ip/tcp.hpp", "scenarios/suite/a.cc"),
            ("sys/socket.h", "runner/engine/a.cc"),
            ("boost/asio/steady_timer.hpp", "runner/engine/a.cc"),
            ("boost/asio/io_context.hpp", "runner/net/a.cc"),
            ("boost/asio/awaitable.hpp", "runner/net/a.cc"),
            ("boost/asio.hpp", "runner/net/a.cc"),
            ("boost/asio/buffer.hpp", "reports/model/a.cc"),
            ("boost/beast/http/basic_parser.hpp", "runner/user/a.cc"),
            ("boost/program_options.hpp", "runner/engine/a.cc"),
            ("boost/math/distributions/beta.hpp", "runner/record/a.cc"),
            ("openssl/hmac.h", "scenarios/compile/template.cc"),
            ("httplib.h", "runner/net/a.cc"),
            ("sqlite3.h", "runner/slo/a.cc"),
            ("pugixml.hpp", "reports/html/a.cc"),
            ("libxml/HTMLparser.h", "runner/user/a.cc"),
            ("iostream", "runner/engine/a.cc"),
            ("mutex", "scenarios/compile/a.cc"),
        ]:
            self.assert_rule(wrong, f"#include <{include}>\n", "third-party")

    def test_each_library_may_stand_in_its_room(self):
        for include, right in [
            ("boost/asio/ip/tcp.hpp", "runner/net/a.cc"),
            ("boost/asio/steady_timer.hpp", "runner/clock/a.cc"),
            ("boost/asio/io_context.hpp", "runner/engine/a.cc"),
            ("openssl/hmac.h", "scenarios/compile/digest.cc"),
            ("openssl/ssl.h", "runner/net/b.cc"),
            ("httplib.h", "runner/demo/a.cc"),
            ("sqlite3.h", "runner/record/a.cc"),
            ("sqlite3.h", "tests/runner/record/a.cc"),
            ("httplib.h", "tests/runner/net/a.cc"),
        ]:
            self.write(right, f"#include <{include}>\n")
        self.assert_finds()

    def test_headers_take_the_forward_header_of_nlohmann(self):
        self.assert_rule("scenarios/suite/a.h", "#pragma once\n#include <nlohmann/json.hpp>\n", "third-party")
        self.write("scenarios/suite/a.h", "#pragma once\n#include <nlohmann/json_fwd.hpp>\n")
        self.write("scenarios/suite/a.cc", "#include <nlohmann/json.hpp>\n")
        self.assert_finds()

    def test_a_header_needs_pragma_once(self):
        self.assert_rule("runner/clock/a.h", "int x();\n", "pragma-once")


class Length(Tree):
    def test_a_file_of_400_lines_passes_and_one_more_does_not(self):
        for ending, line in [(".cc", "int x;\n"), (".h", "#pragma once\n"), (".py", "x = 1\n"), (".sh", "true\n")]:
            self.write("runner/clock/a" + ending, line * 400)
            self.assert_finds()
            self.write("runner/clock/a" + ending, line * 401)
            self.assert_finds(f"runner/clock/a{ending}:401: file-length: 401 lines; at most 400")
            os.remove(os.path.join(self.root, "runner/clock/a" + ending))

    def test_a_function_of_70_lines_passes_and_one_more_does_not(self):
        for ending, first, line, last in [
            (".cc", "int f(int x) {\n", "  ++x;\n", "}\n"),
            (".py", "def f(x):\n", "    x += 1\n", "    return x\n"),
            (".sh", "f() {\n", "  true\n", "}\n"),
        ]:
            name = "runner/clock/a" + ending
            self.write(name, "\n" + first + line * 68 + last)
            self.assert_finds()
            self.write(name, "\n" + first + line * 69 + last)
            self.assert_finds(f"{name}:2: function-length: f has 71 lines; at most 70")
            os.remove(os.path.join(self.root, name))

    def functions(self, text):
        return [(first, last, title) for first, last, title in text_rules.cpp_functions(text)]

    def test_methods_constructors_and_tests_are_functions(self):
        self.assertEqual(self.functions(
            "namespace a {\nclass B : public C {\n public:\n  B(int x)\n      : x_{x}, y_(1) {\n    go();\n  }\n"
            "  int x_{0};\n};\nTEST(Parser, Refuses) {\n}\n}\n"),
            [(4, 7, "B"), (10, 11, "TEST(Parser, Refuses)")])

    def test_tables_enums_and_braces_in_literals_are_no_functions(self):
        self.assertEqual(self.functions(
            'enum class E : int { a, b };\nconst std::function<void(int)> kTable[] = {\n  nullptr,\n};\n'
            'const char* k = R"({{{)";\nint f(S s = {}) {\n  return s("}") + \'}\';\n}\n'),
            [(6, 8, "f")])

    def test_a_template_with_constraints_is_found(self):
        self.assertEqual(self.functions("template <class T>\n  requires(X<T>)\nauto f(T t) -> int {\n  return 1;\n}\n")[0][:2],
                         (1, 5))


class Tokens(Tree):
    def test_each_banned_token_is_found(self):
        for name, code in [
            ("runner/engine/a.cc", "auto t = std::chrono::steady_clock::now();\n"),
            ("reports/html/a.cc", "auto t = std::chrono::system_clock::now();\n"),
            ("runner/engine/a.cc", "gettimeofday(&t, nullptr);\n"),
            ("runner/engine/a.cc", "clock_gettime(CLOCK_REALTIME, &t);\n"),
            ("runner/app/a.cc", "auto t = std::time(nullptr);\n"),
            ("scenarios/suite/a.cc", "std::" + 'regex r("a");\n'),
            ("runner/engine/a.cc", "std::exit(3);\n"),
            ("runner/app/command.cc", "_exit(3);\n"),
            ("tests/runner/a_test.cc", "std::this_" + "thread::sleep_for(1s);\n"),
            ("tests/runner/a_test.cc", "usleep(1);\n"),
            ("tests/runner/a_test.cc", "GTEST_" + "SKIP();\n"),
            ("runner/slo/a.cc", 'std::cerr << "x";\n'),
        ]:
            self.write(name, code)
            self.assertIn("token", [f.split(": ")[1] for f in self.found()], code)
            os.remove(os.path.join(self.root, name))

    def test_look_alikes_are_left_alone(self):
        self.write("runner/engine/a.cc", "// exit(1), steady_clock::now()\nint e = exit_code(v); auto t = clock.now(); "
                                         'x.exit(); response_time(0); co_await clock.sleep_until(t); say("exit(1)");\n')
        self.assert_finds()

    def test_clocks_are_read_in_the_clock_and_the_program_ends_in_main(self):
        self.write("runner/clock/a.cc", "auto t = std::chrono::steady_clock::now();\n")
        self.write("runner/app/main.cc", "std::exit(3);\n")
        self.assert_finds()

    def test_marks_of_unfinished_work_are_found_in_every_file(self):
        for mark in ["TO" + "DO", "FIX" + "ME", "HA" + "CK"]:
            self.assert_rule("ci/a.yml", f"# {mark}: later\n", "unfinished")

    def test_paths_of_one_machine_are_found(self):
        self.assert_rule("ci/a.yml", f"run: {self.root}/x\n", "machine-path")
        self.assert_rule("ci/a.yml", "run: /" + "home/ann/slogate\n", "machine-path")
        self.assert_rule("ci/a.yml", "run: /ro" + "ot/slogate\n", "machine-path")


class Readme(Tree):
    def test_a_link_must_lead_somewhere(self):
        self.write("README.md", README + "[flows](scenarios/README.md#suite) [web](https://example.org/x)\n")
        self.assertEqual([f.split(": ", 1)[1] for f in self.found()], ["readme-links: scenarios/README.md does not exist"])
        self.write("scenarios/README.md", "# flows\n")
        self.assert_finds()

    def test_a_named_file_must_exist(self):
        self.write("README.md", README + "Run `./ci/demo.sh`.\n")
        self.assertEqual([f.split(": ", 1)[1] for f in self.found()], ["readme-links: ci/demo.sh does not exist"])

    def test_a_missing_exit_code_is_found(self):
        self.write("README.md", README.replace("| 0 | pass |\n", ""))
        self.assert_finds("README.md:3: exit-codes: no row for 0: pass")

    def test_another_meaning_is_found(self):
        self.write("README.md", README.replace("| 0 | pass |", "| 0 | fine |"))
        self.assert_finds("README.md:6: exit-codes: 0 means: pass")

    def test_an_unknown_code_is_found(self):
        self.write("README.md", README + "| 9 | tired |\n")
        self.assert_finds("README.md:12: exit-codes: 9 is no exit code of slogate")

    def test_a_tree_without_readme_is_found(self):
        os.remove(os.path.join(self.root, "README.md"))
        self.assert_finds("README.md:1: exit-codes: there is no README.md")


class Headers(Tree):
    def compile_all(self):
        work = os.path.join(self.root, "build", "headers")
        done = subprocess.run(
            [sys.executable, "-B", os.path.join(HERE, "headers.py"), "--root", self.root, "--work", work, "--", "-std=c++20"],
            capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def test_a_header_that_leans_on_others_is_named(self):
        self.write("runner/clock/good.h", "#pragma once\n#include <string>\nstd::string f();\n")
        self.assertEqual(self.compile_all(), (0, "1 headers compiled alone, 0 of them not\n"))
        self.write("runner/clock/bad.h", "#pragma once\nstd::string f();\n")
        code, words = self.compile_all()
        self.assertEqual(code, 1)
        self.assertIn("runner/clock/bad.h does not compile alone", words)
        self.assertIn("2 headers compiled alone, 1 of them not", words)

    def test_no_header_at_all_is_a_failure(self):
        self.assertEqual(self.compile_all()[0], 1)


class CommandLine(Tree):
    def run_lint(self):
        done = subprocess.run([sys.executable, "-B", os.path.join(HERE, "lint.py"), self.root],
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def test_exit_0_on_a_clean_tree_and_1_on_findings(self):
        self.assertEqual(self.run_lint(), (0, "the tree keeps the rules of the house\n"))
        self.write("runner/clock/a.h", "int x;\n")
        self.assertEqual(self.run_lint(),
                         (1, "runner/clock/a.h:1: pragma-once: a header needs #pragma once\n1 findings\n"))


if __name__ == "__main__":
    unittest.main()
