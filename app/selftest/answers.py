"""Sends requests and reads every kind of answer back as text: pages, JSON, CSV, the cells of XLSX, PDF, headers."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.selftest.pdf_text import text_of

#: What differs from answer to answer by design: request numbers, nonces, form tokens, sealed search words.
_BY_CHANCE = re.compile(
    r'nonce[-="]+[\w-]+|name="(?:csrf|once)_token"[^>]*>|csrf-token[^>]*>|(?<=[?&;]s=)[\w-]+|\b[0-9a-f]{12}\b|[\w-]{36,}'
    # A new secret for the phone, and its picture.
    r'|<svg[^>]*class="segno".*?</svg>|<code>[A-Z2-7 ]{16,}</code>'
    # A passphrase made anew, and the head of the log, which covers lines that nobody here may read.
    r'|name="made"[^>]*>|<p class="passphrase">[^\n]*|<(?:strong|td)>[0-9A-Fa-f]{4}(?:[ -][0-9A-Fa-f]{4}){3}</(?:strong|td)>'
)
_SHEET_TEXT = re.compile(r"<t[^>]*>([^<]*)</t>")
_LINK = re.compile(r'(?:href|data-lookup|data-job)="([^"#]+)"')


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: `typed` is what the person wrote himself, and may well read again."""

    address: str
    data: tuple[tuple[str, str], ...] | None = None

    @property
    def typed(self) -> str:
        return f"{self.address} {self.data or ''}"

    def __str__(self) -> str:
        return f"{'GET' if self.data is None else 'POST'} {self.address}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer as text, headers first."""

    asked: Asked
    status: int
    text: str
    links: tuple[str, ...] = ()

    @property
    def settled(self) -> str:
        """The text without what is different every time by design."""
        return _BY_CHANCE.sub("", self.text)


def ask(client: FlaskClient, asked: Asked) -> Answer:
    """Send a request, and follow a search to the list it leads to."""
    if asked.data is None:
        response = client.get(asked.address)
    else:
        response = client.post(asked.address, data=dict(asked.data))
        if response.status_code == 302 and "/search/" in asked.address:
            response = client.get(response.headers["Location"])
    return answer_of(response, asked)


def answer_of(response: TestResponse, asked: Asked) -> Answer:
    """The answer read as text."""
    body = _text_of(response)
    heads = "\n".join(f"{name}: {value}" for name, value in response.headers if name not in _LEFT_OUT)
    return Answer(asked, response.status_code, f"{heads}\n\n{body}", tuple(_links(response, body)))


_LEFT_OUT = {
    "X-Request-Id",
    "Content-Security-Policy",
    "Set-Cookie",
    "Content-Length",
    "Date",
    "Last-Modified",
    "ETag",
}


def _text_of(response: TestResponse) -> str:
    kind = response.mimetype or ""
    if "spreadsheetml" in kind:
        return cells_of(response.data)
    if kind == "application/pdf":
        return text_of(response.data)
    return html.unescape(response.data.decode("utf-8", "replace"))


def cells_of(book: bytes) -> str:
    """Every text of a workbook, wherever it keeps it: cells, comments, properties."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        texts = [parts.read(name).decode("utf-8", "replace") for name in sorted(parts.namelist())]
    return "\n".join(
        "\n".join(_SHEET_TEXT.findall(text)) or re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "", text) for text in texts
    )


def _links(response: TestResponse, body: str) -> list[str]:
    if response.mimetype != "text/html":
        return []
    base = response.request.path
    found = (_absolute(base, link) for link in _LINK.findall(body))
    return [link for link in dict.fromkeys(found) if link is not None]


def _absolute(base: str, link: str) -> str | None:
    from urllib.parse import urljoin, urlsplit

    address = urljoin(base, link)
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc or parts.path.startswith("/static/") else address
