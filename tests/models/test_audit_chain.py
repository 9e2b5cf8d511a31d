"""What somebody with the whole database in his hands does to the log, and how it is found (security T-17)."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from app.access import anchors, audit
from app.access.verifying import Fault, Kept, State, line_with, verify, verify_and_keep
from app.crypto.identities import Identity
from app.models.system.audit_anchor import AuditAnchor
from app.models.system.audit_log import AuditAction, AuditLog

LOG: Any = AuditLog.__table__
ANCHORS: Any = AuditAnchor.__table__


class Thief:
    """Somebody who reached past the program: the triggers are gone, every table is open to him."""

    def __init__(self, session: Any, backend: str) -> None:
        self.session, self.connection = session, session.connection()
        for table in ("audit_logs", "audit_anchors"):
            if backend == "sqlite":
                for act in ("update", "delete"):
                    self.connection.execute(text(f"DROP TRIGGER {table}_no_{act}"))
            else:
                self.connection.execute(text(f"DROP TRIGGER {table}_no_change ON {table}"))
        on = "" if backend == "sqlite" else " ON audit_logs"
        self.connection.execute(text(f"DROP TRIGGER audit_logs_continue{on}"))

    def lines(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.connection.execute(select(LOG).order_by(LOG.c.id)).mappings()]

    def put(self, key: int, **values: Any) -> None:
        self.connection.execute(update(LOG).where(LOG.c.id == key).values(**values))

    def drop(self, condition: Any) -> None:
        self.connection.execute(delete(LOG).where(condition))

    def chain_anew(self) -> None:
        """Give every line the hash that its present content asks for."""
        previous = ""
        for line in self.lines():
            made = audit.digest(previous, line)
            self.put(line["id"], prev_hash=previous, hash=made)
            previous = made


@pytest.fixture
def keys(tmp_path: Path) -> None:
    """A key of this installation's own."""
    anchors.use(tmp_path / "audit.key")


@pytest.fixture
def thief(system: Any, backend: str, keys: None) -> Thief:
    """Twelve lines, an anchor at the tenth, and a thief."""
    for number in range(10):
        audit.record(system, audit.Entry(AuditAction.READ, "Student", number, number))
    anchors.sign(system.connection())
    for number in range(2):
        audit.record(system, audit.Entry(AuditAction.EDIT, "Student", number, number))
    assert verify(system.connection()).lines >= 12
    return Thief(system, backend)


def _change(thief: Thief) -> None:
    thief.put(thief.lines()[4]["id"], student_id=999)


def _delete(thief: Thief) -> None:
    thief.drop(LOG.c.id == thief.lines()[4]["id"])


def _swap(thief: Thief) -> None:
    one, two = ({k: v for k, v in line.items() if k != "id"} for line in thief.lines()[4:6])
    first, second = thief.lines()[4]["id"], thief.lines()[5]["id"]
    thief.put(first, **two)
    thief.put(second, **one)


def _insert_between(thief: Thief) -> None:
    lines = thief.lines()
    for line in reversed(lines[5:]):
        thief.put(line["id"], id=line["id"] + 1)
    thief.connection.execute(insert(LOG).values(**(lines[4] | {"id": lines[5]["id"]})))


def _cut_below_an_anchor(thief: Thief) -> None:
    thief.drop(LOG.c.id > thief.lines()[-5]["id"])


def _chain_anew(thief: Thief) -> None:
    _change(thief)
    thief.chain_anew()


def _delete_and_chain_anew(thief: Thief) -> None:
    _delete(thief)
    thief.chain_anew()


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (_change, Fault.CHANGED),
        (_delete, Fault.CHANGED),
        (_swap, Fault.CHANGED),
        (_insert_between, Fault.CHANGED),
        (_cut_below_an_anchor, Fault.CUT),
        (_chain_anew, Fault.REWRITTEN),
        (_delete_and_chain_anew, Fault.REWRITTEN),
    ],
)
def test_what_a_thief_does_to_signed_lines_is_found(
    thief: Thief, act: Callable[[Thief], None], fault: Fault
) -> None:
    act(thief)
    state = verify(thief.connection)
    assert (state.is_broken, state.fault) == (True, fault.value)


def test_an_anchor_signed_with_a_key_of_ones_own_is_found(thief: Thief) -> None:
    _change(thief)
    thief.chain_anew()
    thief.connection.execute(delete(ANCHORS))
    anchors.sign(thief.connection, Identity.new())
    assert verify(thief.connection).fault == Fault.BAD_ANCHOR.value


def test_with_all_anchors_gone_the_head_on_paper_and_the_point_reached_still_tell(thief: Thief) -> None:
    last, on_paper = verify(thief.connection), anchors.head_of(thief.connection)
    assert on_paper is not None
    assert line_with(thief.connection, on_paper.shown) is not None
    _change(thief)
    thief.chain_anew()
    thief.connection.execute(delete(ANCHORS))
    assert not verify(thief.connection).is_broken, "the limit: nothing inside the database tells"
    assert line_with(thief.connection, on_paper.shown) is None
    assert verify(thief.connection, last).fault == Fault.MOVED.value


def test_lines_after_the_last_anchor_can_be_cut_without_trace(thief: Thief) -> None:
    """The limit that security L-07 states; an anchor at each sign-in of the principal keeps the stretch short."""
    thief.drop(LOG.c.id > thief.lines()[-3]["id"])
    assert not verify(thief.connection).is_broken


def test_a_cut_behind_the_point_reached_last_time_is_found(thief: Thief) -> None:
    last = verify(thief.connection)
    thief.drop(LOG.c.id > thief.lines()[-3]["id"])
    assert verify(thief.connection, last).fault == Fault.CUT.value


@pytest.mark.parametrize("seed", range(4))
def test_no_random_change_of_a_signed_line_goes_unseen(thief: Thief, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not a secret
    signed = thief.connection.scalar(select(ANCHORS.c.seq).order_by(ANCHORS.c.seq.desc()))
    lines = [line for line in thief.lines() if line["id"] <= signed]
    for _ in range(50):
        line, name = (
            chance.choice(lines),
            chance.choice(("entity", "student_id", "reason", "user_id", "hash", "ip")),
        )
        other = chance.randrange(10**6) if name.endswith("_id") else f"x{chance.random()}"[:40]
        thief.put(line["id"], **{name: other})
        assert verify(thief.connection).is_broken
        thief.put(line["id"], **{name: line[name]})
    assert not verify(thief.connection).is_broken


def test_an_anchor_cannot_be_changed_through_the_program(system: Any, keys: None) -> None:
    audit.record(system, audit.Entry(AuditAction.LOGIN))
    anchors.sign(system.connection())
    with pytest.raises(Exception, match="append-only"):
        system.connection().execute(update(ANCHORS).values(head="0" * 64))


def test_the_signing_key_is_for_its_owner_only(keys: None, tmp_path: Path) -> None:
    assert anchors.installation_key().public == anchors.installation_key().public
    assert (tmp_path / "audit.key").stat().st_mode & 0o777 == 0o600


def test_the_next_verification_begins_where_the_last_ended(system: Any, keys: None, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "state.json")
    audit.record(system, audit.Entry(AuditAction.LOGIN))
    first = verify_and_keep(system.connection(), kept)
    audit.record(system, audit.Entry(AuditAction.LOGIN))
    second = verify_and_keep(system.connection(), kept)
    assert (second.seq, second.lines) == (first.seq + 1, first.lines + 1)
    assert second.full_at == first.full_at
    assert kept.read() == second


def test_a_state_that_cannot_be_read_is_no_state(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{", "utf-8")
    assert Kept(tmp_path / "state.json").read() == State()
