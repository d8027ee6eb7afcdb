"""The forms in which a secret may stand in a text, and where in a run's output they are found.

    found = sightings(haystacks, Secret("ADMIN_TOKEN", "s3cr3t"))   # {"plain": ["run.db"], ...}
"""

import base64
import json
import os
import re
import sqlite3
import urllib.parse

PADS = (0, 1, 2)
_SHORT = 8  # a shorter one is looked for as a whole word, or chance would find it


def base64_fragment(secret, before, alphabet="base64"):
    """The digits that depend on nothing but the secret when `before` bytes stand before it."""
    padded = b"\0" * before + secret.encode()
    encode = base64.b64encode if alphabet == "base64" else base64.urlsafe_b64encode
    digits = encode(padded).decode().rstrip("=")
    return digits[(before * 8 + 5) // 6:len(padded) * 8 // 6]


def url_component(text):
    """As a browser's encodeURIComponent."""
    return urllib.parse.quote(text, safe="!'()*")


def html_safe_json(text):
    """As Go's encoder writes it."""
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(f"\\u{ord(c):04x}" if c in "&<>" else c for c in escaped)


def forms(secret, deep=True):
    """(name of the form, text) of each; where nothing is to be escaped some are alike. `deep`: those encoded twice too."""
    out = [("plain", secret),
           ("url", urllib.parse.quote(secret, safe="")),
           ("url, lower case", re.sub("%..", lambda m: m.group(0).lower(), urllib.parse.quote(secret, safe=""))),
           ("url, form", urllib.parse.quote_plus(secret)),
           ("json", json.dumps(secret, ensure_ascii=False)[1:-1]),
           ("json, ascii", json.dumps(secret)[1:-1]),
           ("json, slashes", json.dumps(secret)[1:-1].replace("/", "\\/")),
           ("url component", url_component(secret)),
           ("url path", urllib.parse.quote(secret)),
           ("json, html safe", html_safe_json(secret)[1:-1]),
           ("json within json", json.dumps(json.dumps(secret))[3:-3])]
    for alphabet in ("base64", "base64url"):
        out += [(f"{alphabet} after {before}", base64_fragment(secret, before, alphabet)) for before in PADS]
    for before in PADS if deep else ():
        out.append((f"base64 of url after {before}", base64_fragment(urllib.parse.quote(secret, safe=""), before)))
        out.append((f"base64 of json after {before}", base64_fragment(json.dumps(secret)[1:-1], before)))
        out.append((f"base64, url after {before}", urllib.parse.quote(base64_fragment(secret, before), safe="")))
        out += [(f"base64 twice after {before}, {again}", base64_fragment(base64_fragment(secret, before), again))
                for again in twice_after(before)]
    return out


def twice_after(before):
    """Where the digits begin that depend on nothing but the secret, in the text of each pad that is encoded again."""
    return [(pad + (before * 8 + 5) // 6) % 3 for pad in PADS]


def pattern(secret, text):
    escaped = re.escape(text.encode())
    if len(secret) < _SHORT and text == secret:
        return re.compile(rb"(?<![A-Za-z0-9_])" + escaped + rb"(?![A-Za-z0-9_])")
    return re.compile(escaped)


def sightings(haystacks, secret):
    """form -> names of the haystacks (name -> bytes) that hold it."""
    found = {}
    for form, text in forms(secret):
        looked_for = pattern(secret, text)
        places = [name for name, content in haystacks.items() if looked_for.search(content)]
        if places:
            found[form] = places
    return found


def folder_content(folder):
    """Every file of a results folder, and the texts of its run file whole: pages may tear them."""
    content = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            content[name] = file.read()
    if "run.db" in content:
        content["run.db as text"] = run_file_text(os.path.join(folder, "run.db"))
    return content


def run_file_text(path):
    database = sqlite3.connect(path)
    try:
        cells = []
        for (table,) in database.execute("select name from sqlite_master where type = 'table'").fetchall():
            for row in database.execute(f"select * from {table}"):
                cells += [str(cell) for cell in row if isinstance(cell, str)]
        return "\n".join(cells).encode()
    finally:
        database.close()
