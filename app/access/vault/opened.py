"""The keys a counselor holds while his room is open: boxes are opened when something in them is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.access.vault import holders, rows
from app.access.vault.holders import Granter, Holder, holder_of
from app.access.vault.refusals import NOT_ADMITTED, NOT_HELD, VaultRefused
from app.crypto.boxes import CannotOpen
from app.crypto.identities import Identity
from app.database import ClosedSession
from app.models.system.vault_box import BoxKind, VaultBox
from app.models.system.vault_identity import VaultIdentity
from app.models.system.vault_wrap import VaultWrap


class OpenRoom:
    """One counselor's opened room, for one request or command; works on a system session of its opener's."""

    def __init__(self, session: ClosedSession, row: VaultIdentity, identity: Identity) -> None:
        self._session = session
        self._holder = holder_of(row)
        self._identity = identity
        self._wraps: dict[int, bytes] | None = None
        self._keys: dict[int, bytes] = {}
        self.school_id = row.school_id
        self.identity_id = row.id

    def __repr__(self) -> str:
        return f"OpenRoom(school {self.school_id})"

    @property
    def granter(self) -> Granter:
        """The counselor as one who hands keys on."""
        return Granter(self.identity_id, self._identity)

    def key(self, box_id: int) -> bytes:
        """The key of a box; VaultRefused when this counselor does not hold it."""
        if box_id not in self._keys:
            wrapped = self._held().get(box_id)
            if wrapped is None:
                raise VaultRefused(NOT_HELD)
            self._keys[box_id] = holders.take(self._identity, self._holder, box_id, wrapped)
        return self._keys[box_id]

    def holds(self, box_id: int) -> bool:
        """Whether this counselor holds the box."""
        return box_id in self._held()

    def office(self) -> tuple[VaultBox, bytes]:
        """The school's room and its key; VaultRefused before somebody has let this counselor in."""
        box = rows.office_box(self._session, self.school_id)
        if box is None or not self.holds(box.id):
            raise VaultRefused(NOT_ADMITTED)
        return box, self.key(box.id)

    def members(self) -> Mapping[str, str]:
        """Fingerprints by holder, as the members themselves wrote them down."""
        return holders.read_members(*self.office())

    def inspect(self) -> None:
        """Compare every key in the database with the list of members, one's own and the papers' included.

        Raises VaultRefused when one was exchanged or added; asked at every unlocking. One that is gone is no danger:
        whoever lost his passphrase put his keys away until a colleague or the papers let the new ones in.
        """
        holders.known(holders.standing(self._session, self.school_id), self.members())

    def heal(self) -> int:
        """Give the papers of last resort whatever of one's own they do not hold yet: they were renewed. Gives the number."""
        papers = rows.last_resort(self._session, self.school_id)
        if papers is None:
            return 0
        holder = holder_of(papers)
        lacking = [box for box in self._held() if not self._is_held_by(box, holder)]
        for box in lacking:
            self.give(box, holder)
        return len(lacking)

    def new_box(self, kind: BoxKind, *others: Holder) -> tuple[VaultBox, bytes]:
        """A box for this counselor, the papers of last resort and these others."""
        papers = rows.last_resort(self._session, self.school_id)
        given = [self._holder, *([holder_of(papers)] if papers else []), *others]
        known = holders.known(given, self.members())
        box, key = holders.new_box(self._session, self.school_id, kind, known, self.granter)
        self._keys[box.id] = key
        return box, key

    def give(self, box_id: int, *to: Holder) -> None:
        """Hand the key of a box to others who do not hold it yet."""
        box, key = self._session.get_one(VaultBox, box_id), self.key(box_id)
        for holder in holders.known(to, self.members()):
            if not self._is_held_by(box_id, holder):
                holders.give(self._session, box, key, holder, self.granter)

    def forget(self) -> None:
        """Keys were exchanged: what is asked for next is read anew."""
        self._wraps, self._keys = None, {}

    def _is_held_by(self, box_id: int, holder: Holder) -> bool:
        column = VaultWrap.identity_id if holder.kind == self._holder.kind else VaultWrap.last_resort_id
        found = select(VaultWrap.id).where(VaultWrap.box_id == box_id, column == holder.id)
        return self._session.scalar(found) is not None

    def _held(self) -> dict[int, bytes]:
        if self._wraps is None:
            mine = select(VaultWrap.box_id, VaultWrap.wrapped).where(
                VaultWrap.identity_id == self.identity_id
            )
            self._wraps = {box: bytes(wrapped) for box, wrapped in self._session.execute(mine)}
        return self._wraps


def opens(row: VaultIdentity, passphrase: str) -> Identity | None:
    """The identity, when the passphrase is right."""
    try:
        return rows.locked_of(row).open(passphrase)
    except CannotOpen:
        return None
