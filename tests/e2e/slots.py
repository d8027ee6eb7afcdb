"""A server whose capacity is known: so many slots, each of which an answer holds for so long. It answers at most
slots / seconds requests a second; what comes faster waits for a slot, first come first served. It shares no code with
slogate.

    with Slots(4, 0.05) as server:          # 80/s
        ... server.url ...
    server.most_open, server.answered       # requests in it at once, at most; answers sent

It runs in a process of its own, so that what the test does meanwhile takes nothing from it.
"""

import asyncio
import heapq
import json
import subprocess
import sys


class Slots:
    def __init__(self, slots, seconds):
        self.capacity = slots / seconds
        self._words = [str(slots), str(seconds)]

    def __enter__(self):
        self._process = subprocess.Popen([sys.executable, "-B", __file__, *self._words], text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        return self

    def __exit__(self, *_error):
        said = self._process.communicate(timeout=60)[0]  # closes its input, which ends it
        counts = json.loads(said)
        self.most_open, self.answered = counts["most_open"], counts["answered"]


class _Server:
    """Each slot has a time from which it is free. An answer is due when the slot that is free first has held it for so
    long: no timer that is late makes the next answer later, so the capacity is exact."""

    def __init__(self, slots, seconds):
        self.seconds = seconds
        self.free_from = [0.0] * slots
        self.open = self.most_open = self.answered = 0

    async def serve(self, reader, writer):
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                self.open += 1
                self.most_open = max(self.most_open, self.open)
                try:
                    await self._hold()
                finally:
                    self.open -= 1
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                await writer.drain()
                self.answered += 1
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the test is over
        finally:
            writer.close()

    async def _hold(self):
        now = asyncio.get_running_loop().time()
        due = max(now, self.free_from[0]) + self.seconds
        heapq.heapreplace(self.free_from, due)
        await asyncio.sleep(due - now)


async def _main(slots, seconds):
    server = _Server(slots, seconds)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=1024)
    print(listener.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(json.dumps({"most_open": server.most_open, "answered": server.answered}), flush=True)
    listener.close()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), float(sys.argv[2])))
