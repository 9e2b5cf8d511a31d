"""Writes that no form of ours makes are refused before anything is read of them (security W-04, W-08)."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import abort, g, request

log = logging.getLogger(__name__)

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
#: `none`: the person himself, from the address line or a bookmark.
_OWN = frozenset({"same-origin", "none"})
#: Sent by our own script, which keeps what is being typed.
_TAKES_JSON = frozenset({"drafts.keep"})


def refuse() -> None:
    """403 when the browser says that this write comes from elsewhere; another port of this computer is elsewhere too.

    415 for JSON where a form is awaited: the forms would take it, and fall over what is no object.
    """
    if request.method in _READS:
        return
    if _is_from_elsewhere():
        log.warning("cross-site write [%s] %s", g.get("request_id"), request.endpoint)
        abort(403)
    if request.is_json and request.endpoint not in _TAKES_JSON:
        abort(415)


def _is_from_elsewhere() -> bool:
    """A browser says where a request comes from; an older one names the origin only, a program neither."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in _OWN
    origin = request.headers.get("Origin")
    return origin is not None and _host_of(origin) != request.host.lower()


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # no address at all
        return ""
