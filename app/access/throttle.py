"""Slows down guessing of passwords: counted in the database, so that it holds after a restart and for all processes.

A try is claimed before the password is looked at: parallel guesses cannot slip in between check and count.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.database import ClosedSession
from app.models._rules import Invalid
from app.models.system.sign_in_throttle import SignInThrottle

#: After so long without a failure the count begins anew.
_FORGOTTEN_AFTER = dt.timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries are free; each one after waits a minute, then twice as long, up to `longest` minutes."""

    free: int
    longest: int


ACCOUNT = Limit(free=5, longest=30)
#: A whole school sits behind one address; it is slowed later and released sooner.
ADDRESS = Limit(free=30, longest=5)
#: Somebody with many addresses who tries one password with many names; a minute of waiting for all ends that.
EVERYBODY = Limit(free=200, longest=2)
EVERYBODY_KEY = "everybody"


def account_key(username: str, secret: str) -> str:
    """The key of an account name; keyed, because people type passwords into the wrong field."""
    name = username.strip().casefold().encode("utf-8", "replace")
    return "account:" + hmac.new(secret.encode(), name, hashlib.sha256).hexdigest()


def address_key(address: str) -> str:
    """The key of a peer's address."""
    return f"address:{address[:60]}"


def claim(session: ClosedSession, key: str, limit: Limit) -> int:
    """Count one try under `key`; gives the seconds to wait when it is too early for one, else 0."""
    now, row = clock.now(), _row(session, key)
    if row.blocked_until and row.blocked_until > now:
        return int((row.blocked_until - now).total_seconds()) + 1
    if row.failed_at and now - row.failed_at > _FORGOTTEN_AFTER:
        row.failures = 0
    row.failures += 1
    row.failed_at = now
    if row.failures >= limit.free:
        doublings = min(row.failures - limit.free, 10)
        row.blocked_until = now + dt.timedelta(minutes=min(2**doublings, limit.longest))
    return 0


def release(session: ClosedSession, account: str, *shared: str) -> None:
    """The password was right: the account starts anew, and what it shares with others gets its try back."""
    for key, left in ((account, 0), *((each, None) for each in shared)):
        row = _row(session, key)
        row.failures = max(0, row.failures - 1) if left is None else left
        row.blocked_until = None


def _row(session: ClosedSession, key: str) -> SignInThrottle:
    found = select(SignInThrottle).where(SignInThrottle.key == key).with_for_update()
    row: SignInThrottle | None = session.scalar(found)
    return row if row is not None else _new_row(session, key) or session.scalars(found).one()


def _new_row(session: ClosedSession, key: str) -> SignInThrottle | None:
    """None when somebody at the same address made it in the same moment: a school comes in at eight o'clock."""
    row = SignInThrottle(key=key, failures=0)
    try:
        with session.begin_nested():
            session.add(row)
    except (Invalid, IntegrityError):
        return None
    return row
