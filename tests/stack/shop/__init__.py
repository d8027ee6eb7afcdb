"""A small shop beside the app under test, for what the language can do and the app has no use for: forms with CSRF
tokens, paging, uploads, tokens that end, signed webhooks, digest authentication, content codings, redirects.

Everything is in memory, and every value that it gives out depends on its input or on its own key.
"""

from fastapi import APIRouter

from shop import answers, credentials, orders, pages

router = APIRouter(prefix="/shop")
for part in (pages, orders, credentials, answers):
    router.include_router(part.router)
