"""The app under test, as far as the go-live suite sees it: FastAPI on uvicorn over SQLite on disk.

It stands in for the product in tests: the same calls, answers, roles and limits, none of its code.

    app.py seed DIR         makes DIR/app.db with an admin, a user and a moderator, and prints their
                            tokens as NAME=VALUE lines
    app.py serve DIR PORT   serves it on 127.0.0.1

Settings come from the environment, as in the product: LTC_ENV, LTC_SECRET_KEY (at least 32
characters), LTC_DEV_EXPOSE_OTP. Faults for tests, each off by default: STACK_OK=false (health says
"ok": false), STACK_REUSE_GRANTS=1 (a spent grant is accepted), STACK_FAIL_EVERY=N (every N-th answer
is a 500).
"""

import hmac
import os
import secrets
import sys
import time
from datetime import datetime, timezone

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from bodies import Answer, Code, Consents, GrantWish, RoleWish
from edge import EdgeMiddleware
from shop import router as shop_router
from store import add_user, digest, now_text, open_database, open_session, seed

DISCLAIMER = (
    "Die Trust-Ampel bewertet ausschließlich die Dokumentations- und Nachweisqualität. "
    "Sie ist keine Aussage über den technischen Zustand des Fahrzeugs."
)
ROLES = ("public", "user", "vip", "dealer", "moderator", "admin", "superadmin")
CODE_SECONDS = 600
WINDOW_SECONDS = 600
REQUESTS_PER_EMAIL = 5
REQUESTS_PER_CLIENT = 20
VERIFIES_PER_CLIENT = 30
TRIES_PER_CODE = 5
USERS_SHOWN = 200

REQUIRED_DOCUMENTS = (("terms", "v1"), ("privacy", "v1"))

PUBLISHED = os.environ.get("LTC_ENV", "dev") != "prod"
app = FastAPI(
    title="stand-in",
    docs_url="/docs" if PUBLISHED else None,
    redoc_url=None,
    openapi_url="/openapi.json" if PUBLISHED else None,
)
app.add_middleware(EdgeMiddleware)
app.include_router(shop_router)


@app.exception_handler(Exception)
async def internal_error(_request, _error):
    return JSONResponse({"error": "internal_error"}, 500)


def client_of(request):
    """The address that the proxy saw; the last one, since it alone was added by our own proxy."""
    forwarded = request.headers.get("x-forwarded-for", "")
    return forwarded.split(",")[-1].strip() or (
        request.client.host if request.client else "unknown"
    )


def bearer_of(request):
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def visitor(request: Request):
    """The signed-in user, or None."""
    token = bearer_of(request)
    if not token:
        return None
    return app.state.database.execute(
        "SELECT users.* FROM sessions JOIN users USING (user_id) WHERE token = ? AND expires > ?",
        (digest(token), time.time()),
    ).fetchone()


async def not_moderator(user=Depends(visitor)):
    if user is not None and user["role"] == "moderator":
        raise HTTPException(403, "forbidden")
    return user


async def signed_in(user=Depends(visitor)):
    if user is None:
        raise HTTPException(401, "unauthorized")
    if user["role"] == "moderator":
        raise HTTPException(403, "forbidden")
    return user


async def an_admin(user=Depends(visitor)):
    if user is None:
        raise HTTPException(401, "unauthorized")
    if user["role"] not in ("admin", "superadmin"):
        raise HTTPException(403, "forbidden")
    return user


def over_limit(kind, who, limit):
    """Counts this attempt and says whether it is one too many for the last ten minutes."""
    database = app.state.database
    now = time.time()
    seen = database.execute(
        "SELECT count(*) FROM attempts WHERE kind = ? AND who = ? AND at > ?",
        (kind, who, now - WINDOW_SECONDS),
    ).fetchone()[0]
    database.execute("INSERT INTO attempts VALUES (?, ?, ?)", (kind, who, now))
    return seen >= limit


@app.get("/", include_in_schema=False)
async def root():
    return RedirectResponse("/public/site", 307)


@app.get("/public/site", include_in_schema=False)
async def site():
    return HTMLResponse("<!doctype html><title>Service Heft 4.0</title><p>Backend</p>")


@app.get("/health")
async def health(_user=Depends(not_moderator)):
    return {"ok": os.environ.get("STACK_OK", "true") != "false"}


@app.post("/auth/request")
async def auth_request(wish: Code, request: Request):
    email = wish.email.lower()
    # Both are counted, whichever is over first.
    over = [
        over_limit("request-email", digest(email), REQUESTS_PER_EMAIL),
        over_limit("request-client", client_of(request), REQUESTS_PER_CLIENT),
    ]
    challenge_id = secrets.token_urlsafe(16)
    answer = {
        "ok": True,
        "challenge_id": challenge_id,
        "message": "If the address is known, a code is on its way.",
        "dev_otp": None,
    }
    if any(over):
        return (
            answer  # a challenge that is good for nothing: a limit must not tell who is registered
        )
    code = f"{secrets.randbelow(1_000_000):06d}"
    app.state.database.execute(
        "INSERT INTO challenges (challenge_id, email, code, expires) VALUES (?, ?, ?, ?)",
        (challenge_id, email, digest(challenge_id + code), time.time() + CODE_SECONDS),
    )
    app.state.database.execute(
        "INSERT INTO audit VALUES (?, ?, 'auth.request', ?, ?)",
        (now_text(), "public", challenge_id, request.state.request_id),
    )
    if os.environ.get("LTC_DEV_EXPOSE_OTP") == "1":
        answer["dev_otp"] = code
    return answer


@app.post("/auth/verify")
async def auth_verify(answer: Answer, request: Request):
    if over_limit("verify-client", client_of(request), VERIFIES_PER_CLIENT):
        raise HTTPException(429, "RATE_LIMIT")
    database = app.state.database
    row = database.execute(
        "SELECT * FROM challenges WHERE challenge_id = ? AND email = ?",
        (answer.challenge_id, answer.email.lower()),
    ).fetchone()
    if row is None or row["used"]:
        raise HTTPException(400, "INVALID")
    if row["expires"] < time.time():
        raise HTTPException(400, "EXPIRED")
    if row["tries"] >= TRIES_PER_CODE:
        raise HTTPException(429, "LOCKED")
    if not hmac.compare_digest(row["code"], digest(answer.challenge_id + answer.otp)):
        database.execute(
            "UPDATE challenges SET tries = tries + 1 WHERE challenge_id = ?", (answer.challenge_id,)
        )
        raise HTTPException(400, "INVALID")
    database.execute(
        "UPDATE challenges SET used = 1 WHERE challenge_id = ?", (answer.challenge_id,)
    )
    user = database.execute(
        "SELECT user_id FROM users WHERE email = ?", (answer.email.lower(),)
    ).fetchone()
    user_id = user["user_id"] if user else add_user(database, answer.email.lower(), "user")
    token, expires = open_session(database, user_id)
    database.execute(
        "INSERT INTO audit VALUES (?, ?, 'auth.verify', ?, ?)",
        (now_text(), user_id, answer.challenge_id, request.state.request_id),
    )
    return {
        "access_token": token,
        "token_type": "bearer",
        "expires_at": datetime.fromtimestamp(expires, timezone.utc).isoformat(timespec="seconds"),
    }


@app.get("/auth/me")
async def auth_me(user=Depends(signed_in)):
    return {"user_id": user["user_id"], "role": user["role"]}


@app.post("/auth/logout")
async def auth_logout(request: Request, _user=Depends(signed_in)):
    app.state.database.execute(
        "DELETE FROM sessions WHERE token = ?", (digest(bearer_of(request)),)
    )
    return {"ok": True}


@app.get("/consent/current")
async def consent_current():
    return {
        "documents": [
            {"doc_type": kind, "doc_version": version} for kind, version in REQUIRED_DOCUMENTS
        ]
    }


def consent_state(user_id):
    rows = app.state.database.execute(
        "SELECT doc_type, doc_version FROM consents WHERE user_id = ?", (user_id,)
    )
    accepted = {(row["doc_type"], row["doc_version"]) for row in rows}
    return {
        "required": [
            {"doc_type": kind, "doc_version": version} for kind, version in REQUIRED_DOCUMENTS
        ],
        "accepted": [
            {"doc_type": kind, "doc_version": version} for kind, version in sorted(accepted)
        ],
        "is_complete": accepted >= set(REQUIRED_DOCUMENTS),
    }


@app.get("/consent/status")
async def consent_status(user=Depends(signed_in)):
    return consent_state(user["user_id"])


@app.post("/consent/accept")
async def consent_accept(wish: Consents, user=Depends(signed_in)):
    for item in wish.consents:
        app.state.database.execute(
            "INSERT OR REPLACE INTO consents VALUES (?, ?, ?, ?, ?)",
            (user["user_id"], item.doc_type, item.doc_version, item.accepted_at, item.source),
        )
    return {"ok": True, **consent_state(user["user_id"])}


@app.get("/public/qr/{vehicle_id}")
async def public_qr(vehicle_id: str):
    row = app.state.database.execute(
        "SELECT * FROM vehicles WHERE vehicle_id = ?", (vehicle_id,)
    ).fetchone()
    light, history = (row["light"], row["history"]) if row else ("rot", "keine")
    return {
        "trust_light": light,
        "hint": "Dokumentation laut Service Heft.",
        "history_status": history,
        "evidence_status": "vorhanden" if row else "keine",
        "verification_level": "T1" if row else "niedrig",
        "accident_status": "unknown",
        "accident_status_label": "Unbekannt",
        "disclaimer": DISCLAIMER,
    }


@app.get("/admin/users")
async def admin_users(_admin=Depends(an_admin)):
    rows = app.state.database.execute(
        "SELECT user_id, role, created_at FROM users ORDER BY created_at, user_id LIMIT ?",
        (USERS_SHOWN,),
    )
    return [dict(row) for row in rows]


@app.post("/admin/step-up/grant")
async def step_up_grant(wish: GrantWish, request: Request, admin=Depends(an_admin)):
    if wish.scope != "role_grant":
        raise HTTPException(422, "unknown_scope")
    token = secrets.token_urlsafe(32)
    expires = time.time() + wish.ttl_seconds
    app.state.database.execute(
        "INSERT INTO grants (token, user_id, scope, expires) VALUES (?, ?, ?, ?)",
        (digest(token), admin["user_id"], wish.scope, expires),
    )
    app.state.database.execute(
        "INSERT INTO audit VALUES (?, ?, 'admin.step_up', ?, ?)",
        (now_text(), admin["user_id"], wish.scope, request.state.request_id),
    )
    return {
        "ok": True,
        "scope": wish.scope,
        "step_up_token": token,
        "token": token,
        "expires_at": datetime.fromtimestamp(expires, timezone.utc).isoformat(timespec="seconds"),
        "ttl_seconds": wish.ttl_seconds,
        "one_time": True,
        "header": "X-Admin-Step-Up",
    }


def spend_grant(request, admin, scope):
    """In a transaction: marks the request's grant as used, or refuses. A rollback gives it back."""
    token = request.headers.get("x-admin-step-up", "")
    if not token:
        raise HTTPException(403, "admin_step_up_required")
    reuse = os.environ.get("STACK_REUSE_GRANTS") == "1"
    spent = app.state.database.execute(
        "UPDATE grants SET used = 1 WHERE token = ? AND user_id = ? AND scope = ? AND expires > ?"
        " AND (used = 0 OR ?)",
        (digest(token), admin["user_id"], scope, time.time(), reuse),
    )
    if spent.rowcount != 1:
        raise HTTPException(403, "admin_step_up_invalid")


@app.post("/admin/users/{user_id}/role")
async def set_role(user_id: str, wish: RoleWish, request: Request, admin=Depends(an_admin)):
    database = app.state.database
    database.execute("BEGIN IMMEDIATE")
    try:
        spend_grant(request, admin, "role_grant")
        if wish.role not in ROLES:
            raise HTTPException(422, "unknown_role")
        user = database.execute("SELECT role FROM users WHERE user_id = ?", (user_id,)).fetchone()
        if user is None:
            raise HTTPException(404, "user_not_found")
        database.execute("UPDATE users SET role = ? WHERE user_id = ?", (wish.role, user_id))
        database.execute(
            "INSERT INTO audit VALUES (?, ?, 'admin.role', ?, ?)",
            (now_text(), admin["user_id"], user_id, request.state.request_id),
        )
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
    return {"ok": True, "user_id": user_id, "old_role": user["role"], "new_role": wish.role}


def serve(folder, port):
    app.state.database = open_database(folder)
    # Idle connections outlive those of the proxy, so that it never sends on one that is about to
    # close. The proxy is on loopback, which this uvicorn would trust to the point of having no client
    # address at all.
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        proxy_headers=False,
        access_log=False,
        log_level="warning",
        timeout_keep_alive=120,
        backlog=4096,
    )


def main():
    if len(os.environ.get("LTC_SECRET_KEY", "")) < 32:
        sys.exit("LTC_SECRET_KEY must be at least 32 characters")
    if sys.argv[1:2] == ["seed"] and len(sys.argv) == 3:
        seed(sys.argv[2])
    elif sys.argv[1:2] == ["serve"] and len(sys.argv) == 4:
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
