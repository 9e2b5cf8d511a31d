"""Serves a measured application with waitress and counts its statements; what both child processes have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine
from waitress import create_server

#: Answers with the number of statements sent to the database since the start.
COUNTER = "/-/statements"
_THREADS = 8


class Counting:
    """A WSGI application that counts the statements of the one inside; there is one client at a time."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self._inner = inner
        self._count = 0
        event.listen(Engine, "before_cursor_execute", self._note)

    def _note(self, *_statement: Any) -> None:
        self._count += 1

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != COUNTER:
            return self._inner(environ, start_response)
        body = str(self._count).encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]


def serve(app: Flask, **facts: Any) -> None:
    """Listen on a free port; the first line of the output tells it, with the facts, as JSON."""
    server = create_server(Counting(app), host="127.0.0.1", port=0, threads=_THREADS, ident=None)
    print(json.dumps({"port": server.effective_port, **facts}), flush=True)
    server.run()
