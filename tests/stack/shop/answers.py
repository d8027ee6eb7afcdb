"""Answers of every kind: content codings, XML, redirects, sizes, and an echo of the request."""

import asyncio
import base64
import gzip
import hashlib
import json
import re
import urllib.parse
import zlib

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse

router = APIRouter()
TEXT = b'{"coding": "undone", "numbers": [1, 2, 3]}'
# TEXT as the tools of these names write it: Debian's python3 has no module for them.
BROTLI = base64.b64decode("IaQABHsiY29kaW5nIjogInVuZG9uZSIsICJudW1iZXJzIjogWzEsIDIsIDNdfQM=")
ZSTD = base64.b64decode("KLUv/SQqUQEAeyJjb2RpbmciOiAidW5kb25lIiwgIm51bWJlcnMiOiBbMSwgMiwgM119k056Ew==")
CODED = {
    "gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "br": BROTLI,
    "zstd": ZSTD,
    "identity": TEXT,
}
FEED = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:shop="urn:shop">
  <title>News &amp; more</title>
  <entry><id>1</id><shop:price>10.50</shop:price></entry>
  <entry><id>2</id><shop:price>12.00</shop:price></entry>
</feed>
"""
flaky = {}
ledger = {}  # run -> what echo saw of it, for tests that compare two runs
LEDGER_LINES = 100_000


@router.get("/coded/{coding}")
def coded(coding: str):
    return Response(CODED[coding], media_type="application/json", headers={"content-encoding": coding})


@router.get("/coded-bomb")
def bomb():
    body = gzip.compress(bytes(20_000_000))
    return Response(body, media_type="application/json", headers={"content-encoding": "gzip"})


@router.get("/coded-broken")
def broken():
    return Response(CODED["gzip"][:-6], media_type="application/json", headers={"content-encoding": "gzip"})


@router.get("/feed.xml")
def feed():
    return Response(FEED, media_type="application/xml")


@router.get("/hops/{left}")
def hops(left: int):
    return RedirectResponse(f"/shop/hops/{left - 1}", 302) if left > 0 else PlainTextResponse("arrived")


@router.get("/away")
def away(to: str):
    return RedirectResponse(to, 302)


@router.get("/away-as-written")
def away_as_written(to: str):
    """The Location field holds the bytes as they are, and a browser gets there all the same."""
    return Response(status_code=302, headers={"location": to.encode().decode("latin-1")})


@router.get("/bytes/{count}")
def many(count: int):
    line = b"0123456789abcdef" * 64
    return Response((line * (count // len(line) + 1))[:count], media_type="text/plain")


@router.get("/flaky/{name}")
def flaky_answer(name: str, failures: int, status: int = 404):
    """The first `failures` looks at a name get `status`."""
    flaky[name] = flaky.get(name, 0) + 1
    if flaky[name] <= failures:
        return JSONResponse({"look": flaky[name]}, status)
    return {"look": flaky[name]}


@router.get("/slow")
async def slow(first_ms: int = 0, rest_ms: int = 0):
    """The first byte comes after first_ms, the last one rest_ms later."""
    await asyncio.sleep(first_ms / 1000)

    async def parts():
        yield b"how "
        await asyncio.sleep(rest_ms / 1000)
        yield b"slow"

    return StreamingResponse(parts(), media_type="text/plain", headers={"x-accel-buffering": "no"})


@router.get("/ledger")
def seen_of(run: str):
    return ledger.get(run, [])


@router.get("/cookies")
def cookies():
    answer = JSONResponse({"ok": True})
    answer.headers.append("set-cookie", "plain=1; Path=/shop")
    answer.headers.append("set-cookie", "full=a b; Path=/shop; Max-Age=600; Secure; HttpOnly; SameSite=Strict")
    answer.headers.append("set-cookie", "narrow=1; Path=/shop/other")
    answer.headers.append("set-cookie", "wide=1; Domain=com; Path=/shop")
    answer.headers.append("set-cookie", "gone=1; Max-Age=0; Path=/shop")
    return answer


@router.api_route("/echo", methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def echo(request: Request):
    digest = hashlib.sha256()
    count = 0
    kept = b""
    async for chunk in request.stream():
        digest.update(chunk)
        count += len(chunk)
        kept = (kept + chunk)[:4096]
    run = re.search(r"\(\+(.+)\)", request.headers.get("user-agent", ""))
    if run and len(ledger.setdefault(run.group(1), [])) < LEDGER_LINES:
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        ledger[run.group(1)].append([request.method, target, digest.hexdigest()])
    is_form = request.headers.get("content-type") == "application/x-www-form-urlencoded"
    return {
        "method": request.method,
        "path": request.url.path,
        "query": request.query_params.multi_items(),
        "headers": {name: value for name, value in request.headers.items()},
        "cookies": request.cookies,
        "body": {"bytes": count, "sha256": digest.hexdigest(), "text": kept.decode("utf-8", "replace")},
        "form": urllib.parse.parse_qsl(kept.decode(), keep_blank_values=True, strict_parsing=True) if is_form else None,
        "json": json.loads(kept) if request.headers.get("content-type") == "application/json" and kept else None,
    }
