"""The floor of `air`: a relay of bare WebSockets, and a page that sets `textContent` and says when it is painted.

`python -m tests.bench.relay PORT`: every message of one client goes to all the others, `/` is the page.
"""

from __future__ import annotations

import asyncio
import sys
from http import HTTPStatus

from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

PAGE = """<!doctype html><meta charset="utf-8"><title>floor</title>
<style>body { margin: 0 } p { position: absolute; inset: auto 140px 132px; margin: 0;
  font: 600 56px/1.22 sans-serif; color: #fff; background: #0b1f33 }</style><p></p><script>
const line = new WebSocket(`ws://${location.host}/line`);
const words = document.querySelector("p");
const frame = () => new Promise((go) => requestAnimationFrame(go));
line.onmessage = async ({ data }) => {
  const { revision, text } = JSON.parse(data);
  words.textContent = text;
  await frame();
  await frame();
  line.send(JSON.stringify({ type: "painted", revision }));
};
</script>"""

_clients: set[ServerConnection] = set()


async def _relay(client: ServerConnection) -> None:
    _clients.add(client)
    try:
        async for message in client:
            for other in _clients - {client}:
                await other.send(message)
    finally:
        _clients.discard(client)


def _page(connection: ServerConnection, request: Request) -> Response | None:
    if request.path != "/":
        return None
    response = connection.respond(HTTPStatus.OK, PAGE)
    del response.headers["Content-Type"]
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


async def _main(port: int) -> None:
    async with serve(_relay, "127.0.0.1", port, process_request=_page, compression=None) as server:
        print("ready", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
