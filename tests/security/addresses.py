"""Addresses that somebody would like to be led to, several hundred: each way of writing another site, in each disguise."""

from __future__ import annotations

from itertools import product

_STARTS = ("//", "///", "////", "/\\", "\\/", "\\\\", "/\\/", "/\t/", "/\n/", "/\r/", "\t//", " //", "/%09/", "/%2f", "/%5c", "/%252f", "/%255c",
           "/./\\", "/.//", "/..//", "http:", "https:", "https:/", "https://", "HTTPS://", "ht\ttps://", "javascript:", "data:text/html,",
           "/\x00/", "/\u2028/", "//\u3002", "/\uff0f", "/%0a/", "/%0d/", "/%00/", "", "?", "#", "@", "/@")  # fmt: skip
_HOSTS = ("evil.example", "evil.example/", "127.0.0.1:8777\\@evil.example", "127.0.0.1@evil.example", "user:word@evil.example/x",
          "evil%2eexample", "evil。example", "[::1]", "0x7f000001")  # fmt: skip
_OWN = (
    "/",
    "/mine",
    "/reports/?term=3",
    "/a/b@c",
    "/admin/students/?q=%E5%91%A8",
    "/x?next=//evil.example",
    "/x#//evil.example",
    "/a//b",
)

ADDRESSES = (*(start + host for start, host in product(_STARTS, _HOSTS)), *_OWN)
OWN = _OWN
