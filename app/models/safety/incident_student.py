"""IncidentStudent 涉及学生: a child in an incident; with it come the notices to guardian and parents away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped, object_session

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Unique
from app.models._validation import Look
from app.models.safety._notices import notices_of_child


class IncidentStudent(SchoolEntity):
    """The tie between child and incident."""

    spec = Spec(
        label=Label("涉及学生", "Child in an incident"),
        chapter=Chapter.SAFETY,
        group=Group.INCIDENTS,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="incident_id.handled_by_id",
        also_owners=("incident_id.opened_by_id",),
        listed=("incident_id", "student_id", "state"),
        filtered=("incident_id", "student_id"),
        rules=(
            Unique(
                ("incident_id", "student_id"),
                Label("该生已在这次事件中，不必重复登记。", "The child is in this incident already."),
            ),
        ),
        systems=("H01", "H02"),
    )

    incident_id: Mapped[int] = c.ref("突发事件", "Incident", "Incident", required=True)
    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    state: Mapped[str | None] = c.text("学生状况", "How the child is", length=120)

    def complete(self) -> None:
        session: Any = object_session(self)
        if (
            session is None
            or not inspect(self).pending
            or self.student_id is None
            or _has_notices(session, self)
        ):
            return
        look = Look(session.raw_connection())
        given = self.__dict__.get("incident")
        incident = given or next(iter(look.rows(entity_named("Incident"), id=self.incident_id)), None)
        if incident is None:
            return
        if given is not None and given.is_in_school_time is None:
            given.complete()
        session.add_all(notices_of_child(look, incident, self.student_id))


def _has_notices(session: Any, row: IncidentStudent) -> bool:
    """Whether the child's rows are made already: a flush that was refused may be tried again."""
    notice = entity_named("IncidentNotice")
    mine: list[Any] = [each for each in session.new if isinstance(each, notice)]
    return any(
        each.student_id == row.student_id
        and each.incident_id == row.incident_id
        and each.__dict__.get("incident") is row.__dict__.get("incident")
        for each in mine
    )
