"""What happens to every request before and after the app's own work."""

import os
import uuid

from fastapi.responses import JSONResponse

REQUEST_ID_CHARACTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-"
)


class EdgeMiddleware:
    """Gives the request id back; where a test asks for it, answers every N-th request with a 500."""

    def __init__(self, app):
        self.inner = app
        self.fail_every = int(os.environ.get("STACK_FAIL_EVERY", "0"))
        self.count = 0

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        good = 6 <= len(given) <= 128 and set(given) <= REQUEST_ID_CHARACTERS
        request_id = given if good else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_id(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        self.count += 1
        if self.fail_every and self.count % self.fail_every == 0:
            await JSONResponse({"error": "internal_error"}, 500)(scope, receive, send_with_id)
            return
        await self.inner(scope, receive, send_with_id)
