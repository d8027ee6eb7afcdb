"""Who may do what: tokens that end, digest authentication (RFC 7616), signed webhooks, one-time codes (RFC 6238)."""

import base64
import hashlib
import hmac
import os
import re
import secrets
import time

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from shop import pages

router = APIRouter()
HOOK_KEY = os.environ.get("HOOK_KEY", "a key that both sides know").encode()
OTP_KEY = os.environ.get("OTP_KEY", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
tokens = {}  # token -> when it ends
nonces = {}  # nonce -> how many answers it is still good for
codes_seen = set()
given = {"tokens": 0, "challenges": 0}


def basic_user(request):
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    user, _, password = base64.b64decode(value).decode().partition(":")
    return user if hmac.compare_digest(password.encode(), pages.PASSWORD.encode()) else None


def target_of(request):
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def bearer_ends(request):
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return tokens.get(value, 0) if scheme.lower() == "bearer" else 0


@router.post("/token")
def make_token(request: Request, lifetime: float = 3600, uses: int = 0):
    if basic_user(request) is None:
        return JSONResponse({"error": "no such user"}, 401, {"www-authenticate": 'Basic realm="shop"'})
    token = secrets.token_urlsafe(24)
    tokens[token] = [time.monotonic() + lifetime, uses]
    given["tokens"] += 1
    return {"access_token": token, "expires_in": lifetime, "given": given["tokens"]}


@router.delete("/token", status_code=204)
def drop_token(request: Request):
    tokens.pop(request.headers.get("authorization", "").partition(" ")[2], None)
    return Response(status_code=204)


@router.get("/profile")
def profile(request: Request):
    """A token with `uses` is good for so many answers: what a test can count, whatever the clock does."""
    entry = bearer_ends(request)
    if not entry or entry[0] < time.monotonic():
        return JSONResponse({"error": "the token has run out"}, 401, {"www-authenticate": "Bearer"})
    if entry[1]:
        entry[1] -= 1
        if not entry[1]:
            entry[0] = 0
    return {"user": "sam", "tokens_given": given["tokens"]}


@router.post("/hook", status_code=202)
async def hook(request: Request):
    body = await request.body()
    stamp = request.headers.get("x-timestamp", "")
    over = f"{stamp}.{request.method}.{target_of(request)}.".encode() + body
    expected = "sha256=" + hmac.new(HOOK_KEY, over, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(request.headers.get("x-signature", ""), expected):
        raise HTTPException(403)
    return {"taken": True}


def one_time_code(at):
    digest = hmac.new(base64.b32decode(OTP_KEY), (at // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset:offset + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


@router.post("/code")
async def one_time(request: Request):
    code = (await request.json())["code"]
    now = int(time.time())
    if code not in (one_time_code(now), one_time_code(now - 30)):
        raise HTTPException(401)
    again = (code, now // 30) in codes_seen
    codes_seen.add((code, now // 30))
    return {"ok": not again}


def digest_of(algorithm, text):
    return hashlib.new({"MD5": "md5", "SHA-256": "sha256"}[algorithm], text.encode()).hexdigest()


def challenge(algorithm, stale=False):
    nonce = secrets.token_hex(12)
    nonces[nonce] = 3
    given["challenges"] += 1
    value = f'Digest realm="shop", qop="auth", algorithm={algorithm}, nonce="{nonce}", opaque="x"'
    return Response(status_code=401, headers={"www-authenticate": value + (", stale=true" if stale else "")})


@router.get("/digest/{algorithm}")
def digest_page(algorithm: str, request: Request):
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "digest":
        return challenge(algorithm)
    said = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', text)}
    first = digest_of(algorithm, f"sam:shop:{pages.PASSWORD}")
    second = digest_of(algorithm, f"{request.method}:{said['uri']}")
    whole = f"{first}:{said['nonce']}:{said['nc']}:{said['cnonce']}:auth:{second}"
    if said["response"] != digest_of(algorithm, whole) or said["uri"] != target_of(request):
        return challenge(algorithm)
    if not nonces.get(said["nonce"]):
        return challenge(algorithm, stale=True)
    nonces[said["nonce"]] -= 1
    return {"user": said["username"], "nc": said["nc"], "challenges": given["challenges"]}
