"""Orders: a list in pages, an order that needs a while, a receipt that is uploaded, a cart."""

import base64
import gzip
import hashlib
import itertools
import json

from fastapi import APIRouter, Body, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from shop import pages

router = APIRouter()
PAGES = 3
PER_PAGE = 5
LOOKS_UNTIL_DONE = 3
numbers = itertools.count(1000)
orders = {}
carts = {}


@router.get("/orders")
def list_orders(request: Request, page: int = 0, customer: str = ""):
    if pages.user_of(request) is None:
        raise HTTPException(401)
    items = [{"id": f"{page:02}{i:02}", "total": 10.5 + i, "customer": customer} for i in range(PER_PAGE)]
    return {"items": items, "next": page + 1 if page + 1 < PAGES else None}


@router.get("/catalogue")
def show_catalogue(page: int = 1):
    """Open to all; a page names the address of the next one."""
    items = [{"id": f"{page:02}{i:02}"} for i in range(PER_PAGE)]
    return {"items": items, "next": f"/shop/catalogue?page={page + 1}" if page < PAGES else None}


@router.post("/orders", status_code=201)
def place_order(request: Request, response: Response, order: dict = Body()):
    if pages.user_of(request) is None:
        raise HTTPException(401)
    number = next(numbers)
    orders[number] = {"looks": 0, "order": order}
    response.headers["location"] = f"/shop/orders/{number}"
    return {"id": number, "state": "open", "reference": order["reference"], "amount": int(order["amount"])}


@router.get("/orders/{number}")
def show_order(number: int):
    order = orders.get(number)
    if order is None:
        raise HTTPException(404)
    order["looks"] += 1
    return {"id": number, "state": "done" if order["looks"] >= LOOKS_UNTIL_DONE else "open"}


@router.post("/orders/{number}/receipt")
async def receive_receipt(number: int, note: str = Form(), file: UploadFile = File()):
    if number not in orders:
        raise HTTPException(404)
    content = await file.read()
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "name": file.filename,
        "type": file.content_type,
        "note": note,
    }


@router.put("/cart/{name}")
async def fill_cart(name: str, request: Request, cart: dict = Body()):
    note = request.headers.get("x-note", "")
    carts[name] = {**cart, "name": name, "note": note, "note_text": base64.b64decode(note).decode()}
    return carts[name]


@router.get("/cart/{name}")
def show_cart(name: str, request: Request):
    if name not in carts:
        raise HTTPException(404)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return JSONResponse(carts[name])
    body = gzip.compress(json.dumps(carts[name]).encode())
    headers = {"content-encoding": "gzip", "vary": "accept-encoding"}
    return Response(body, media_type="application/json", headers=headers)
