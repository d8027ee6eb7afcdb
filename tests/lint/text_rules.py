"""Length of files and functions, banned tokens, marks of unfinished work, paths of one machine."""

import ast
import os
import re

from source_tree import CODE, Finding, line_of, without_literals

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 70

HOUSES = ("scenarios/", "runner/", "reports/")

# (pattern, where it is banned, where it is allowed all the same, why). Looked for in C++ without comments and literals.
TOKENS = [
    (r"(?:steady_clock|system_clock|high_resolution_clock)::now|\bgettimeofday\s*\(|\bclock_gettime\s*\(|"
     r"(?<![\w.>])time\s*\(\s*(?:nullptr|NULL|0|&)",
     ("",), ("runner/clock/", "tests/support/", "tests/bench/"), "clocks are read in runner/clock only"),
    (r"std::" + r"regex|#\s*include\s*<" + r"regex>", ("",), (),
     "it overflows the stack on long input; take RE2"),
    (r"(?<![\w.>])(?:_|quick_|_E)?exit\s*\(", HOUSES, ("runner/app/main.cc",),
     "only main ends the program"),
    (r"\bsleep_for\b|\busleep\s*\(|\bnanosleep\s*\(|this_thread::" + r"sleep|(?<![\w.>:])sleep\s*\(",
     ("tests/",), (), "a sleep in a test is a guess; wait for the thing itself"),
    (r"\bGTEST_" + r"SKIP\b|\bDISABLED" + r"_\w", ("tests/",), (), "a skipped test proves nothing"),
    (r"std::c(?:out|err)\b", HOUSES, ("runner/app/",), "libraries return, they do not print"),
]

UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b")

# Top folders that every Debian has; anything else above the checkout is a place of one machine.
_EVERYWHERE = set("bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var".split())


def check_file_length(tree):
    for name, text in tree.named(CODE):
        lines = text.count("\n")
        if lines > MAX_FILE_LINES:
            yield Finding(name, lines, "file-length", f"{lines} lines; at most {MAX_FILE_LINES}")


def check_function_length(tree):
    for name, text in tree.named(CODE):
        finder = {".py": python_functions, ".sh": shell_functions}.get(os.path.splitext(name)[1], cpp_functions)
        for first, last, title in finder(text):
            if last - first + 1 > MAX_FUNCTION_LINES:
                yield Finding(name, first, "function-length",
                              f"{title} has {last - first + 1} lines; at most {MAX_FUNCTION_LINES}")


def python_functions(text):
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except SyntaxError:
        return
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno, node.name


def shell_functions(text):
    start, title = None, ""
    for number, line in enumerate(text.split("\n"), 1):
        opened = re.match(r"(?:function\s+)?([\w-]+)\s*\(\)\s*[({]\s*$", line)
        if opened:
            start, title = number, opened.group(1)
        elif start and line[:1] in ("}", ")"):
            yield start, number, title
            start = None


_SCOPE = re.compile(r"(?:template\s*<.*>\s*)?(?:inline\s+)?(?:namespace|class|struct|union|extern)\b", re.DOTALL)


def cpp_functions(text):
    """(first line, last line, title) of the functions that stand in a file, a class or a namespace.

    A brace opens a function where the text since the last `;`, `{` or `}` has parentheses and is no class or
    namespace. A brace glued to a name or inside parentheses initialises something and is passed over.
    """
    code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", lambda m: re.sub(r"[^\n]", " ", m.group(0)),
                  without_literals(text), flags=re.MULTILINE)
    position, head = 0, 0
    while position < len(code):
        letter = code[position]
        if letter == "(":
            position = _matching(code, position, "(", ")")
        elif letter in ";}":
            head = position + 1
        elif letter == ":" and re.fullmatch(r"\s*(?:public|private|protected)\s*", code[head:position]):
            head = position + 1
        elif letter == "{":
            before = code[head:position]
            if _SCOPE.match(before.strip()):
                head = position + 1
            elif re.search(r"[\w>\]]$", before):
                position = _matching(code, position, "{", "}")
            else:
                end = _matching(code, position, "{", "}")
                if "(" in before and not before.rstrip().endswith("="):
                    first = line_of(code, head + len(before) - len(before.lstrip()))
                    yield first, line_of(code, end), _title(before)
                position, head = end, end + 1
        position += 1


def _matching(code, start, opening, closing):
    depth = 0
    for position in range(start, len(code)):
        if code[position] == opening:
            depth += 1
        elif code[position] == closing:
            depth -= 1
            if depth == 0:
                return position
    return len(code) - 1


def _title(before):
    name = re.search(r"([\w:~]+)\s*\(([^()]*)", before)
    if name is None:
        return "a function"
    return f"{name.group(1)}({name.group(2).strip()})" if name.group(1).startswith("TEST") else name.group(1)


def check_tokens(tree):
    for name, text in tree.cpp():
        code = without_literals(text)
        for pattern, banned, allowed, why in TOKENS:
            if not name.startswith(banned) or any(name.startswith(place) for place in allowed):
                continue
            for match in re.finditer(pattern, code):
                yield Finding(name, line_of(code, match.start()), "token", f"{match.group(0).strip()}: {why}")


def check_unfinished(tree):
    for name, text in tree.files.items():
        for match in UNFINISHED.finditer(text):
            yield Finding(name, line_of(text, match.start()), "unfinished", f"{match.group(0)}: finish it or file it")


def check_machine_paths(tree):
    places = [r"/home/\w", r"/root/\w", r"/Users/\w"]
    top = tree.root.split("/")[1]
    if top and top not in _EVERYWHERE:
        places.append(re.escape("/" + top + "/"))
    # The checkout's own path is wrong wherever it stands; the others may be the tail of something else (`a/home/b`).
    pattern = re.compile(re.escape(tree.root + "/") + r"|(?<![\w.}$/%-])(?:" + "|".join(places) + ")")
    for name, text in tree.files.items():
        for match in pattern.finditer(text):
            yield Finding(name, line_of(text, match.start()), "machine-path",
                          f"{match.group(0)}: a path of one machine has no place in the tree")
