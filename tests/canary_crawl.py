"""A stranger that follows every link of the archive: pages, feeds, tracks and downloads on our own host."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

import httpx

LINKS = re.compile(r"""(?:href|src|url)\s*=\s*["']([^"']+)["']|<loc>([^<]+)</loc>|^Sitemap: (\S+)$""", re.MULTILINE)
READ = ("text/html", "text/plain", "application/atom+xml", "application/xml")
MOST = 400
"""Addresses; an archive of one briefing has some forty."""


def search(word: str) -> str:
    """The search for whatever begins as this does; not for the whole, since the page says what was looked for."""
    return f"/archive?q={quote(word.split('-', maxsplit=1)[0][:-2])}"


async def crawl(base: str, *start: str) -> dict[str, bytes]:
    """What stands at every address that leads on from these, by address: status, headers, body."""
    found: dict[str, bytes] = {}
    waiting = [urljoin(base, path) for path in start]
    async with httpx.AsyncClient(timeout=30, follow_redirects=False) as stranger:
        while waiting:
            url = waiting.pop()
            if url in found:
                continue
            assert len(found) < MOST, f"the archive leads on and on: {url}"
            while (response := await stranger.get(url)).status_code == 429:
                await asyncio.sleep(float(response.headers["retry-after"]))  # as it is told to
            headers = b"\n".join(b"%s: %s" % pair for pair in response.headers.raw)
            found[url] = b"%d %s\n\n%s" % (response.status_code, headers, response.content)
            waiting += [one for one in _links(url, response) if one.startswith(f"{base}/")]
    return found


def _links(url: str, response: httpx.Response) -> list[str]:
    kind = response.headers.get("content-type", "")
    if not kind.startswith(READ):
        return []
    links = [urljoin(url, unescape(next(filter(None, match)))) for match in LINKS.findall(response.text)]
    return [urlsplit(link)._replace(fragment="").geturl() for link in links]
