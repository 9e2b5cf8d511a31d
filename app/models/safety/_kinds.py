"""The words of an emergency: kinds of incident, whom the school tells, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.vocabulary import Choice


class IncidentKind(Choice):
    """What happened (domain 2, Incident)."""

    INJURY = "injury", "伤害", "Injury"
    ILLNESS = "illness", "疾病", "Illness"
    MISSING = "missing", "走失", "Missing child"
    DISPUTE = "dispute", "纠纷", "Dispute"
    DISASTER = "disaster", "灾害", "Disaster"
    TRAFFIC = "traffic", "交通", "Traffic accident"
    OTHER = "other", "其他", "Other"


class Addressee(Choice):
    """Who is told of an incident (R80-R83)."""

    GUARDIAN = "guardian", "委托监护人", "Guardian in charge"
    PARENT = "parent", "外出务工家长", "Parent working away"
    AUTHORITY = "authority", "上级教育主管部门", "Education authority"
    GOVERNMENT = "government", "乡镇党委政府", "Township government"


#: Told once for each child; the others once for the incident.
OF_A_CHILD = (Addressee.GUARDIAN, Addressee.PARENT)


@dataclass(frozen=True, slots=True)
class Limit:
    """Whether an addressee is owed the news, and within how many minutes; None means at once, without a number."""

    is_owed: bool
    minutes: int | None = None


#: Variant (a) of V10, which every incident in school time follows where the school has not said otherwise:
#: addressee -> (rule code of the care standard, minutes).
PRESET = {
    Addressee.GUARDIAN: ("R80", 30),
    Addressee.PARENT: ("R81", 60),
    Addressee.AUTHORITY: ("R82a", 120),
    Addressee.GOVERNMENT: ("R83", 120),
}
