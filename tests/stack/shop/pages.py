"""Pages for people: a start page, a sign-in form, an account with links."""

import hashlib
import hmac
import html
import os
import secrets

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

router = APIRouter()
KEY = secrets.token_bytes(32)
PASSWORD = os.environ.get("SHOP_PASSWORD", "correct horse battery")
sessions = {}  # value of the cookie sid -> user
opened = {"count": 0}


def page(title, body):
    return HTMLResponse(f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>")


def mark(text):
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def user_of(request):
    return sessions.get(request.cookies.get("sid", ""))


@router.get("/")
def home():
    return page("Shop", "<h1>Shop</h1><p>build 4711</p>")


@router.get("/health")
def health():
    return {"ok": True, "opened": opened["count"]}


@router.post("/open")
def open_shop():
    opened["count"] += 1
    return {"ok": True, "till": f"till-{opened['count']}"}


@router.post("/close")
def close_shop():
    opened["count"] -= 1
    return {"ok": True}


@router.get("/sign-in")
def sign_in_form():
    nonce = secrets.token_hex(8)
    return page(
        "Sign in",
        f'<form method="post"><input type="hidden" name="csrf" value="{nonce}.{mark(nonce)}">'
        '<input name="user"><input name="password" type="password"></form>',
    )


@router.post("/sign-in")
def sign_in(user: str = Form(), password: str = Form(), csrf: str = Form()):
    nonce, _, given = csrf.partition(".")
    if not hmac.compare_digest(given, mark(nonce)):
        return HTMLResponse("the form is too old", 403)
    if not hmac.compare_digest(password.encode(), PASSWORD.encode()):
        return HTMLResponse("user or password is wrong", 401)
    sid = secrets.token_hex(16)
    sessions[sid] = user
    answer = RedirectResponse("/shop/account", 303)
    answer.set_cookie("sid", sid, path="/shop", httponly=True, samesite="Lax", max_age=3600)
    answer.set_cookie("theme", "dark", path="/shop")
    return answer


@router.get("/sign-out")
def sign_out(request: Request):
    sessions.pop(request.cookies.get("sid", ""), None)
    answer = RedirectResponse("/shop/", 303)
    answer.delete_cookie("sid", path="/shop")
    return answer


@router.get("/account")
def account(request: Request):
    user = user_of(request)
    if user is None:
        return RedirectResponse("/shop/sign-in", 303)
    links = "".join(f'<a href="{name}">{name}</a>' for name in ("orders", "health", "/shop/", "echo?from=account"))
    return page("Account", f"<h1>Account of {html.escape(user)}</h1><nav>{links}</nav>")


@router.get("/links")
def links():
    """Links as people write them, and what looks like one and is none."""
    followed = (" /shop/echo?q=my file\n", "\\shop\\echo?q=back", "echo?q=ä", 'echo?q="<x>"')
    ignored = ("mailto:sam@shop.test", "javascript:void(0)", "tel:+49", "data:,x", "about:blank", "blob:x", "#top", "")
    nav = "".join(f'<a href="{html.escape(name)}">x</a>' for name in followed + ignored)
    return page("Links", f'<nav>{nav}</nav><address><a href="mailto:sam@shop.test">Sam</a></address>'
                         '<footer><a href="/shop/echo?q=one more">next</a></footer>')
