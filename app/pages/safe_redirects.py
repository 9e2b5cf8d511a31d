"""Redirects that stay on this site, however a browser reads the address (security W-06)."""

from __future__ import annotations

import re
from urllib.parse import unquote

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST = 2000


def is_own_path(target: str) -> bool:
    """Whether this is a path of our own: one slash in front, nothing a browser would read as another host."""
    plain = unquote(unquote(target))
    if len(target) > _LONGEST or not target.startswith("/") or _CONTROL.search(plain):
        return False
    return plain[1:2] not in ("/", "\\") and "\\" not in plain and "@" not in plain[1:].partition("/")[0]


def own_path(target: str | None, otherwise: str) -> str:
    """`target` when it is a path of our own, else the other."""
    return target if target and is_own_path(target) else otherwise
