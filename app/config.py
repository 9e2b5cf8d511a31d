"""Every setting: its type, default and meaning; read once from the environment, checked, then frozen."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(Exception):
    """A setting cannot be used; names the variable, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; `from_env` reads each from the variable named in `_VARIABLES`."""

    #: Where the database is; SQLite in the instance folder unless told otherwise.
    database_url: str
    #: Keys, generated files and job states; never part of the program's own folder tree in git.
    instance_dir: Path
    #: Signs the form tokens; made at first start and kept in a file that only its owner reads.
    secret_key: str
    #: Minutes without a request after which a session ends.
    idle_minutes: int = 30
    #: Hours after sign-in when a session ends whatever happens.
    session_hours: int = 12
    #: Largest request body in MiB (workbooks and photos).
    max_upload_mib: int = 12
    #: True when the program is reached over HTTPS: cookies are then Secure.
    has_tls: bool = False
    #: Cookies are Secure and named `__Host-…`; a browser takes them over plain HTTP from this computer itself only.
    #: Off for browsers on the server that are too old for that (decision 0019).
    has_secure_cookies: bool = True
    #: Name and phone of the person responsible for personal information, shown at the foot of pages.
    privacy_contact: str = ""
    #: Whether administrators, principals and counselors need the code of a phone besides their password.
    requires_second_factor: bool = True
    #: 等级保护: passwords of three kinds of characters, and a reminder after 180 days (decision 0013).
    has_djbh: bool = False
    #: True only in the test suite.
    is_testing: bool = False

    def cookie(self, name: str) -> str:
        """The cookie's full name: only this host may set a `__Host-` one, for all its pages, and only as Secure."""
        return f"__Host-{name}" if self.has_secure_cookies else name

    @classmethod
    def from_env(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Settings from environment variables; BadSetting names the first one that cannot be used."""
        values: dict[str, Any] = {}
        for name, (variable, read) in _VARIABLES.items():
            raw = environment.get(variable)
            if raw is not None and raw != "":
                values[name] = _read(variable, raw, read)
        instance = values.setdefault("instance_dir", ROOT / "instance")
        instance.mkdir(parents=True, exist_ok=True)
        values.setdefault("database_url", f"sqlite:///{instance / 'shouwang.db'}")
        values["database_url"] = with_driver(values["database_url"])
        values.setdefault("secret_key", _kept_secret(instance / "secret.key"))
        return cls(**values)


def with_driver(url: str) -> str:
    """A database URL with the driver this program uses; other databases are refused."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return f"postgresql+psycopg://{url.removeprefix(prefix)}"
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise BadSetting("DATABASE_URL 只支持 sqlite:///… 或 postgresql://…,请改正后重新启动。")


def _read(variable: str, raw: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(raw)
    except ValueError as error:
        raise BadSetting(f"环境变量 {variable} 的值“{raw}”无法使用，请改正后重新启动。") from error


def _yes_or_no(raw: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if raw.lower() not in known:
        raise ValueError(raw)
    return known[raw.lower()]


def _positive(raw: str) -> int:
    if int(raw) <= 0:
        raise ValueError(raw)
    return int(raw)


def _kept_secret(path: Path) -> str:
    """The secret in `path`, made at the first call; two processes starting at once agree on one."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        made = secrets.token_hex(32)
        file.write(made)
    return made


_VARIABLES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "database_url": ("DATABASE_URL", str),
    "instance_dir": ("SHOUWANG_INSTANCE", lambda raw: Path(raw).resolve()),
    "secret_key": ("SHOUWANG_SECRET_KEY", str),
    "idle_minutes": ("SHOUWANG_IDLE_MINUTES", _positive),
    "session_hours": ("SHOUWANG_SESSION_HOURS", _positive),
    "max_upload_mib": ("SHOUWANG_MAX_UPLOAD_MIB", _positive),
    "has_tls": ("SHOUWANG_TLS", _yes_or_no),
    "has_secure_cookies": ("SHOUWANG_SECURE_COOKIES", _yes_or_no),
    "requires_second_factor": ("SHOUWANG_TOTP", _yes_or_no),
    "has_djbh": ("SHOUWANG_DJBH", _yes_or_no),
    "privacy_contact": ("SHOUWANG_PRIVACY_CONTACT", str),
}
