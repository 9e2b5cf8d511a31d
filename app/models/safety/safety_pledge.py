"""SafetyPledge 安全责任书：who must sign a pledge of which layer in a school year, and whether it is signed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Problem, Unique
from app.models._validation import Look, is_given


class PledgeLayer(Choice):
    """Between whom the pledge stands."""

    TOWNSHIP_SCHOOL = "township-school", "乡镇与学校", "Township and school"
    SCHOOL_STAFF = "school-staff", "学校与教职工", "School and staff"
    SCHOOL_PARENT = "school-parent", "学校与家长", "School and parents"
    SCHOOL_DRIVER = "school-driver", "学校与司机", "School and drivers"


#: Who signs on each layer; for the township it is the head of the school.
SIGNER_OF = {
    PledgeLayer.TOWNSHIP_SCHOOL: "staff_id",
    PledgeLayer.SCHOOL_STAFF: "staff_id",
    PledgeLayer.SCHOOL_PARENT: "caregiver_id",
    PledgeLayer.SCHOOL_DRIVER: "vehicle_id",
}


def _has_the_signer_of_its_layer(row: SafetyPledge, _look: Look) -> Problem | None:
    given = [column for column in ("staff_id", "caregiver_id", "vehicle_id") if is_given(row, column)]
    wanted = SIGNER_OF.get(PledgeLayer(row.layer)) if row.layer else None
    if wanted is None or given == [wanted]:
        return None
    return Problem(
        wanted,
        Label(
            "请按层级只填一个签订人：教职工、家长或车辆（司机）。",
            "One signer, that of the layer: staff, guardian or vehicle.",
        ),
    )


def _is_not_signed_ahead(row: SafetyPledge, _look: Look) -> Problem | None:
    if row.signed_on is None or row.signed_on <= clock.today():
        return None
    return Problem("signed_on", Label("签订日期不能晚于今天。", "Not a day to come, please."))


def _one(signer: str) -> Unique:
    message = Label("此人本学年已有同一层级的责任书。", "This signer has a pledge of the layer this year.")
    return Unique(("school_year_id", "layer", signer), message)


class SafetyPledge(SchoolEntity):
    """One pledge; unsigned while it has no day."""

    spec = Spec(
        label=Label("安全责任书", "Safety pledge"),
        chapter=Chapter.SAFETY,
        group=Group.RIDES,
        title="layer",
        listed=("school_year_id", "layer", "staff_id", "caregiver_id", "vehicle_id", "signed_on", "file_no"),
        searched=("file_no",),
        filtered=("school_year_id", "layer", "signed_on"),
        systems=("A09",),
        rules=(
            _one("staff_id"),
            _one("caregiver_id"),
            _one("vehicle_id"),
            Judged(_has_the_signer_of_its_layer),
            Judged(_is_not_signed_ahead),
        ),
    )

    school_year_id: Mapped[int] = c.ref("学年", "School year", "SchoolYear", required=True)
    layer: Mapped[PledgeLayer] = c.choice("层级", "Layer", PledgeLayer, required=True)
    staff_id: Mapped[int | None] = c.ref("教职工", "Staff member", "Staff")
    caregiver_id: Mapped[int | None] = c.ref("家长", "Guardian", "Caregiver", level=Level.PERSONAL)
    vehicle_id: Mapped[int | None] = c.ref("车辆（司机）", "Vehicle (driver)", "Vehicle")
    signed_on: Mapped[dt.date | None] = c.day("签订日期", "Signed on")
    file_no: Mapped[str | None] = c.text("编号", "File number", length=30)
