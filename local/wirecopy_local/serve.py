"""The feeds over HTTP, as a content delivery network would serve them: validators, media types, compression."""

import asyncio
import errno
import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import brotli  # type: ignore[import-untyped]
from aiohttp import web

from wirecopy.errors import UserError
from wirecopy.feeds.site import content_type

_SMALL = 512
"""Below this many bytes compression gains nothing."""
_HEADERS = {"Cache-Control": "public, max-age=60", "X-Content-Type-Options": "nosniff"}
_COMPRESSED: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
"""By preference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent: ``HEAD`` has it all but the body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def answer(folder: Path, path: str, headers: Mapping[str, str]) -> Answer:
    """What a GET of ``path`` (decoded, with its leading slash) is answered with, from the files below ``folder``.

    Conditions are those of RFC 9110, section 13: ``If-None-Match`` before ``If-Modified-Since``.
    """
    found = _file(folder, path)
    if found is None:
        return Answer(status=404, headers={"Content-Type": "text/plain; charset=utf-8"}, body=b"Not found\n")
    if found.is_dir():
        return Answer(status=301, headers={"Location": f"./{quote(found.name)}/"})
    modified = datetime.fromtimestamp(int(found.stat().st_mtime), UTC)
    body = found.read_bytes()
    coding = negotiate(headers.get("Accept-Encoding", "")) if len(body) >= _SMALL else ""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}{coding and f"-{coding}"}"'
    media_type, vary = _media_type(found.name, headers.get("Accept", ""))
    told = {**_HEADERS, "ETag": tag, "Last-Modified": format_datetime(modified, usegmt=True), "Vary": vary}
    if _is_known(headers, tag, modified):
        return Answer(status=304, headers=told)
    if coding:
        body = _COMPRESSED[coding](body)
        told["Content-Encoding"] = coding
    return Answer(status=200, headers={**told, "Content-Type": media_type}, body=body)


def negotiate(accepted: str) -> str:
    """The content coding to use for an ``Accept-Encoding`` (RFC 9110, section 12.5.3); empty for none."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameter = (piece.strip() for piece in part.partition(";"))
        weight = re.fullmatch(r"q\s*=\s*(\d(?:\.\d{0,3})?)", parameter)
        weights[name] = float(weight[1]) if weight else float(not parameter)
    best = max(_COMPRESSED, key=lambda coding: weights.get(coding, weights.get("*", 0.0)))
    weight_of_best = weights.get(best, weights.get("*", 0.0))
    return best if weight_of_best > 0 and weight_of_best >= weights.get("identity", 0.0) else ""


def application(folder: Path) -> web.Application:
    """The web application over ``folder``."""

    async def handle(request: web.Request) -> web.Response:
        if request.method not in ("GET", "HEAD"):
            raise web.HTTPMethodNotAllowed(request.method, ["GET", "HEAD"])
        given = await asyncio.to_thread(answer, folder, request.path, request.headers)
        return web.Response(status=given.status, headers=given.headers, body=given.body or None)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    return app


def serve(folder: Path, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve ``folder`` on this machine until interrupted; ``on_ready`` is given the address.

    Raises :class:`UserError` when there is no such folder or the port is taken.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is no folder: fill it with `wirecopy run`, or name another with --out")
    asyncio.run(_serve(folder, port, on_ready))


async def _serve(folder: Path, port: int, on_ready: Callable[[str], None]) -> None:
    runner = web.AppRunner(application(folder), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except (OSError, OverflowError) as error:
            is_taken = getattr(error, "errno", None) == errno.EADDRINUSE
            reason = "is taken" if is_taken else "cannot be used"
            raise UserError(f"port {port} {reason}: name another with --port") from error
        on_ready(f"http://127.0.0.1:{runner.addresses[0][1]}/")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _file(folder: Path, path: str) -> Path | None:
    """The file that a path names, or its folder where only the slash is missing; never one outside or hidden."""
    if "\0" in path or "\\" in path:
        return None
    parts = PurePosixPath(path.lstrip("/")).parts
    if any(part.startswith(".") or ":" in part for part in parts):
        return None
    try:
        root = folder.resolve()
        found = root.joinpath(*parts).resolve()
        if not found.is_relative_to(root):
            return None
        if found.is_dir() and (found / "index.html").is_file():
            return found / "index.html" if path.endswith("/") else found
        return found if found.is_file() and not path.endswith("/") else None
    except (OSError, ValueError):
        return None


def _media_type(name: str, accepted: str) -> tuple[str, str]:
    """The media type for one who accepts this, and the ``Vary`` that goes with it.

    A feed is XML to a browser, which shows it with its style sheet then and as bare text or a download otherwise.
    """
    media_type = content_type(name)
    if not media_type.startswith(("application/rss+xml", "application/atom+xml")):
        return media_type, "Accept-Encoding"
    is_browser = "text/html" in accepted and media_type.partition(";")[0] not in accepted
    return ("application/xml; charset=utf-8" if is_browser else media_type), "Accept, Accept-Encoding"


def _is_known(headers: Mapping[str, str], tag: str, modified: datetime) -> bool:
    held = headers.get("If-None-Match")
    if held is not None:
        return held.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in held.split(",")}
    try:
        since = parsedate_to_datetime(headers.get("If-Modified-Since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and modified <= since
