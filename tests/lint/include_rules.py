"""Who may include what: the three houses, the order of the rooms in each, and third parties behind our headers.

The order of ROOMS is the order in which the data flows; a room may include itself and those before it.
"""

import re

from source_tree import Finding, without_literals

HOUSES = {
    "scenarios": ["message", "content", "suite", "data", "compile", "lint"],
    "runner": ["clock", "http", "net", "load", "measure", "user", "engine", "record", "slo", "live", "alert", "demo",
               "app"],
    "reports": ["model", "junit", "html", "json", "text", "github", "web"],
}

# (pattern of the included name, folders that may, why). Tests may include everything.
THIRD_PARTIES = [
    (r"boost/asio/ip/|boost/asio/ssl|boost/asio/(connect|read|write|accept)|boost/asio/.*socket|"
     r"boost/asio/.*(acceptor|resolver)|sys/socket\.h|netdb\.h|netinet/",
     ["runner/net"], "sockets, resolver and TLS belong to runner/net"),
    (r"boost/asio/.*timer", ["runner/clock"], "timers belong to runner/clock"),
    (r"boost/asio/io_context|boost/asio/executor_work_guard", ["runner/clock", "runner/engine"],
     "the io_context belongs to the engine's loop"),
    (r"boost/asio/awaitable\.hpp", ["runner/clock"], "runner/clock/task.h alone names the coroutine type"),
    (r"boost/asio\.hpp|boost/beast\.hpp", [], "whole-library headers cost seconds a file"),
    (r"boost/beast/", ["runner/http", "runner/net"], "the HTTP parser belongs to runner/http"),
    (r"boost/asio", ["runner"], "scenarios and reports know no I/O"),
    (r"boost/program_options", ["runner/app"], "the command line belongs to runner/app"),
    (r"boost/math/", ["runner/slo"], "statistics belong to runner/slo"),
    (r"openssl/", ["runner/net", "scenarios/compile/digest.cc"],
     "libcrypto belongs to runner/net and scenarios/compile/digest.cc"),
    (r"httplib\.h", ["runner/demo", "runner/live", "runner/alert"],
     "cpp-httplib serves the demo, the live page and alerts"),
    (r"sqlite3\.h", ["runner/record"], "SQLite belongs to runner/record"),
    (r"pugixml", ["reports/junit"], "the XML writer belongs to reports/junit"),
    (r"libxml/", ["scenarios/content"], "the HTML and XML parser belongs to scenarios/content"),
    (r"(zstd|brotli/[a-z]+)\.h", ["scenarios/content"], "content codings belong to scenarios/content"),
    (r"zlib\.h", ["scenarios/content", "runner/measure/hdr_encoding.cc"],
     "zlib belongs to scenarios/content and runner/measure/hdr_encoding.cc"),
    (r"valijson/", ["scenarios/content"], "JSON Schema belongs to scenarios/content"),
    (r"libpsl\.h", ["runner/http"], "public suffixes belong to runner/http"),
    (r"iostream$", ["runner/app"], "libraries return, they do not print"),
    (r"(thread|mutex|shared_mutex|condition_variable|future|semaphore)$", ["runner"],
     "scenarios and reports have no threads"),
]

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:<([^>\n]+)>|"([^"\n]+)")', re.MULTILINE)


def includes(text):
    """(line, name, quoted) of each include."""
    code = without_literals(text)
    return [(code.count("\n", 0, m.start()) + 1, m.group(1) or m.group(2), m.group(2) is not None)
            for m in _INCLUDE.finditer(code)]


def _house_and_room(name):
    parts = name.split("/")
    if parts[0] not in HOUSES:
        return None, None
    return parts[0], parts[1] if len(parts) > 2 else None


def check_houses(tree):
    for name, text in tree.cpp():
        house, room = _house_and_room(name)
        if house is None:
            continue
        if room is not None and room not in HOUSES[house]:
            yield Finding(name, 1, "rooms", f"{house}/{room} is no room of the house; add it to include_rules.py")
            continue
        for line, target, _ in includes(text):
            other, other_room = _house_and_room(target)
            if target.startswith("tests/"):
                yield Finding(name, line, "houses", f"{target}: the program never includes its tests")
            elif other is not None and other != house:
                yield from _across(name, line, house, room, target, other)
            elif other is not None:
                yield from _inside(name, line, house, room, target, other_room)


def _across(name, line, house, room, target, other):
    allowed = house == "runner" and (other == "scenarios" or room == "app")
    if not allowed:
        yield Finding(name, line, "houses", f"{house}{'/' + room if room else ''} may not include {target}")


def _inside(name, line, house, room, target, other_room):
    rooms = HOUSES[house]
    if room is None or other_room not in rooms:
        return
    if house == "reports" and room != other_room and other_room != "model":
        yield Finding(name, line, "order", f"a writer includes reports/model only, not {target}")
    elif rooms.index(other_room) > rooms.index(room):
        yield Finding(name, line, "order", f"{house}/{room} stands before {house}/{other_room} and may not include it")


def check_third_parties(tree):
    for name, text in tree.cpp():
        if _house_and_room(name)[0] is None:
            continue
        for line, target, _ in includes(text):
            for pattern, allowed, why in THIRD_PARTIES:
                if re.match(pattern, target) and not any(_lies_in(name, place) for place in allowed):
                    yield Finding(name, line, "third-party", f"{target}: {why}")
                    break
            if re.match(r"nlohmann/(?!json_fwd\.hpp)", target) and name.endswith(".h"):
                yield Finding(name, line, "third-party", f"{target}: only .cc files read or write JSON; "
                                                         "a header takes nlohmann/json_fwd.hpp")


def _lies_in(name, place):
    return name == place or name.startswith(place + "/")


def check_pragma_once(tree):
    for name, text in tree.named((".h",)):
        if "#pragma once" not in text:
            yield Finding(name, 1, "pragma-once", "a header needs #pragma once")
